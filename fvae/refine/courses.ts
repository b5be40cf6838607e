import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import { descendNonNegative } from '../linear/nonnegative.ts';
import { fallsAt, liftsOf } from '../objective/features.ts';
import { BENDS, type Saturating } from '../objective/saturating.ts';
import { type Bench, weigh } from './bench.ts';

const J = BENDS.length;

/** Products of the elementary courses, each viewer's mean taken off, with themselves [F, F] and with the data [F, P]; F = K J. */
export type CourseSums = {
  readonly gram: Float64Array;
  readonly cross: Float64Array;
  readonly square: number;
  readonly entries: number;
};

/** The sums over every `stride`-th sample of each viewer, z of deviation `deviation` [K] around U V. */
export function sumCourses(
  { projected, precision }: Pick<Bench, 'projected' | 'precision'>,
  deviation: ArrayLike<number>,
  viewer: Float64Array,
  time: Float64Array,
  stride = 1,
): CourseSums {
  const { viewers: N, samples: T, features: P, values, mask } = projected;
  const K = deviation.length;
  const F = K * J;
  const gram = new Float64Array(F * F);
  const cross = new Float64Array(F * P);
  let square = 0;
  let entries = 0;
  const lift = liftsOf(deviation);
  const falls = new Float64Array(J);
  const phi = new Float64Array(F);
  const sumPhi = new Float64Array(F);
  const sumY = new Float64Array(P);
  const yy = new Float64Array(P * P);
  const sumYy = new Float64Array(P * P);
  for (let i = 0; i < N; i += 1) {
    sumPhi.fill(0);
    sumY.fill(0);
    let count = 0;
    for (let t = i % stride; t < T; t += stride) {
      const entry = i * T + t;
      if (mask[entry] !== 1) continue;
      count += 1;
      for (let k = 0; k < K; k += 1) {
        const z = viewer[i * K + k]! * time[t * K + k]!;
        fallsAt(z, falls);
        for (let j = 0; j < J; j += 1) phi[k * J + j] = (1 - lift[k * J + j]! * falls[j]!) / BENDS[j]!;
      }
      for (let f = 0; f < F; f += 1) {
        const value = phi[f]!;
        sumPhi[f]! += value;
        for (let g = 0; g <= f; g += 1) gram[f * F + g]! += value * phi[g]!;
        for (let p = 0; p < P; p += 1) cross[f * P + p]! += value * values[entry * P + p]!;
      }
      for (let p = 0; p < P; p += 1) {
        sumY[p]! += values[entry * P + p]!;
        for (let r = 0; r <= p; r += 1) yy[p * P + r]! += values[entry * P + p]! * values[entry * P + r]!;
      }
    }
    if (count === 0) continue;
    entries += count;
    for (let f = 0; f < F; f += 1) {
      for (let g = 0; g <= f; g += 1) gram[f * F + g]! -= (sumPhi[f]! * sumPhi[g]!) / count;
      for (let p = 0; p < P; p += 1) cross[f * P + p]! -= (sumPhi[f]! * sumY[p]!) / count;
    }
    for (let p = 0; p < P; p += 1) for (let r = 0; r <= p; r += 1) sumYy[p * P + r]! += (sumY[p]! * sumY[r]!) / count;
  }
  for (let f = 0; f < F; f += 1) for (let g = 0; g < f; g += 1) gram[g * F + f] = gram[f * F + g]!;
  for (let p = 0; p < P; p += 1) {
    for (let r = 0; r <= p; r += 1)
      square += (r < p ? 2 : 1) * precision[p * P + r]! * (yy[p * P + r]! - sumYy[p * P + r]!);
  }
  return { gram, cross, square, entries };
}

/**
 * Mixings and directions that are best for the sums, in turn from those of `decoder`, and the mean weighed square [per
 * entry] that is left. Directions of factors keep the length of the decoder's.
 */
export function fitCourses(
  sums: CourseSums,
  decoder: Saturating,
  precision: Float64Array,
  sweeps = 30,
): { decoder: Saturating; loss: number } {
  const { factors: K, components: P } = decoder;
  const F = K * J;
  const { gram, cross } = sums;
  const mixing = decoder.mixing.slice();
  const direction = decoder.direction.slice();
  const a = new Float64Array(F * F);
  const b = new Float64Array(F);
  const g = new Float64Array(K * K);
  const c = new Float64Array(K * P);
  const factor = new Float64Array(K * K);
  const right = new Float64Array(K);
  const ridge = 1e-6;
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const { weighed, metric } = weigh(direction, precision, K, P);
    let trace = 0;
    for (let f = 0; f < F; f += 1) {
      const k = Math.floor(f / J);
      b[f] = 0;
      for (let p = 0; p < P; p += 1) b[f]! += weighed[k * P + p]! * cross[f * P + p]!;
      for (let h = 0; h < F; h += 1) a[f * F + h] = metric[k * K + Math.floor(h / J)]! * gram[f * F + h]!;
      trace += a[f * F + f]!;
    }
    for (let f = 0; f < F; f += 1) a[f * F + f]! += (ridge * trace) / F;
    descendNonNegative(a, F, b, mixing, 0, 60);
    for (let k = 0; k < K; k += 1) {
      c.fill(0, k * P, (k + 1) * P);
      for (let j = 0; j < J; j += 1) {
        for (let p = 0; p < P; p += 1) c[k * P + p]! += mixing[k * J + j]! * cross[(k * J + j) * P + p]!;
      }
      for (let l = 0; l < K; l += 1) {
        let sum = 0;
        for (let j = 0; j < J; j += 1)
          for (let m = 0; m < J; m += 1)
            sum += mixing[k * J + j]! * mixing[l * J + m]! * gram[(k * J + j) * F + l * J + m]!;
        g[k * K + l] = sum;
      }
    }
    for (let k = 0; k < K; k += 1) g[k * K + k]! *= 1 + 1e-8;
    factor.set(g);
    if (!choleskyFactor(factor, K, factor)) break;
    for (let p = 0; p < P; p += 1) {
      for (let k = 0; k < K; k += 1) right[k] = c[k * P + p]!;
      choleskySolve(factor, K, right);
      for (let k = 0; k < K; k += 1) direction[k * P + p] = right[k]!;
    }
    for (let k = 0; k < K; k += 1) {
      let length = 0;
      let asked = 0;
      for (let p = 0; p < P; p += 1) {
        length += direction[k * P + p]! ** 2;
        asked += decoder.direction[k * P + p]! ** 2;
      }
      const scale = length > 0 && asked > 0 ? Math.sqrt(length / asked) : 1;
      for (let p = 0; p < P; p += 1) direction[k * P + p]! /= scale;
      for (let j = 0; j < J; j += 1) mixing[k * J + j]! *= scale;
    }
  }
  const { weighed, metric } = weigh(direction, precision, K, P);
  let loss = sums.square;
  for (let f = 0; f < F; f += 1) {
    const k = Math.floor(f / J);
    for (let p = 0; p < P; p += 1) loss -= 2 * mixing[f]! * weighed[k * P + p]! * cross[f * P + p]!;
    for (let h = 0; h < F; h += 1)
      loss += mixing[f]! * mixing[h]! * metric[k * K + Math.floor(h / J)]! * gram[f * F + h]!;
  }
  return { decoder: { ...decoder, mixing, direction }, loss: loss / sums.entries };
}
