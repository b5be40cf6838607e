import { choleskyFactor, choleskyInverse, choleskySolve } from '../linear/cholesky.ts';
import type { TimeEstimate } from './time.ts';

/**
 * V [T, K] given what each second says of it and that it walks at random from second to second with variances `walk` [K]:
 * the mode of a Gaussian chain (Rauch, Tung and Striebel 1965), by block elimination forth and back.
 */
export function smoothTime({ time, information }: TimeEstimate, walk: ArrayLike<number>): Float64Array {
  const K = walk.length;
  const T = time.length / K;
  const tie = Array.from(walk, (q) => 1 / q);
  const pivots = new Float64Array(T * K * K);
  const out = new Float64Array(T * K);
  const block = new Float64Array(K * K);
  const before = new Float64Array(K * K);
  for (let t = 0; t < T; t += 1) {
    const ties = (t > 0 ? 1 : 0) + (t < T - 1 ? 1 : 0);
    for (let k = 0; k < K; k += 1) {
      let right = 0;
      for (let j = 0; j < K; j += 1) {
        const entry = information[(t * K + k) * K + j]!;
        right += entry * time[t * K + j]!;
        block[k * K + j] = entry;
      }
      block[k * K + k]! += ties * tie[k]! + 1e-9;
      out[t * K + k] = right;
    }
    if (t > 0) {
      // Minus tie' (block before)^-1 tie, and the same of the right-hand side.
      for (let k = 0; k < K; k += 1) {
        let carried = 0;
        for (let j = 0; j < K; j += 1) {
          carried += before[k * K + j]! * out[(t - 1) * K + j]!;
          block[k * K + j]! -= tie[k]! * before[k * K + j]! * tie[j]!;
        }
        out[t * K + k]! += tie[k]! * carried;
      }
    }
    choleskyFactor(block, K, block);
    pivots.set(block, t * K * K);
    choleskyInverse(block, K, before);
  }
  const x = new Float64Array(T * K);
  const right = new Float64Array(K);
  for (let t = T - 1; t >= 0; t -= 1) {
    for (let k = 0; k < K; k += 1) {
      right[k] = out[t * K + k]! + (t < T - 1 ? tie[k]! * x[(t + 1) * K + k]! : 0);
    }
    choleskySolve(pivots.subarray(t * K * K, (t + 1) * K * K), K, right);
    x.set(right, t * K);
  }
  return x;
}

/** How far V may walk in a second, as shares of the mean square of V; the first hardly smooths. */
const WALKS = [10, 1, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6];

/**
 * The walks [K] with which V of one half of the audience, smoothed, best foretells the other half's, unsmoothed: what the
 * halves share is the film, their noise is their own.
 */
export function chooseWalks(halves: readonly [TimeEstimate, TimeEstimate], K: number): Float64Array {
  const scale = new Float64Array(K);
  const T = halves[0].time.length / K;
  for (const { time } of halves)
    time.forEach((value, at) => {
      scale[at % K]! += value ** 2 / (2 * T);
    });
  // A factor that moves nothing still has to be divided by its walk.
  for (let k = 0; k < K; k += 1) scale[k] = Math.max(scale[k]!, 1e-6);
  const walks = scale.map((square) => 10 * square);
  const errorOf = (tried: Float64Array, k: number): number => {
    let error = 0;
    let weight = 0;
    halves.forEach((half, h) => {
      const smooth = smoothTime(half, tried);
      const other = halves[1 - h]!;
      for (let t = 0; t < T; t += 1) {
        const w = other.information[(t * K + k) * K + k]!;
        error += w * (smooth[t * K + k]! - other.time[t * K + k]!) ** 2;
        weight += w;
      }
    });
    return error / weight;
  };
  for (let round = 0; round < 2; round += 1) {
    for (let k = 0; k < K; k += 1) {
      let best = Number.POSITIVE_INFINITY;
      let at = 0;
      WALKS.forEach((share, n) => {
        const tried = walks.slice();
        tried[k] = share * scale[k]!;
        const error = errorOf(tried, k);
        if (error < best) {
          best = error;
          at = n;
        }
      });
      walks[k] = WALKS[at]! * scale[k]!;
    }
  }
  return walks;
}
