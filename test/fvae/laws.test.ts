import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit as fitted, type Recipe } from '../../fvae/fit.ts';
import { FVAE_DEFAULTS } from '../../fvae/fvae.ts';
import type { Fitted, Model } from '../../fvae/model.ts';
import { createRandom } from '../../fvae/random.ts';
import { factorMatch } from '../../harness/metrics/factor-match.ts';
import { describeLaws } from './baselines/laws.ts';
import { said } from './said.ts';
import { ascending, planted, reordered } from './start/planted.ts';

/** A recipe as a model, trained as far as its laws need. */
function trained(recipe: Recipe, factors: number, epochs: number): Model {
  const options = { ...FVAE_DEFAULTS, recipe, factors, epochs, batch: 64, backend: 'wasm', workers: 0 };
  return { name: recipe, fit: async (tensor, { seed }) => (await fitted(tensor, { ...options, seed })).fitted };
}

describe('the FVAE', () => {
  describeLaws(trained('matinee', 2, 6), {
    tolerance: 0.05,
    runs: 2,
    anyOrder: false,
    timeTolerance: null,
    thinning: 0.3,
  });

  it('finds the same factors and says the same in every order of viewers and seconds', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(1e6), async (seed) => {
        const [N, T] = [30, 150];
        const { tensor } = planted({ viewers: N, samples: T, seed });
        const random = createRandom(seed, 'order');
        const model = trained('matinee', 3, 10);
        const plain = await model.fit(tensor, { seed: 0 });
        const { count: K, viewer, time } = plain.factors()!;
        for (const [viewers, seconds] of [
          [random.permutation(N), ascending(T)],
          [ascending(N), random.permutation(T)],
        ] as const) {
          const found = await model.fit(reordered(tensor, viewers, seconds), { seed: 0 });
          const expected = {
            count: K,
            viewer: Float64Array.from({ length: N * K }, (_, at) => viewer[viewers[Math.floor(at / K)] * K + (at % K)]),
            time: Float64Array.from({ length: T * K }, (_, at) => time[seconds[Math.floor(at / K)] * K + (at % K)]),
          };
          expect(factorMatch(expected, found.factors()!).score).toBeGreaterThan(0.98);
          // Not to the last digit: starts are drawn, and batches meet other entries.
          expect(differenceOf(plain, found, viewers, seconds)).toBeLessThan(0.05);
        }
      }),
      { numRuns: 2 },
    ));
});

/** RMS difference of what two models say of the same viewers and seconds, as a share of how far the landmarks move. */
function differenceOf(plain: Fitted, other: Fitted, viewers: ArrayLike<number>, seconds: ArrayLike<number>): number {
  const T = seconds.length;
  let [square, moved] = [0, 0];
  for (let i = 0; i < viewers.length; i += 1) {
    const [expected, found] = [plain.impute(viewers[i]).mean, other.impute(i).mean];
    const D = expected.length / T;
    const mean = new Float64Array(D);
    for (let at = 0; at < expected.length; at += 1) mean[at % D] += expected[at] / T;
    for (let t = 0; t < T; t += 1) {
      for (let d = 0; d < D; d += 1) {
        const value = expected[seconds[t] * D + d];
        square += (found[t * D + d] - value) ** 2;
        moved += (value - mean[d]) ** 2;
      }
    }
  }
  return Math.sqrt(square / moved);
}

describe('the FVAE where viewers share a manner and residuals last', async () => {
  const plan = { viewers: 61, samples: 160, noise: 0.1, manner: 0.7, wander: 0.4 };
  const { tensor: whole, clean } = planted(plan);
  const { samples: T, features: D } = whole;
  const known = 60;
  /** The first viewers' tensor of such values. */
  const shown = (values: Float32Array) => ({
    ...whole,
    viewers: known,
    values: values.subarray(0, known * T * D),
    mask: whole.mask.subarray(0, known * T),
  });
  const fill = (behind: (at: number) => number): Float32Array =>
    whole.values.map((value, at) => (whole.mask[Math.floor(at / D)] === 1 ? value : behind(at)));
  const options = { ...FVAE_DEFAULTS, recipe: 'matinee', factors: 3, epochs: 8, batch: 256, workers: 0 } as const;
  const train = async (values: Float32Array) => fitted(shown(values), { ...options, backend: 'wasm', seed: 0 });
  const last = whole.mask.subarray(known * T);
  const prefix = last.map((seen, t) => (t < 40 ? seen : 0));
  /** All that is said of viewers trained on, and of the last one from all and from a quarter of the film. */
  const everything = (model: Fitted, values: Float32Array) => {
    const other = values.subarray(known * T * D);
    return [
      ...Array.from({ length: known }, (_, i) => model.impute(i)),
      model.foldIn(other, last),
      model.foldIn(other, prefix),
    ].map(said);
  };
  const nothing = fill(() => Number.NaN);
  const base = await train(nothing);
  const expected = everything(base.fitted, nothing);

  it('has both', () => {
    for (const name of ['slopes.shared', 'residuals.lasting']) {
      expect(base.state.arrays[name].values.some((value) => value > 0)).toBe(true);
    }
  });

  it.each([
    ['1e30', () => 1e30],
    ['the truth', (at: number) => clean[at]],
  ])('never reads what the mask leaves out: %s', async (_, behind) => {
    const values = fill(behind);
    expect(everything((await train(values)).fitted, values)).toEqual(expected);
  });

  it('forecasts the same whatever comes', () => {
    const other = nothing.slice(known * T * D).map((value, at) => (at < 40 * D ? value : 1e30));
    expect(said(base.fitted.foldIn(other, prefix))).toEqual(expected.at(-1));
  });

  it('scales with the data', async () => {
    const values = nothing.map((value) => 4 * value);
    const { fitted: model } = await train(values);
    everything(model, values).forEach(({ mean, deviation }, i) => {
      expect(mean).toEqual(expected[i].mean.map((value) => 4 * value));
      expect(deviation).toEqual(expected[i].deviation.map((value) => 4 * value));
    });
  });
});

describe('the FVAE as published', () => {
  describeLaws(trained('paper', 2, 3), { tolerance: 0.05, runs: 1, anyOrder: false, timeTolerance: null });
});
