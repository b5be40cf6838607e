import { describe, expect, it } from 'vitest';
import { fit as fitted, type Recipe } from '../../fvae/fit.ts';
import { FVAE_DEFAULTS } from '../../fvae/fvae.ts';
import type { Model } from '../../fvae/model.ts';
import { createRandom } from '../../fvae/random.ts';
import { factorMatch } from '../../harness/metrics/factor-match.ts';
import { describeLaws } from './baselines/laws.ts';
import { ascending, planted, reordered } from './start/planted.ts';

/** A recipe as a model, trained as far as its laws need. */
function trained(recipe: Recipe, factors: number, epochs: number): Model {
  const options = { ...FVAE_DEFAULTS, recipe, factors, epochs, batch: 64, backend: 'wasm', workers: 0 };
  return { name: recipe, fit: async (tensor, { seed }) => (await fitted(tensor, { ...options, seed })).fitted };
}

describe('the FVAE', () => {
  describeLaws(trained('matinee', 2, 6), {
    tolerance: 0.05,
    runs: 1,
    anyOrder: false,
    timeTolerance: null,
    thinning: 0.3,
  });

  it('finds the same factors in every order of viewers and seconds', async () => {
    const { tensor } = planted({ viewers: 30, samples: 150 });
    const random = createRandom(0, 'order');
    const [viewers, seconds] = [random.permutation(30), random.permutation(150)];
    const model = trained('matinee', 3, 10);
    const plain = (await model.fit(tensor, { seed: 0 })).factors()!;
    const K = plain.count;
    const ordered = {
      count: K,
      viewer: Float64Array.from(
        { length: 30 * K },
        (_, at) => plain.viewer[viewers[Math.floor(at / K)] * K + (at % K)],
      ),
      time: Float64Array.from({ length: 150 * K }, (_, at) => plain.time[seconds[Math.floor(at / K)] * K + (at % K)]),
    };
    for (const [found, expected] of [
      [reordered(tensor, viewers, ascending(150)), { ...plain, viewer: ordered.viewer }],
      [reordered(tensor, ascending(30), seconds), { ...plain, time: ordered.time }],
    ] as const) {
      const factors = (await model.fit(found, { seed: 0 })).factors()!;
      expect(factorMatch(expected, factors).score).toBeGreaterThan(0.98);
    }
  });
});

describe('the FVAE as published', () => {
  describeLaws(trained('paper', 2, 3), { tolerance: 0.05, runs: 1, anyOrder: false, timeTolerance: null });
});
