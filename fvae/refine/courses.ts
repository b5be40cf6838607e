import { BLOCK, fillBlock } from '../linear/block.ts';
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

/**
 * The sums over every `stride`-th sample of each viewer, z of deviation `deviation` [K] around U V. Those of a factor that
 * moves nobody are 0, and not what rounding leaves of a constant less its mean: a course fitted to that is anything.
 */
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
  const moves = movingFactors(viewer, time, K);
  const falls = new Float64Array(J);
  const phi = new Float64Array(BLOCK * F);
  const y = new Float64Array(BLOCK * P);
  const index = new Int32Array(T);
  const sumPhi = new Float64Array(F);
  const sumY = new Float64Array(P);
  const yy = new Float64Array(P * P);
  const sumYy = new Float64Array(P * P);
  for (let i = 0; i < N; i += 1) {
    sumPhi.fill(0);
    sumY.fill(0);
    let count = 0;
    for (let t = i % stride; t < T; t += stride) if (mask[i * T + t] === 1) index[count++] = t;
    for (let from = 0; from < count; from += BLOCK) {
      fillBlock({ values, at: i * T * P }, P, index, from, count, y);
      phi.fill(0);
      for (let b = 0; b < Math.min(BLOCK, count - from); b += 1) {
        const t = index[from + b]!;
        for (const k of moves) {
          fallsAt(viewer[i * K + k]! * time[t * K + k]!, falls);
          const at = b * F + k * J;
          for (let j = 0; j < J; j += 1) phi[at + j] = (1 - lift[k * J + j]! * falls[j]!) / BENDS[j]!;
        }
      }
      addSums(phi, F, sumPhi);
      addSums(y, P, sumY);
      addProducts(phi, F, phi, F, gram, true);
      addProducts(phi, F, y, P, cross, false);
      addProducts(y, P, y, P, yy, true);
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

/** The factors of which neither U [N, K] nor V [T, K] is 0 throughout. */
function movingFactors(viewer: Float64Array, time: Float64Array, K: number): readonly number[] {
  const some = (values: Float64Array, k: number): boolean => values.some((value, at) => at % K === k && value !== 0);
  return Array.from({ length: K }, (_, k) => k).filter((k) => some(viewer, k) && some(time, k));
}

/** Adds the four rows of a block [4, n] to `out` [n], one after another. */
function addSums(block: Float64Array, n: number, out: Float64Array): void {
  for (let j = 0; j < n; j += 1) out[j] = out[j]! + block[j]! + block[n + j]! + block[2 * n + j]! + block[3 * n + j]!;
}

/**
 * Adds A' B to `out` [n, m], for blocks A [4, n] and B [4, m]; of a square only the lower triangle. Row after row is added
 * to each number, as if there were no blocks: what is found does not hang on how it is summed.
 */
function addProducts(
  a: Float64Array,
  n: number,
  b: Float64Array,
  m: number,
  out: Float64Array,
  triangle: boolean,
): void {
  for (let k = 0; k < n; k += 1) {
    const p = a[k]!;
    const q = a[n + k]!;
    const r = a[2 * n + k]!;
    const s = a[3 * n + k]!;
    const line = k * m;
    const end = triangle ? k + 1 : m;
    for (let j = 0; j < end; j += 1) {
      out[line + j] = out[line + j]! + p * b[j]! + q * b[m + j]! + r * b[2 * m + j]! + s * b[3 * m + j]!;
    }
  }
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
    // Where nothing moves at all there is no trace.
    for (let f = 0; f < F; f += 1) a[f * F + f]! += (ridge * trace) / F || 1;
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
    for (let k = 0; k < K; k += 1) {
      // A course that never moves takes no part: it keeps its direction.
      if (g[k * K + k]! > 0) g[k * K + k]! *= 1 + 1e-8;
      else {
        g[k * K + k] = 1;
        c.set(direction.subarray(k * P, (k + 1) * P), k * P);
      }
    }
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
