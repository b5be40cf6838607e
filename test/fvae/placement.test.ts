import { describe, expect, it } from 'vitest';
import { coursesOf, meanCourses } from '../../fvae/objective/mean-courses.ts';
import { BENDS } from '../../fvae/objective/saturating.ts';
import { placerOf } from '../../fvae/placement.ts';
import type { Population } from '../../fvae/population.ts';
import { createRandom } from '../../fvae/random.ts';

const [T, K, D] = [80, 2, 5];
const random = createRandom(0, 'placed');
const identity = Float64Array.from({ length: D * D }, (_, at) => (at % (D + 1) === 0 ? 1 : 0));
const ones = new Float64Array(D).fill(1);
const population: Population = {
  samples: T,
  features: D,
  interceptMean: Float64Array.from({ length: D }, () => random.normal()),
  interceptVariance: ones.map(() => 4),
  viewerMean: Float64Array.of(1, 1),
  viewerCovariance: Float64Array.of(0.3, 0.1, 0.1, 0.4),
  to: identity,
  from: identity,
  correlationTime: ones.map((_, d) => 1 + d / 4),
  precision: identity,
  scatter: { clean: ones, lasting: ones, noise: ones, step: ones, course: new Float64Array(T).fill(1) },
};
const mixing = Float64Array.from({ length: K * BENDS.length }, (_, n) => (n % 2 === 0 ? 0.5 : 0.1));
const courses = meanCourses({ factors: K, components: 1, mixing, direction: new Float64Array(K) }, [0.1, 0.1]);
const film = {
  courses,
  reach: Float64Array.from({ length: K * D }, () => 2 * random.normal()),
  time: Float64Array.from({ length: T * K }, () => Math.max(0, random.normal())),
};
const place = placerOf(population, film);

/** [T, D] of a viewer of these traits, with noise of deviation `noise`. */
function shown(viewer: readonly number[], face: ArrayLike<number>, noise: number): Float32Array {
  const own = coursesOf(courses, viewer, film.time);
  return Float32Array.from({ length: T * D }, (_, at) => {
    const [t, d] = [Math.floor(at / D), at % D];
    let value = face[d] + noise * random.normal();
    for (let k = 0; k < K; k += 1) value += own[t * K + k] * film.reach[k * D + d];
    return value;
  });
}

describe('placing a viewer', () => {
  const face = population.interceptMean.map((value) => value + random.normal());
  const all = new Uint8Array(T).fill(1);

  it('finds U and the face that what is seen came from', () => {
    const { viewer, face: found } = place(shown([0.6, 1.9], face, 0.02), all);
    expect(Math.abs(viewer[0] - 0.6)).toBeLessThan(0.06);
    expect(Math.abs(viewer[1] - 1.9)).toBeLessThan(0.12);
    found.forEach((value, d) => {
      expect(Math.abs(value - face[d])).toBeLessThan(0.1);
    });
  });

  it('is where no step of U makes it likelier, the face being free', () => {
    const values = shown([0.3, 1.2], face, 1);
    const mask = all.map((_, t) => (t % 3 === 0 ? 0 : 1));
    const { viewer } = place(values, mask);
    const prior = [0.4 / 0.11, -0.1 / 0.11, -0.1 / 0.11, 0.3 / 0.11];
    /** Minus the log posterior with the face at its best for this U. */
    const cost = (u: ArrayLike<number>): number => {
      const own = coursesOf(courses, u, film.time);
      let sum = 0;
      for (let d = 0; d < D; d += 1) {
        const weight = 1 / population.correlationTime[d];
        const left: number[] = [];
        for (let t = 0; t < T; t += 1) {
          if (mask[t] !== 1) continue;
          let value = values[t * D + d] - population.interceptMean[d];
          for (let k = 0; k < K; k += 1) value -= own[t * K + k] * film.reach[k * D + d];
          left.push(value);
        }
        const total = left.reduce((a, b) => a + b, 0);
        const at = (weight * total) / (weight * left.length + 1 / population.interceptVariance[d]);
        sum +=
          0.5 * weight * left.reduce((a, b) => a + (b - at) ** 2, 0) +
          (0.5 * at * at) / population.interceptVariance[d];
      }
      const [a, b] = [u[0] - 1, u[1] - 1];
      return sum + 0.5 * (prior[0] * a * a + 2 * prior[1] * a * b + prior[3] * b * b);
    };
    const least = cost(viewer);
    for (let k = 0; k < K; k += 1) {
      for (const step of [-0.01, 0.01]) {
        const moved = viewer.slice();
        moved[k] = Math.max(0, moved[k] + step);
        expect(cost(moved)).toBeGreaterThan(least - 1e-6);
      }
    }
  });

  it('is the population’s mean for one of whom nothing is seen, and reads nothing behind the mask', () => {
    const nobody = place(new Float32Array(T * D).fill(Number.NaN), new Uint8Array(T));
    nobody.viewer.forEach((u, k) => {
      expect(u).toBeCloseTo(population.viewerMean[k]);
    });
    expect([...nobody.face]).toEqual([...population.interceptMean]);
    const values = shown([0.3, 1.2], face, 1);
    const early = all.map((_, t) => (t < 30 ? 1 : 0));
    const poisoned = values.map((value, at) => (at < 30 * D ? value : 1e30));
    expect(place(poisoned, early)).toEqual(place(values, early));
  });

  it('moves U where the population seems to have no spread at all, but for rounding', () => {
    const flat = { ...population, viewerCovariance: Float64Array.of(1e-81, -1e-16, -1e-16, 0.4) };
    const { viewer } = placerOf(flat, film)(shown([1.3, 0.7], face, 0.02), all);
    expect(viewer.every((u) => u > 0 && u < 3)).toBe(true);
    expect(viewer[0]).toBeGreaterThan(1);
  });

  it('makes less of what asks for far more than anybody in the audience does, and no less of anything else', () => {
    const most = Float64Array.of(1.5, 2);
    const bounded = placerOf(population, film, most);
    const ordinary = shown([0.6, 1.9], face, 0.02);
    expect(bounded(ordinary, all)).toEqual(place(ordinary, all));
    // A change of camera: from one moment on all landmarks lie elsewhere, as much as reactions never move them.
    const moved = ordinary.map((value, at) => (at < 40 * D ? value : value + 400 * film.reach[at % D]));
    expect(Math.max(...place(moved, all).viewer)).toBeGreaterThan(20);
    const { viewer, covariance } = bounded(moved, all);
    viewer.forEach((u, k) => {
      expect(u).toBeLessThanOrEqual(3 * most[k]);
      expect(covariance[k * K + k]).toBeGreaterThan(place(moved, all).covariance[k * K + k]);
    });
    const poisoned = moved.map((value, at) => (at < 60 * D ? value : Number.NaN));
    const mask = all.map((_, t) => (t < 60 ? 1 : 0));
    expect(bounded(poisoned, mask).viewer.every((u, k) => u <= 3 * most[k])).toBe(true);
  });
});
