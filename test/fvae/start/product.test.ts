import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startFactors } from '../../../fvae/factorisation.ts';
import type { Factors } from '../../../fvae/model.ts';
import { createRandom } from '../../../fvae/random.ts';
import { improve } from '../../../fvae/refine/round.ts';
import { type ProductStart, productStart } from '../../../fvae/start/product.ts';
import { projectTensor } from '../../../fvae/start/project.ts';
import { timeLockedSubspace } from '../../../fvae/start/subspace.ts';
import { restrict, type Tensor } from '../../../fvae/tensor.ts';
import { factorMatch } from '../../../harness/metrics/factor-match.ts';
import { ascending, filled, type Plan, planted, reordered } from './planted.ts';

/** Enough viewers and seconds to tell factors apart. */
const plenty: Partial<Plan> = { viewers: 80, samples: 300, noise: 0.3, missing: 0.2 };

function projectedOf(tensor: Tensor, factors: number): Tensor {
  return projectTensor(tensor, timeLockedSubspace(tensor, { seed: 0, fewest: factors, most: factors, shifts: 2 }));
}

function startOf(tensor: Tensor, factors: number, seed = 0): Promise<ProductStart> {
  return productStart(projectedOf(tensor, factors), factors, { seed, starts: 8 });
}

const matchOf = (truth: Factors, start: Factors): number => factorMatch(truth, start).score;

describe('productStart', () => {
  it('recovers planted factors from noise and holes, the last hundredth with the round that follows it in a fit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.integer({ min: 2, max: 3 }), async (seed, factors) => {
        const { tensor, truth } = planted({ ...plenty, seed, factors });
        const subspace = timeLockedSubspace(tensor, { seed: 0, fewest: factors, most: factors, shifts: 2 });
        const projected = projectTensor(tensor, subspace);
        const start = await productStart(projected, factors, { seed: 0, starts: 8 });
        // The largest U are drawn in, which a viewer hardly ever seen needs and others do not.
        expect(matchOf(truth, start)).toBeGreaterThan(0.98);
        const deviation = new Float64Array(factors).fill(0.1);
        const { factorisation } = await improve(
          { tensor, projected, subspace },
          startFactors(start),
          deviation,
          async () => {},
        );
        expect(matchOf(truth, { count: factors, ...factorisation })).toBeGreaterThan(0.995);
      }),
      { numRuns: 6, seed: 1 },
    );
  });

  it('recovers a single factor, and leaves the true ones in place when asked for one more', async () => {
    const one = planted({ ...plenty, factors: 1, features: 4 });
    expect(matchOf(one.truth, await startOf(one.tensor, 1))).toBeGreaterThan(0.99);
    const two = planted({ ...plenty, factors: 2 });
    const best = await productStart(projectedOf(two.tensor, 3), 3, { seed: 0 });
    expect(matchOf(two.truth, best)).toBeGreaterThan(0.95);
  });

  it('gives U, V and W in their conventions, and together the tensor', async () => {
    const { tensor } = planted({ ...plenty, noise: 0.1, missing: 0 });
    const projected = projectedOf(tensor, 3);
    const { viewer, time, weights, count } = await productStart(projected, 3, { seed: 0 });
    const { viewers, samples, features: p, values } = projected;
    for (let k = 0; k < count; k += 1) {
      const u = ascending(viewers).map((i) => viewer[i * count + k]);
      const v = ascending(samples).map((t) => time[t * count + k]);
      const squares = (x: number[]): number => x.reduce((sum, value) => sum + value * value, 0) / x.length;
      expect(Math.min(...u)).toBeGreaterThanOrEqual(0);
      expect(squares(u)).toBeCloseTo(1, 6);
      expect(squares(v)).toBeCloseTo(1, 6);
      // A planted course is 0 in its quiet and bursts upwards.
      expect(Math.max(...v)).toBeGreaterThan(1);
      expect(Math.min(...v)).toBeGreaterThan(-0.1);
    }
    let [rest, all] = [0, 0];
    for (let i = 0; i < viewers; i += 1) {
      for (let f = 0; f < p; f += 1) {
        const errors = ascending(samples).map((t) => {
          let value = values[(i * samples + t) * p + f];
          all += value * value;
          for (let k = 0; k < count; k += 1) {
            value -= viewer[i * count + k] * time[t * count + k] * weights[f * count + k];
          }
          return value;
        });
        const neutral = errors.reduce((a, b) => a + b, 0) / samples;
        for (const error of errors) rest += (error - neutral) ** 2;
      }
    }
    expect(rest / all).toBeLessThan(0.05);
  });

  it('finds the same factors in any order of viewers and seconds', async () => {
    const { tensor } = planted(plenty);
    const random = createRandom(5, 'order');
    const viewers = random.permutation(tensor.viewers);
    const samples = random.permutation(tensor.samples);
    const a = await startOf(tensor, 3);
    const b = await startOf(reordered(tensor, viewers, samples), 3);
    const taken = (matrix: Float64Array, order: Uint32Array): Float64Array =>
      matrix.map((_, at) => matrix[order[Math.floor(at / 3)] * 3 + (at % 3)]);
    expect(matchOf({ count: 3, viewer: taken(a.viewer, viewers), time: taken(a.time, samples) }, b)).toBeGreaterThan(
      0.99,
    );
  });

  it('finds the same factors in any unit', async () => {
    const { tensor } = planted(plenty);
    const values = tensor.values.map((value, at) => 40 * value + (at % tensor.features));
    expect(matchOf(await startOf(tensor, 3), await startOf({ ...tensor, values }, 3))).toBeGreaterThan(0.999);
  });

  it('never reads entries that are not observed, and is the same for the same seed', async () => {
    const projected = projectedOf(planted(plenty).tensor, 3);
    const found = await productStart(projected, 3, { seed: 2, starts: 3 });
    expect(await productStart(projected, 3, { seed: 2, starts: 3 })).toEqual(found);
    for (const filling of [Number.NaN, 1e30]) {
      expect(await productStart(filled(projected, filling), 3, { seed: 2, starts: 3 })).toEqual(found);
    }
    expect(await productStart(projected, 3, { seed: 3, starts: 3 })).not.toEqual(found);
  });

  it('gives viewers never seen a middling sensitivity, and is not disturbed by those hardly ever seen', async () => {
    const { tensor, truth } = planted(plenty);
    const { samples } = tensor;
    const keep = new Uint8Array(tensor.mask.length).fill(1);
    keep.fill(0, 0, samples);
    keep.fill(0, samples + 4, 2 * samples);
    const best = await startOf(restrict(tensor, keep), 3);
    for (let k = 0; k < 3; k += 1) {
      const others = ascending(tensor.viewers - 1).map((i) => best.viewer[(i + 1) * 3 + k]);
      const below = others.filter((u) => u < best.viewer[k]).length / others.length;
      expect(Math.abs(below - 0.5)).toBeLessThan(0.25);
    }
    expect(best.viewer.every(Number.isFinite)).toBe(true);
    const rest = (factors: Factors): Factors => ({ ...factors, viewer: factors.viewer.slice(6) });
    expect(matchOf(rest(truth), rest(best))).toBeGreaterThan(0.99);
  });

  it('refuses counts and tensors it cannot work with', async () => {
    const projected = projectedOf(planted().tensor, 3);
    await expect(productStart(projected, 0, { seed: 0 })).rejects.toThrow('0 factors, expected 1 or more');
    const unseen = restrict(projected, new Uint8Array(projected.mask.length));
    await expect(productStart(unseen, 2, { seed: 0 })).rejects.toThrow(
      'the landmarks vary by 0, expected a positive number',
    );
  });
});
