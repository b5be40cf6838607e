import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Factorisation } from '../../fvae/factorisation.ts';
import { coursesOf, meanCourses } from '../../fvae/objective/mean-courses.ts';
import { BENDS } from '../../fvae/objective/saturating.ts';
import { placedAgain } from '../../fvae/placed-again.ts';
import { createRandom } from '../../fvae/random.ts';
import type { Tensor } from '../../fvae/tensor.ts';

const [N, T, D, K] = [24, 120, 10, 2];
const DEVIATION = [0.1, 0.1];
const pause = async (): Promise<void> => {};

/** Viewers of U as a model has them, with noise of this deviation, new at each sample or lasting, and its factors with U off by a fifth. */
function audience(seed: number, noise: number, lasts = 0) {
  const random = createRandom(seed, 'audience');
  const positive = (n: number): Float64Array => Float64Array.from({ length: n }, () => Math.exp(0.5 * random.normal()));
  const reach = Float64Array.from({ length: K * D }, () => random.normal());
  const viewer = positive(N * K);
  const time = Float64Array.from({ length: T * K }, () => (random.uniform() < 0.2 ? 2 * random.uniform() : 0));
  const mixing = Float64Array.from({ length: K * BENDS.length }, (_, n) => (n % BENDS.length === 3 ? 1 : 0));
  const decoder = { factors: K, components: D, mixing, direction: reach };
  const courses = meanCourses(decoder, DEVIATION);
  const values = new Float32Array(N * T * D);
  const mask = new Uint8Array(N * T);
  for (let i = 0; i < N; i += 1) {
    const neutral = Float64Array.from({ length: D }, () => random.normal());
    const own = coursesOf(courses, viewer.subarray(i * K, (i + 1) * K), time);
    const wander = Float64Array.from({ length: D }, () => random.normal());
    for (let t = 0; t < T; t += 1) {
      mask[i * T + t] = random.uniform() < 0.9 ? 1 : 0;
      for (let d = 0; d < D; d += 1) {
        wander[d] = lasts * wander[d]! + Math.sqrt(1 - lasts ** 2) * random.normal();
        let value = neutral[d]! + noise * wander[d]!;
        for (let k = 0; k < K; k += 1) value += own[t * K + k]! * reach[k * D + d]!;
        values[(i * T + t) * D + d] = mask[i * T + t] === 1 ? value : Number.NaN;
      }
    }
  }
  const tensor: Tensor = { viewers: N, samples: T, features: D, values, mask };
  const off = viewer.map((u) => u * Math.exp(0.2 * random.normal()));
  const factors: Factorisation = { viewer: off, time, rare: null, decoder };
  return { tensor, factors, reach, viewer };
}

/** The root of the mean squared distance. */
function away(a: Float64Array, b: Float64Array): number {
  return Math.sqrt(a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0) / a.length);
}

describe('viewers placed again', () => {
  it('are nearer to what they are, and nothing else of the factors is another', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), fc.double({ min: 1e-3, max: 0.15, noNaN: true }), async (seed, noise) => {
        const { tensor, factors, reach, viewer } = audience(seed, noise);
        const placed = await placedAgain(tensor, factors, reach, DEVIATION, pause);
        expect(away(placed.viewer, viewer)).toBeLessThan(0.75 * away(factors.viewer, viewer));
        expect({ ...placed, viewer }).toEqual({ ...factors, viewer });
      }),
      { numRuns: 25 },
    ));

  it('are half what they were where measuring is what landmarks scatter by', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
        const { tensor, factors, reach } = audience(seed, 0.3);
        const { viewer } = await placedAgain(tensor, factors, reach, DEVIATION, pause);
        // What is left after the half that the factors said is an estimate: none is below 0, and by landmarks alone.
        const other = viewer.map((u, at) => 2 * u - factors.viewer[at]!);
        expect(Math.min(...other)).toBeGreaterThan(-1e-9);
        const from = { ...factors, viewer: factors.viewer.map((u) => 1.1 * u) };
        const again = await placedAgain(tensor, from, reach, DEVIATION, pause);
        const moved = again.viewer.map((u, at) => 2 * u - from.viewer[at]!);
        expect(away(moved, other)).toBeLessThan(0.02 * away(other, new Float64Array(other.length)));
      }),
      { numRuns: 10 },
    ));

  it('are hardly what they were where landmarks scatter by what lasts, wherever they begin', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(1_000_000), async (seed) => {
        const { tensor, factors, reach } = audience(seed, 0.1, 0.8);
        const { viewer } = await placedAgain(tensor, factors, reach, DEVIATION, pause);
        const from = { ...factors, viewer: factors.viewer.map((u, at) => (at % 3 === 0 ? 1.3 * u : u)) };
        const again = await placedAgain(tensor, from, reach, DEVIATION, pause);
        expect(away(again.viewer, viewer)).toBeLessThan(0.3 * away(from.viewer, factors.viewer));
      }),
      { numRuns: 10 },
    ));

  it('do not follow what stands in missing entries', async () => {
    const { tensor, factors, reach } = audience(1, 0.2);
    const values = tensor.values.map((value) => (Number.isNaN(value) ? 1e30 : value));
    const placed = await placedAgain({ ...tensor, values }, factors, reach, DEVIATION, pause);
    expect(placed).toEqual(await placedAgain(tensor, factors, reach, DEVIATION, pause));
  });
});
