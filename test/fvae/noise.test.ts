import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noiseScale, scatterOf, type Windows, wobbleOf } from '../../fvae/noise.ts';
import { createRandom, type Random } from '../../fvae/random.ts';

const [N, T, D] = [60, 300, 6];
const PACE = 0.95;
/** Variance of movement that lasts no sample and goes to one side: of an exponential distribution of deviation 1.5. */
const BLINKS = 1.5 ** 2;
/** Scales of viewers, from 0.5 to 2. */
const scaleOf = (viewer: number): number => 0.5 + (1.5 * viewer) / (N - 1);
const MEAN_SCALE = 1.25;

/**
 * Windows in which landmarks of variance 1 last by PACE and feature 0 blinks. What measuring adds has deviation `noise` times the
 * root of the viewer's scale, of feature 1 of the opposite one; of samples without a seen neighbour three times that.
 */
function windowsOf(noise: number): Windows {
  const random = createRandom(0, 'noise');
  const mask = new Uint8Array(N * T);
  const residual = slowly(random, 1, (i, t, f) => {
    // Of nine samples six are seen together and the eighth alone.
    const alone = t % 9 === 7;
    mask[i * T + t] = alone || t % 9 < 6 ? 1 : 0;
    const blink = f === 0 ? Math.sqrt(BLINKS) * (-Math.log(1 - random.uniform()) - 1) : 0;
    const scale = f === 1 ? 2 * MEAN_SCALE - scaleOf(i) : scaleOf(i);
    return blink + noise * (alone ? 3 : 1) * Math.sqrt(scale) * random.normal();
  });
  return { length: T, start: new Int32Array(N), residual, mask };
}

/** [N, T, D] of this variance that last by PACE, and `more` on top. */
function slowly(
  random: Random,
  variance: number,
  more: (viewer: number, t: number, feature: number) => number,
): Float32Array {
  const slow = new Float64Array(N * D).map(() => random.normal());
  const out = new Float32Array(N * T * D);
  for (let i = 0; i < N; i += 1) {
    for (let n = 0; n < T * D; n += 1) {
      const f = n % D;
      slow[i * D + f] = PACE * slow[i * D + f]! + Math.sqrt(1 - PACE ** 2) * random.normal();
      out[i * T * D + n] = Math.sqrt(variance) * slow[i * D + f]! + more(i, Math.floor(n / D), f);
    }
  }
  return out;
}

const all = new Uint8Array(N * T).fill(1);
const scatter = (windows: Windows) => scatterOf(windows, N, T, D);
const within = (value: number, low: number, high: number): void => {
  expect(value).toBeGreaterThan(low);
  expect(value).toBeLessThan(high);
};

describe('scatterOf', () => {
  it('tells measuring from landmarks that last or go to one side, however much it is and of whom', () => {
    for (const noise of [0.5, 1, 2]) {
      const measured = MEAN_SCALE * noise ** 2;
      const { clean, lasting, noise: found } = scatter(windowsOf(noise));
      for (let f = 0; f < D; f++) {
        // 4 standard errors: 2 (1 + PACE^2) / (1 - PACE^2) over 10,000 pairs is 0.0625^2.
        within(lasting[f]!, 0.75 * PACE, 1.25 * PACE);
        const own = f === 0 ? 1 + BLINKS : 1;
        // By chance up to a tenth of what measuring adds is taken for the landmarks' own; 1 - PACE of them for measuring.
        within(clean[f]!, 0.75 * own, 1.25 * own + 0.1 * measured);
        const blinks = f === 0 ? 0.2 * BLINKS : 0;
        within(found[f]!, 0.85 * measured - blinks, 1.1 * measured + 1 - PACE + blinks);
      }
    }
  });

  it('says how that rises and falls with the film', () => {
    const random = createRandom(1, 'noise');
    const residual = slowly(random, 1, (_i, _t, _f) => random.normal());
    for (let at = 0; at < residual.length; at += 1) if (Math.floor(at / D) % T >= T / 2) residual[at]! *= 2;
    const { course } = scatter({ length: T, start: new Int32Array(N), residual, mask: all });
    const mean = (from: number, to: number): number =>
      course.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
    expect(mean(0, T)).toBeCloseTo(1, 6);
    within(mean(T / 2, T) / mean(1, T / 2), 3, 5);
  });

  it('says nothing of that where nothing lasts', () => {
    const random = createRandom(2, 'noise');
    const residual = Float32Array.from({ length: N * T * D }, () => random.normal());
    const { course, lasting } = scatter({ length: T, start: new Int32Array(N), residual, mask: all });
    expect(new Set(course)).toEqual(new Set([1]));
    expect(new Set(lasting)).toEqual(new Set([0]));
  });

  it('scales as variances do', () => {
    const windows = windowsOf(1);
    const one = scatter(windows);
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (c) => {
        const other = scatter({ ...windows, residual: windows.residual.map((value) => c * value) });
        for (const name of ['clean', 'lasting', 'noise', 'step'] as const) {
          other[name].forEach((value, f) => {
            expect(value / (c * c * one[name][f]!)).toBeCloseTo(1, 4);
          });
        }
      }),
      { numRuns: 10 },
    );
  });

  it('takes all for the landmarks’ own where hardly any sample has a seen neighbour', () => {
    const windows = windowsOf(1);
    const mask = all.map((_, at) => (at < 50 ? 1 : at % 2));
    const { clean, noise, lasting, course } = scatter({ ...windows, mask });
    const square = new Float64Array(D);
    let seen = 0;
    mask.forEach((one, row) => {
      if (one === 0) return;
      seen += 1;
      for (let f = 0; f < D; f += 1) square[f]! += windows.residual[row * D + f]! ** 2;
    });
    clean.forEach((value, f) => {
      expect(value).toBeCloseTo(square[f]! / seen, 6);
    });
    expect([...noise, ...lasting]).toEqual(new Array(2 * D).fill(0));
    expect(new Set(course)).toEqual(new Set([1]));
  });
});

describe('the wobble of residuals', () => {
  it('is that of neighbours both of which are seen', () => {
    const residual = Float64Array.of(9, 9, 1, 2, 3, 5, 7, 7, 2, 4, 4, 4);
    // From the second row on: seen, seen, not, seen, seen.
    const mask = Uint8Array.of(0, 0, 1, 1, 0, 1, 1);
    const { step, lasting, steps } = wobbleOf(residual, mask, 5, 2, 2, 2);
    expect(steps).toBe(2);
    expect([...step]).toEqual([(0.5 * 2 ** 2 + 0.5 * 2 ** 2) / 2, (0.5 * 3 ** 2 + 0) / 2]);
    expect([...lasting]).toEqual([(1 * 3 + 2 * 4) / 2, (2 * 5 + 4 * 4) / 2]);
  });

  it('leaves a viewer without neighbours as noisy as any other', () => {
    const wobble = wobbleOf(new Float64Array(4), Uint8Array.of(1, 0), 2, 2);
    expect([wobble.steps, noiseScale(wobble, Float64Array.of(1, 1))]).toEqual([0, 1]);
  });
});
