import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../fvae/random.ts';
import { changeOf, type Layout, relabellings, sideLevel, tooFew } from '../../../harness/regress/relabel.ts';

const LAYOUT: Layout = { strata: 3, baseline: 5, check: 2 };
const FITS = LAYOUT.baseline + LAYOUT.check;
const LEVEL = sideLevel(5);
const drawn = relabellings(LAYOUT, 5);

const costs = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
  minLength: LAYOUT.strata * FITS,
  maxLength: LAYOUT.strata * FITS,
});

/** The costs with so much added to the check's. */
function shifted(values: readonly number[], by: number): Float64Array {
  return Float64Array.from(values, (value, at) => (at % FITS >= LAYOUT.baseline ? value + by : value));
}

/** A layout in which the baseline has as many fits as the check, so that they can change places. */
const EVEN: Layout = { strata: 3, baseline: 3, check: 3 };

/** Costs of that layout with check and baseline in each other's place. */
function swapped(values: readonly number[]): Float64Array {
  return Float64Array.from(values, (_, at) => values[at - (at % 6) + ((at + 3) % 6)]);
}

describe('the mean change and its interval', () => {
  it('is the mean of the differences between fits with the same seed', () => {
    fc.assert(
      fc.property(costs, (values) => {
        let sum = 0;
        for (let s = 0; s < 3; s += 1) for (let n = 0; n < 2; n += 1) sum += values[s * 7 + 5 + n] - values[s * 7 + n];
        const { change, low, high } = changeOf(Float64Array.from(values), drawn, LEVEL);
        expect(change).toBeCloseTo(sum / 6, 10);
        expect(low).toBeLessThanOrEqual(change + 1e-9);
        expect(high).toBeGreaterThanOrEqual(change - 1e-9);
      }),
      { numRuns: 30 },
    );
  });

  it('moves with what is added to the check', () => {
    fc.assert(
      fc.property(costs, fc.double({ min: -3, max: 3, noNaN: true }), (values, by) => {
        const before = changeOf(Float64Array.from(values), drawn, LEVEL);
        const after = changeOf(shifted(values, by), drawn, LEVEL);
        for (const key of ['change', 'low', 'high'] as const) expect(after[key]).toBeCloseTo(before[key] + by, 8);
      }),
      { numRuns: 30 },
    );
  });

  it('changes its sign when check and baseline change places', () => {
    const even = relabellings(EVEN, 5);
    fc.assert(
      fc.property(costs, (all) => {
        const values = all.slice(0, 18);
        const before = changeOf(Float64Array.from(values), even, LEVEL);
        const after = changeOf(swapped(values), even, LEVEL);
        expect(after.change).toBeCloseTo(-before.change, 10);
        expect(after.low).toBeCloseTo(-before.high, 8);
        expect(after.high).toBeCloseTo(-before.low, 8);
      }),
      { numRuns: 30 },
    );
  });

  it('is a point where no seed moves the model', () => {
    const flat = [1, 1, 1, 1, 1, 1, 1, 4, 4, 4, 4, 4, 4, 4, 9, 9, 9, 9, 9, 9, 9];
    expect(changeOf(shifted(flat, 0), drawn, LEVEL)).toEqual({ change: 0, low: 0, high: 0 });
    const { change, low, high } = changeOf(shifted(flat, 0.5), drawn, LEVEL);
    for (const value of [change, low, high]) expect(value).toBeCloseTo(0.5, 12);
  });

  it('is not told of costs that are not there or not finite', () => {
    const values = Float64Array.from({ length: LAYOUT.strata * FITS }, (_, at) => at % 5);
    expect(() => changeOf(values.subarray(1), drawn, LEVEL)).toThrow(/^costs: found 20, expected 3 x 7$/);
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let at = 0; at < values.length; at += 1) {
        expect(() => changeOf(values.with(at, odd), drawn, LEVEL)).toThrow(`costs: found ${odd} at ${at}, expected`);
      }
    }
    const huge = values.map((_, at) => (at % FITS < LAYOUT.baseline ? -1e308 : 1e308));
    expect(() => changeOf(huge, drawn, LEVEL)).toThrow(/^change: found Infinity, expected a finite number$/);
  });

  it('does not see how datasets differ', () => {
    fc.assert(
      fc.property(costs, (values) => {
        const apart = values.map((value, at) => value + 100 * Math.floor(at / FITS));
        const before = changeOf(Float64Array.from(values), drawn, LEVEL);
        const after = changeOf(Float64Array.from(apart), drawn, LEVEL);
        expect(after.low).toBeCloseTo(before.low, 8);
        expect(after.high).toBeCloseTo(before.high, 8);
      }),
      { numRuns: 30 },
    );
  });
});

describe('false alarms', () => {
  const noise: Readonly<Record<string, (random: ReturnType<typeof createRandom>) => number>> = {
    normal: (random) => random.normal(),
    'one fit of ten far off': (random) => (random.uniform() < 0.1 ? 8 : 0) + 0.3 * random.normal(),
  };

  // 1,500 comparisons at 5 % on each side: within four standard errors.
  it.each(Object.keys(noise))('come as often as the level says, whatever the fits’ distribution: %s', (name) => {
    const random = createRandom(5, name);
    const few = { ...relabellings(LAYOUT, 1), count: 500 };
    const alarms = { low: 0, high: 0 };
    const tries = 1500;
    for (let n = 0; n < tries; n += 1) {
      const values = Float64Array.from({ length: LAYOUT.strata * FITS }, () => noise[name](random));
      const { low, high } = changeOf(values, few, 0.05);
      if (low > 0) alarms.low += 1;
      if (high < 0) alarms.high += 1;
    }
    const error = Math.sqrt((0.05 * 0.95) / tries);
    for (const count of [alarms.low, alarms.high]) {
      expect(count / tries).toBeGreaterThan(0.05 - 4 * error);
      expect(count / tries).toBeLessThan(0.05 + 4 * error);
    }
  });
});

describe('layouts', () => {
  it('with too few fits to tell anything are known', () => {
    expect(tooFew({ strata: 1, baseline: 3, check: 1 }, 1)).toBe(true);
    expect(tooFew({ strata: 3, baseline: 3, check: 1 }, 7)).toBe(true);
    expect(tooFew({ strata: 4, baseline: 8, check: 3 }, 7)).toBe(false);
    expect(tooFew({ strata: 4, baseline: 8, check: 3 }, 1e9)).toBe(true);
  });

  it('that are not too few can tell a model that is far worse', () => {
    const layout = { strata: 2, baseline: 6, check: 2 };
    expect(tooFew(layout, 5)).toBe(false);
    const random = createRandom(1, 'far worse');
    const values = Float64Array.from({ length: 16 }, (_, at) => random.normal() + (at % 8 >= 6 ? 1000 : 0));
    expect(changeOf(values, relabellings(layout, 5), sideLevel(5)).low).toBeGreaterThan(900);
  });

  it('have the same relabellings every time, each with every fit of a dataset once', () => {
    expect(relabellings(LAYOUT, 5).places).toEqual(drawn.places);
    for (let at = 0; at < drawn.places.length; at += 4 * 17) {
      const four = [...drawn.places.subarray(at, at + 4)];
      expect(new Set(four).size).toBe(4);
      const dataset = (at / 4) % LAYOUT.strata;
      for (const fit of four) expect(Math.floor(fit / FITS)).toBe(dataset);
    }
  });
});
