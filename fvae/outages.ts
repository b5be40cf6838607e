import { holesOf } from './holes.ts';
import type { Tensor } from './tensor.ts';

/** What a film says of V where the audience is not seen. */
export type Outages = {
  /** [T]: 1 where the audience is seen. */
  readonly told: Uint8Array;
  /** [T, K]: the share of V's variance that is open, 0 where the audience is seen. */
  readonly open: Float64Array;
  /** [K, K]: the covariance of V over the samples at which it is. */
  readonly covariance: Float64Array;
};

/** [T]: 1 where anybody of the audience is seen, 0 where nobody is, as when all cameras fail; null where somebody always is. */
export function toldSamples({ samples: T, mask }: Tensor): Uint8Array | null {
  const told = new Uint8Array(T);
  mask.forEach((seen, entry) => {
    told[entry % T]! |= seen;
  });
  return told.includes(0) ? told : null;
}

/**
 * V [T, K] with outages bridged, and what stays open there: each factor's V is told by its nearest samples on both sides at
 * which the audience is seen, as far as V lasts as long in the rest of the film, and by its mean there (simple kriging; how long it lasts by
 * the variogram, which a trend through the film does not mislead; Cressie, Statistics for Spatial Data, 1993).
 */
export function acrossOutages(
  time: Float64Array,
  told: Uint8Array,
): { readonly time: Float64Array; readonly outages: Outages } {
  const T = told.length;
  const K = time.length / T;
  const filled = time.slice();
  const open = new Float64Array(T * K);
  const { mean, covariance } = momentsOf(time, told, K);
  const holes = holesOf(told);
  const longest = holes.reduce((most, { start, end }) => Math.max(most, end - start), 0);
  for (let k = 0; k < K; k += 1) {
    const lasts = lastingOf(time, told, k, K, covariance[k * K + k]!, longest + 1);
    for (const { start, end } of holes) {
      for (let t = start; t < end; t += 1) {
        const [a, b] = [start > 0 ? lasts[t - start + 1]! : 0, end < T ? lasts[end - t]! : 0];
        const both = start > 0 && end < T ? lasts[end - start + 1]! : 0;
        // Where ends are as one, either will do.
        const regular = Math.max(1 - both * both, 1e-9);
        const [before, after] = [(a - b * both) / regular, (b - a * both) / regular];
        let v = mean[k]!;
        if (start > 0) v += before * (time[(start - 1) * K + k]! - mean[k]!);
        if (end < T) v += after * (time[end * K + k]! - mean[k]!);
        filled[t * K + k] = Math.max(0, v);
        open[t * K + k] = Math.min(1, Math.max(0, 1 - before * a - after * b));
      }
    }
  }
  return { time: filled, outages: { told, open, covariance } };
}

/** Mean [K] and covariance [K, K] of rows of `values` [T, K] where `told` is 1. */
export function momentsOf(
  values: Float64Array,
  told: Uint8Array,
  K: number,
): { readonly mean: Float64Array; readonly covariance: Float64Array } {
  const mean = new Float64Array(K);
  const covariance = new Float64Array(K * K);
  const rows = told.reduce((sum, one) => sum + one, 0);
  told.forEach((one, t) => {
    if (one === 1) for (let k = 0; k < K; k += 1) mean[k]! += values[t * K + k]! / rows;
  });
  told.forEach((one, t) => {
    if (one !== 1) return;
    for (let k = 0; k < K; k += 1) {
      const above = (values[t * K + k]! - mean[k]!) / rows;
      for (let j = 0; j < K; j += 1) covariance[k * K + j]! += above * (values[t * K + j]! - mean[j]!);
    }
  });
  return { mean, covariance };
}

/** [count + 1]: how much of V's variance two samples 0, 1, ... count apart share; it never rises again. */
function lastingOf(
  time: Float64Array,
  told: Uint8Array,
  k: number,
  K: number,
  variance: number,
  count: number,
): Float64Array {
  const lasts = new Float64Array(count + 1);
  lasts[0] = 1;
  for (let apart = 1; apart <= count && lasts[apart - 1]! > 0 && variance > 0; apart += 1) {
    let pairs = 0;
    let squares = 0;
    for (let t = apart; t < told.length; t += 1) {
      if (told[t] !== 1 || told[t - apart] !== 1) continue;
      pairs += 1;
      squares += (time[t * K + k]! - time[(t - apart) * K + k]!) ** 2;
    }
    const shared = pairs > 0 ? 1 - squares / (2 * pairs * variance) : 0;
    lasts[apart] = Math.min(lasts[apart - 1]!, Math.max(0, shared));
  }
  return lasts;
}
