import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Metric } from '../../../harness/regress/metric.ts';
import { relabellings, sideLevel } from '../../../harness/regress/relabel.ts';
import { judge, type Stratum } from '../../../harness/regress/verdict.ts';

const drawn = relabellings({ strata: 3, baseline: 3, check: 3 }, 4);
const LEVEL = sideLevel(4);
const RANK = { better: 0, same: 1, worse: 2 } as const;

const LOWER: Metric = {
  name: 'error',
  path: 'imputation.rmse',
  better: 'lower',
  tolerance: { relative: 0.01, absolute: null },
};
const ABSOLUTE: Metric = { ...LOWER, tolerance: { relative: null, absolute: 0.02 } };
const HIGHER: Metric = { ...ABSOLUTE, better: 'higher' };
const NEARER: Metric = { ...ABSOLUTE, better: 0.9 };
const METRICS = [LOWER, ABSOLUTE, HIGHER, NEARER];

const verdictOf = (strata: readonly Stratum[], metric: Metric) => judge(strata, metric, drawn, LEVEL);

const value = fc.double({ min: 0.5, max: 2, noNaN: true });
const fits = fc.array(value, { minLength: 3, maxLength: 3 });
/** Noise of any size around one value of each dataset. */
const strata = fc.tuple(fits, fits, fits, fits, fc.constantFrom(0, 0.001, 0.01, 0.1)).map(([levels, ...rest]) =>
  levels.map((level, s): Stratum => {
    const noise = rest[3] as number;
    const around = (n: number): number => level * (1 + noise * ((rest[n % 3] as number[])[s] - 1));
    return { before: [around(0), around(1), around(2)], now: [around(2), around(0), around(1)] };
  }),
);

const changed = (given: readonly Stratum[], change: (value: number) => number): Stratum[] =>
  given.map(({ before, now }) => ({ before, now: now.map(change) }));

describe('the verdict on a metric', () => {
  it('is same, without any change, for the same numbers', () => {
    fc.assert(
      fc.property(strata, fc.constantFrom(...METRICS), (given, metric) => {
        const same = given.map(({ before }) => ({ before, now: before }));
        expect(verdictOf(same, metric)).toMatchObject({ verdict: 'same', identical: true, change: 0 });
      }),
      { numRuns: 40 },
    );
  });

  it('turns about when check and baseline change places', () => {
    const turned = { better: 'worse', same: 'same', worse: 'better' } as const;
    fc.assert(
      fc.property(
        strata,
        fc.double({ min: -0.2, max: 0.2, noNaN: true }),
        fc.constantFrom(ABSOLUTE, HIGHER, NEARER),
        (given, by, metric) => {
          const one = changed(given, (x) => x + by);
          const two = one.map(({ before, now }) => ({ before: now, now: before }));
          const [first, second] = [verdictOf(one, metric), verdictOf(two, metric)];
          expect(second.verdict).toBe(turned[first.verdict]);
          expect(second.change).toBeCloseTo(-first.change, 10);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('does not get better as the loss grows', () => {
    const by = fc.double({ min: -0.1, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(strata, by, by, fc.constantFrom(LOWER, ABSOLUTE, HIGHER), (given, a, b, metric) => {
        const sign = metric.better === 'higher' ? -1 : 1;
        const [less, more] = [Math.min(a, b), Math.max(a, b)].map((loss) =>
          verdictOf(
            changed(given, (x) => x + sign * loss),
            metric,
          ),
        );
        expect(RANK[more.verdict]).toBeGreaterThanOrEqual(RANK[less.verdict]);
      }),
      { numRuns: 60 },
    );
  });

  it('is same for whatever lies within the tolerance, even where no seed moves the model', () => {
    const still = [1, 2, 3].map((x) => ({ before: [x, x, x], now: [x, x, x] }));
    const verdict = (metric: Metric, change: (x: number) => number) =>
      verdictOf(changed(still, change), metric).verdict;
    expect(verdict(LOWER, (x) => 1.0099 * x)).toBe('same');
    expect(verdict(LOWER, (x) => 1.0101 * x)).toBe('worse');
    expect(verdict(LOWER, (x) => 0.9899 * x)).toBe('better');
    expect(verdict(HIGHER, (x) => x - 0.019)).toBe('same');
    expect(verdict(HIGHER, (x) => x - 0.021)).toBe('worse');
    expect(verdict(HIGHER, (x) => x + 0.021)).toBe('better');
  });

  it('does not call noise worse, and does not miss a loss above it', () => {
    const noisy = [1, 2, 3].map((x) => ({
      before: [0.98 * x, x, 1.02 * x],
      now: [1.01 * x, 0.97 * x, 1.03 * x],
    }));
    expect(verdictOf(noisy, LOWER).verdict).toBe('same');
    expect(
      verdictOf(
        changed(noisy, (x) => 1.15 * x),
        LOWER,
      ).verdict,
    ).toBe('worse');
  });

  it('tells the change in the metric’s own direction, as a share or an amount', () => {
    const still = [1, 2, 4].map((x) => ({ before: [x, x, x], now: [x, x, x] }));
    const up = changed(still, (x) => 1.05 * x);
    expect(verdictOf(up, LOWER)).toMatchObject({ unit: 'relative', verdict: 'worse' });
    expect(verdictOf(up, LOWER).change).toBeCloseTo(0.05, 12);
    const { unit, change, verdict, before, now } = verdictOf(
      changed(still, (x) => x + 0.1),
      HIGHER,
    );
    expect({ unit, verdict }).toEqual({ unit: 'absolute', verdict: 'better' });
    expect([change, before, now].map((x) => Number(x.toFixed(9)))).toEqual(
      [0.1, 7 / 3, 7 / 3 + 0.1].map((x) => Number(x.toFixed(9))),
    );
  });

  it('says what it would notice: the tolerance where no seed moves the model, more with noise', () => {
    const still = [1, 2, 4].map((x) => ({ before: [x, x, x], now: [x, x, x] }));
    expect(verdictOf(still, LOWER).notices).toBeCloseTo(0.01, 12);
    const noisy = still.map(({ now }) => ({ before: [0.97, 1, 1.03].map((x) => x * now[0]), now }));
    expect(verdictOf(noisy, LOWER).notices).toBeGreaterThan(0.03);
  });
});
