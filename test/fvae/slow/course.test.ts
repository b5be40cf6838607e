import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../fvae/random.ts';
import { blockMeans } from '../../../fvae/slow/blocks.ts';
import { slowCourse } from '../../../fvae/slow/course.ts';
import type { Tensor } from '../../../fvae/tensor.ts';
import { cosine, pearson } from '../../../harness/metrics/correlation.ts';
import { ascending, reordered } from '../start/planted.ts';
import { drifting, someDrift } from './drifting.ts';

const { viewers: N, samples: T, features: D } = someDrift;

/** What is found in a tensor, given a quick course. */
function foundOf(tensor: Tensor, course: Float64Array, seed = 0) {
  const values = Float32Array.from({ length: tensor.viewers * T }, (_, at) => course[at % T]);
  return slowCourse(blockMeans(tensor), blockMeans({ ...tensor, features: 1, values }).mean, seed);
}

/** The slow factor of a tensor, given a quick course. */
function slowOf(tensor: Tensor, course: Float64Array, seed = 0) {
  return foundOf(tensor, course, seed)?.slow ?? null;
}

describe('a slow factor', () => {
  it('is found under drifts that are larger: its course, who has it, and what it moves', () => {
    for (const seed of [0, 1, 2, 3]) {
      const { tensor, startled, tired } = drifting({ seed });
      const found = slowOf(tensor, startled.time)!;
      expect(pearson(found.time, tired.time)).toBeGreaterThan(0.9);
      expect(pearson(found.viewer, tired.viewer)).toBeGreaterThan(0.6);
      expect(cosine(found.direction, tired.direction)).toBeGreaterThan(0.8);
      expect([...found.viewer, ...found.time].every((value) => value >= 0)).toBe(true);
      for (const values of [found.viewer, found.time]) {
        expect(values.reduce((sum, value) => sum + value * value, 0) / values.length).toBeCloseTo(1, 9);
      }
      expect(Math.min(...found.time)).toBe(0);
    }
  });

  it('loses nothing to a quick course that happens to rise with the film', () => {
    for (const seed of [0, 1, 2, 3]) {
      const { tensor, startled, tired } = drifting({ seed });
      const louder = startled.time.map((value, t) => value * (1 + (3 * t) / T));
      expect(pearson(slowOf(tensor, louder, seed)!.time, tired.time)).toBeGreaterThan(0.995);
    }
  });

  it('is as large as it is', () => {
    const { tensor, startled, tired } = drifting({ slow: 2, drift: 0.2, noise: 0.3 });
    const { viewer, time, direction } = slowOf(tensor, startled.time)!;
    const size = (u: Float64Array, v: Float64Array, w: Float64Array, t: number): number =>
      (v[t] - v[0]) * Math.hypot(...w) * (u.reduce((sum, value) => sum + value, 0) / N);
    const [found, truth] = [
      size(viewer, time, direction, T - 1),
      2 * size(tired.viewer, tired.time, tired.direction, T - 1),
    ];
    expect(found / truth).toBeGreaterThan(0.85);
    expect(found / truth).toBeLessThan(1.15);
  });

  it('is hardly ever found where there is none', () => {
    const found = ascending(20).filter((seed) => {
      const { tensor, startled } = drifting({ slow: 0, seed });
      return slowOf(tensor, startled.time, seed) !== null;
    });
    expect(found.length).toBeLessThanOrEqual(2);
  });

  it('rises with the film, whatever its direction', () => {
    const { tensor, startled, tired } = drifting();
    const turned = { ...tensor, values: tensor.values.map((value) => -value) };
    const [one, other] = [slowOf(tensor, startled.time)!, slowOf(turned, startled.time)!];
    expect(pearson(other.time, tired.time)).toBeGreaterThan(0.9);
    expect(cosine(one.direction, other.direction)).toBeCloseTo(-1, 6);
  });

  it('goes with the order of viewers, and scales and shifts with the landmarks', () => {
    const { tensor, startled } = drifting();
    const order = createRandom(0, 'order').permutation(N);
    const plain = slowOf(tensor, startled.time)!;
    const found = slowOf(reordered(tensor, order, ascending(T)), startled.time)!;
    for (let i = 0; i < N; i += 1) expect(found.viewer[i]).toBeCloseTo(plain.viewer[order[i]], 6);
    found.time.forEach((value, t) => {
      expect(value).toBeCloseTo(plain.time[t], 6);
    });
    const scaled = slowOf({ ...tensor, values: tensor.values.map((value) => 4 * value - 7) }, startled.time)!;
    for (let i = 0; i < N; i += 1) expect(scaled.viewer[i]).toBeCloseTo(plain.viewer[i], 3);
    for (let d = 0; d < D; d += 1) expect(scaled.direction[d]).toBeCloseTo(4 * plain.direction[d], 3);
  });

  it('is not sought where nobody is seen, or nothing moves, or the film is a handful of samples', () => {
    const { tensor, startled } = drifting();
    expect(slowOf({ ...tensor, mask: new Uint8Array(N * T) }, startled.time)).toBeNull();
    expect(slowOf({ ...tensor, values: new Float32Array(N * T * D) }, startled.time)).toBeNull();
    const short = { viewers: N, samples: 12, features: D, values: tensor.values, mask: tensor.mask };
    expect(slowCourse(blockMeans(short), new Float64Array(0), 0)).toBeNull();
  });
});
