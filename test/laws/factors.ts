import type { Factors } from '../../fvae/model.ts';
import { normal, stream } from '../../sim/random/stream.ts';

/** Non-negative skewed factors as reactions have them: U log-normal, V bursts on a flat ground. */
export function drawFactors(seed: number, viewers: number, samples: number, count: number): Factors {
  const source = stream(seed, 'factors');
  const viewer = new Float64Array(viewers * count);
  const time = new Float64Array(samples * count);
  for (let i = 0; i < viewers; i += 1) {
    for (let k = 0; k < count; k += 1) viewer[i * count + k] = Math.exp(0.5 * normal(source, i, k, 1));
  }
  for (let t = 0; t < samples; t += 1) {
    for (let k = 0; k < count; k += 1) time[t * count + k] = Math.max(0, normal(source, t, k, 2) - 0.5);
  }
  return { count, viewer, time };
}

/** The factors with their columns taken from `order`, each of U times `viewerScale`, each of V times `timeScale`. */
export function rearranged(
  factors: Factors,
  order: readonly number[],
  viewerScale: (k: number) => number,
  timeScale: (k: number) => number,
): Factors {
  const take = (matrix: Float64Array, scale: (k: number) => number): Float64Array =>
    Float64Array.from({ length: (matrix.length / factors.count) * order.length }, (_, n) => {
      const k = order[n % order.length];
      return matrix[Math.floor(n / order.length) * factors.count + k] * scale(k);
    });
  return { count: order.length, viewer: take(factors.viewer, viewerScale), time: take(factors.time, timeScale) };
}

/** The factors with normal noise of `sd` added to U and V. */
export function disturbed(factors: Factors, sd: number, seed: number): Factors {
  const source = stream(seed, 'disturbance');
  const add = (matrix: Float64Array, lane: number): Float64Array =>
    matrix.map((value, n) => value + sd * normal(source, n & 0xffff, n >> 16, lane));
  return { ...factors, viewer: add(factors.viewer, 0), time: add(factors.time, 1) };
}
