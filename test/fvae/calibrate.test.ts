import { describe, expect, it } from 'vitest';
import { FVAE_DEFAULTS, fitFvae } from '../../fvae/fvae.ts';
import { laterThan, without } from '../../fvae/hidden.ts';
import type { Prediction } from '../../fvae/model.ts';
import { fvaeFitted } from '../../fvae/predictive.ts';
import { planted } from './start/planted.ts';

type Asked = readonly [viewer: number, prediction: Prediction, wanted: (t: number) => boolean];

const options = { ...FVAE_DEFAULTS, factors: 3, epochs: 8, batch: 256, backend: 'wasm', workers: 0, seed: 0 };

describe.each([
  ['residuals wander', { noise: 0.05, wander: 0.4 }],
  ['residuals are viewers’ own manners', { noise: 0.001, wander: 0.02, manner: 0.3 }],
])('where %s', async (_, plan) => {
  const { tensor: exact, clean } = planted({ viewers: 60, samples: 200, missing: 0, ...plan });
  const { viewers, samples: T, features: D } = exact;
  // Holes of 6 samples, and every fifth viewer left out.
  const mask = exact.mask.map((seen, at) => (((at % T) + 7 * Math.floor(at / T)) % 40 < 6 ? 0 : seen));
  const training = [...Array(viewers).keys()].filter((i) => i % 5 !== 0);
  const pick = <A extends Float32Array | Uint8Array>(all: A, size: number): A => {
    const out = all.slice(0, training.length * size) as A;
    for (const [n, i] of training.entries()) out.set(all.subarray(i * size, (i + 1) * size), n * size);
    return out;
  };
  const tensor = { ...exact, viewers: training.length, values: pick(exact.values, T * D), mask: pick(mask, T) };
  const fitted = fvaeFitted(await fitFvae(tensor, options), tensor);

  /** Shares of the errors of what is asked for that lie within the central intervals of 50 and 90 %. */
  const coverage = (asked: Iterable<Asked>) => {
    let [half, most, count] = [0, 0, 0];
    for (const [i, { mean, deviation, quantile = () => expect.fail('no quantiles') }, wanted] of asked) {
      for (let at = 0; at < T * D; at += 1) {
        if (!wanted(Math.floor(at / D))) continue;
        const size = Math.abs(clean[i * T * D + at] - mean[at]) / deviation[at];
        count += 1;
        if (size <= quantile(0.75)) half += 1;
        if (size <= quantile(0.95)) most += 1;
      }
    }
    return { half: half / count, most: most / count };
  };
  const holes = function* (): Iterable<Asked> {
    for (const [n, i] of training.entries()) yield [i, fitted.impute(n), (t: number) => mask[i * T + t] === 0];
  };
  const later = function* (share: number): Iterable<Asked> {
    for (let i = 0; i < viewers; i += 5) {
      const seen = mask.subarray(i * T, (i + 1) * T);
      const values = exact.values.subarray(i * T * D, (i + 1) * T * D);
      yield [i, fitted.foldIn(values, without(seen, laterThan(seen, share))), (t: number) => t >= share * T];
    }
  };

  it('intervals of 50 and 90 % cover about as much, over holes and of forecasts of unseen viewers', () => {
    for (const { half, most } of [holes(), later(0.1), later(0.25)].map(coverage)) {
      expect(half).toBeGreaterThan(0.38);
      expect(half).toBeLessThan(0.64);
      expect(most).toBeGreaterThan(0.82);
      expect(most).toBeLessThan(0.99);
    }
  });
});
