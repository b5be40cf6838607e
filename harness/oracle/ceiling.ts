import type { Factors } from '../../fvae/model.ts';
import { factorMatch, varying } from '../metrics/factor-match.ts';

/** Rounds of alternating fits: more change nothing that is reported. */
const ROUNDS = 30;

/** Factor match that a fit of the reactions themselves reaches: the mean, and one number a factor. */
export type Ceiling = { readonly score: number; readonly factors: readonly number[] };

/**
 * The most that any model can recover: the factor match of a non-negative rank-one fit of each z*_k (`latent`
 * [N, T, K]) on the observed entries (`mask` [N, T]), that is, of a model which sees the reactions themselves. Noise,
 * delays, habituation and contagion keep it below 1. Null where nothing is observed.
 */
export function recoveryCeiling(latent: Float32Array, mask: Uint8Array, truth: Factors): Ceiling | null {
  if (!mask.includes(1)) return null;
  const { count } = truth;
  const viewers = truth.viewer.length / count;
  const samples = truth.time.length / count;
  const viewer = new Float64Array(viewers * count);
  const time = new Float64Array(samples * count);
  for (let k = 0; k < count; k += 1) {
    const [u, v] = fitRankOne(latent, mask, viewers, samples, count, k);
    for (let i = 0; i < viewers; i += 1) viewer[i * count + k] = u[i];
    for (let t = 0; t < samples; t += 1) time[t * count + k] = v[t];
  }
  // Factor by factor: which fit belongs to which factor is known.
  const factors = Array.from({ length: count }, (_, k) => {
    const only = (matrix: Float64Array): Float64Array => matrix.filter((_, n) => n % count === k);
    const one = (all: Factors): Factors => ({ count: 1, viewer: only(all.viewer), time: only(all.time) });
    return factorMatch(one(truth), one({ count, viewer, time })).score;
  });
  return ceilingOf(truth, factors);
}

/** Scores by factor with the mean of those that vary. */
export function ceilingOf(truth: Factors, factors: readonly number[]): Ceiling {
  const counting = varying(truth);
  return { score: counting.reduce((sum, k) => sum + factors[k], 0) / Math.max(1, counting.length), factors };
}

/**
 * u [N] and v [T], both at least 0, with z ~ u v' on the observed entries: alternating least squares, each shrunk to 0
 * as under a normal prior with the variance that u (or v) itself has and noise of the variance that the fit leaves.
 */
function fitRankOne(
  latent: Float32Array,
  mask: Uint8Array,
  viewers: number,
  samples: number,
  count: number,
  k: number,
): readonly [Float64Array, Float64Array] {
  const u = new Float64Array(viewers).fill(1);
  const v = new Float64Array(samples);
  let noise = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of [v, u]) {
      const other = side === v ? u : v;
      const cross = new Float64Array(side.length);
      const square = new Float64Array(side.length);
      for (let i = 0; i < viewers; i += 1) {
        for (let t = 0; t < samples; t += 1) {
          if (mask[i * samples + t] === 0) continue;
          const own = side === v ? t : i;
          const by = other[side === v ? i : t];
          cross[own] += latent[(i * samples + t) * count + k] * by;
          square[own] += by * by;
        }
      }
      const variance = meanSquare(side);
      const ridge = variance > 0 ? noise / variance : 0;
      for (let n = 0; n < side.length; n += 1) {
        side[n] = square[n] + ridge > 0 ? Math.max(0, cross[n] / (square[n] + ridge)) : 0;
      }
    }
    // The scale is free: all of it is v's.
    const scale = Math.sqrt(meanSquare(u));
    if (!(scale > 0)) break;
    for (let i = 0; i < viewers; i += 1) u[i] /= scale;
    for (let t = 0; t < samples; t += 1) v[t] *= scale;
    let rest = 0;
    let entries = 0;
    for (let i = 0; i < viewers; i += 1) {
      for (let t = 0; t < samples; t += 1) {
        if (mask[i * samples + t] === 0) continue;
        rest += (latent[(i * samples + t) * count + k] - u[i] * v[t]) ** 2;
        entries += 1;
      }
    }
    noise = rest / entries;
  }
  return [u, v];
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
