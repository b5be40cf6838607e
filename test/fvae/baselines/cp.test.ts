import { describe, expect, it } from 'vitest';
import { cp } from '../../../fvae/baselines/cp.ts';
import { describeLaws } from './laws.ts';
import { recovered, synthetic } from './synthetic.ts';

describe('cp', () => {
  describe('plain', () => describeLaws(cp({ rank: 2, weighed: false }), { tolerance: 0.02, runs: 2 }));
  describe('weighed', () => describeLaws(cp({ rank: 2 }), { tolerance: 0.02, runs: 2 }));
  describe('weighed and non-negative', () =>
    describeLaws(cp({ rank: 2, nonNegative: true }), { tolerance: 0.02, runs: 2 }));

  for (const weighed of [true, false]) {
    for (const nonNegative of [true, false]) {
      it(`recovers an exact CP tensor with holes up to order and scale (weighed ${weighed}, non-negative ${nonNegative})`, async () => {
        for (const seed of [1, 2, 3]) {
          const truth = synthetic({ seed, rank: 3, viewers: 25, samples: 80, noise: 0 });
          const fitted = await cp({ rank: 3, weighed, nonNegative }).fit(truth.tensor, { seed: 0 });
          const { viewer, time, count } = fitted.factors()!;
          expect(Math.min(...recovered(truth, viewer, time, count))).toBeGreaterThan(0.999);
          if (nonNegative) expect(Math.min(...viewer, ...time)).toBeGreaterThanOrEqual(0);
        }
      });
    }
  }

  it('says of every factor alone what all together say', async () => {
    const { tensor } = synthetic({ seed: 6, viewers: 20, samples: 60 });
    for (const nonNegative of [true, false]) {
      const fitted = await cp({ rank: 2, nonNegative }).fit(tensor, { seed: 0 });
      const { viewer, time } = fitted.factors()!;
      const { mean } = fitted.impute(4);
      const shown = (t: number, f: number) =>
        [0, 1].reduce((sum, k) => sum + fitted.alone!(k, viewer[8 + k]! * time[t * 2 + k]!)[f]!, 0);
      for (const t of [10, 30, 59]) {
        for (let f = 0; f < 8; f++) {
          expect(shown(t, f) - shown(0, f)).toBeCloseTo(mean[t * 8 + f]! - mean[f]!, 4);
        }
      }
    }
  });

  it('averages measuring noise away', async () => {
    const truth = synthetic({ seed: 5, viewers: 60, samples: 150, noise: 0.3 });
    const fitted = await cp({ rank: 2 }).fit(truth.tensor, { seed: 0 });
    let error = 0;
    for (let i = 0; i < 60; i++) {
      const { mean } = fitted.impute(i);
      for (let at = 0; at < mean.length; at++) error += (mean[at]! - truth.clean[i * mean.length + at]!) ** 2;
    }
    expect(Math.sqrt(error / truth.clean.length)).toBeLessThan(0.1);
  });

  it('refuses a rank larger than the data', async () => {
    const { tensor } = synthetic({ seed: 0 });
    await expect(cp({ rank: 9 }).fit(tensor, { seed: 0 })).rejects.toThrow(
      /found 9 factors, expected a whole number from 1 to 8/,
    );
  });
});
