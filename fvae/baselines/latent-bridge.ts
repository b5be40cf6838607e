import { bridgeWeights } from '../ar1.ts';

/**
 * How codes [K] run in time: as the mean of all viewers does, and around that as an AR(1) process about a mean of each
 * viewer's own. All [K] but `time`.
 */
export type LatentCourse = {
  /** [T, K]: the mean of the viewers' codes at each sample, drawn to that over all samples where few are observed. */
  readonly time: Float64Array;
  /** Of the viewers' means less that: their mean and variance. */
  readonly mean: Float64Array;
  readonly between: Float64Array;
  /** Around a viewer's mean: the variance, and the correlation from one sample to the next. */
  readonly within: Float64Array;
  readonly pace: Float64Array;
};

/** The course of codes [N, T, K] where the mask [N, T] is 1. */
export function courseOf(codes: Float32Array, mask: Uint8Array, viewers: number, factors: number): LatentCourse {
  const K = factors;
  const samples = mask.length / viewers;
  const zeros = (): Float64Array => new Float64Array(K);
  const [mean, between, within, product, square] = [zeros(), zeros(), zeros(), zeros(), zeros()];
  const time = timeMeans(codes, mask, viewers, K);
  const own = new Float64Array(viewers * K);
  const counts = new Float64Array(viewers);
  for (let entry = 0; entry < mask.length; entry += 1) {
    if (mask[entry] !== 1) continue;
    const i = Math.floor(entry / samples);
    counts[i]! += 1;
    for (let k = 0; k < K; k += 1) own[i * K + k]! += codes[entry * K + k]! - time[(entry % samples) * K + k]!;
  }
  own.forEach((sum, at) => {
    own[at] = sum / Math.max(1, counts[Math.floor(at / K)]!);
  });
  const seen = [...counts.keys()].filter((i) => counts[i]! > 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  for (let k = 0; k < K; k += 1) {
    for (const i of seen) mean[k]! += own[i * K + k]! / seen.length;
    for (const i of seen) between[k]! += (own[i * K + k]! - mean[k]!) ** 2 / Math.max(1, seen.length - 1);
  }
  for (let entry = 0; entry < mask.length; entry += 1) {
    if (mask[entry] !== 1) continue;
    const at = Math.floor(entry / samples) * K;
    const follows = entry % samples > 0 && mask[entry - 1] === 1;
    for (let k = 0; k < K; k += 1) {
      const t = entry % samples;
      const now = codes[entry * K + k]! - time[t * K + k]! - own[at + k]!;
      within[k]! += now * now;
      if (!follows) continue;
      const before = codes[(entry - 1) * K + k]! - time[(t - 1) * K + k]! - own[at + k]!;
      product[k]! += now * before;
      square[k]! += 0.5 * (now * now + before * before);
    }
  }
  return {
    time,
    mean,
    between: between.map((value) => Math.max(value, 1e-6)),
    within: within.map((sum) => Math.max(sum / Math.max(1, total - seen.length), 1e-9)),
    pace: product.map((sum, k) => (square[k]! > 0 ? Math.min(0.995, Math.max(0, sum / square[k]!)) : 0)),
  };
}

/** [T, K] means over the viewers observed, less the mean over all entries; drawn to 0 as by one viewer more. */
function timeMeans(codes: Float32Array, mask: Uint8Array, viewers: number, K: number): Float64Array {
  const samples = mask.length / viewers;
  const out = new Float64Array(samples * K);
  const counts = new Float64Array(samples);
  const all = new Float64Array(K);
  for (let entry = 0; entry < mask.length; entry += 1) {
    if (mask[entry] !== 1) continue;
    const t = entry % samples;
    counts[t]! += 1;
    for (let k = 0; k < K; k += 1) {
      out[t * K + k]! += codes[entry * K + k]!;
      all[k]! += codes[entry * K + k]!;
    }
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return out.map((sum, at) => {
    const count = counts[Math.floor(at / K)]!;
    return (sum - (count * all[at % K]!) / total) / (count + 1);
  });
}

/**
 * Mean and variance of a viewer's codes at every sample, [T, K], from those of its observed ones: what an AR(1) process says
 * between its two neighbours, and before the first and after the last a return to the viewer's mean, which is told from the
 * viewer's codes and drawn to the population's; all of it around the course of all viewers.
 */
export function bridge(
  { time, mean, between, within, pace }: LatentCourse,
  codes: Float64Array,
  mask: Uint8Array,
): { readonly mean: Float64Array; readonly variance: Float64Array } {
  const T = mask.length;
  const K = mean.length;
  const out = { mean: new Float64Array(T * K), variance: new Float64Array(T * K) };
  const next = new Int32Array(T).fill(-1);
  let count = 0;
  for (let t = T - 1, coming = -1; t >= 0; t -= 1) {
    if (mask[t] === 1) {
      coming = t;
      count += 1;
    }
    next[t] = coming;
  }
  for (let k = 0; k < K; k += 1) {
    const less = (t: number): number => codes[t * K + k]! - time[t * K + k]!;
    let sum = 0;
    for (let t = 0; t < T; t += 1) if (mask[t] === 1) sum += less(t);
    const r = pace[k]!;
    const precision = (count * (1 - r)) / ((1 + r) * within[k]!);
    const open = 1 / (1 / between[k]! + precision);
    const centre = mean[k]! + (count === 0 ? 0 : open * precision * (sum / count - mean[k]!));
    for (let t = 0, last = -1; t < T; t += 1) {
      if (mask[t] === 1) last = t;
      const after = next[t]!;
      const back = last < 0 ? 0 : r ** (t - last);
      const ahead = after < 0 ? 0 : r ** (after - t);
      const [a, b] = bridgeWeights(back, ahead);
      const before = last < 0 ? 0 : less(last) - centre;
      const behind = after < 0 ? 0 : less(after) - centre;
      const seen = mask[t] === 1;
      out.mean[t * K + k] = seen ? codes[t * K + k]! : time[t * K + k]! + centre + a * before + b * behind;
      const own = within[k]! * Math.max(0, 1 - a * back - b * ahead);
      out.variance[t * K + k] = seen ? 0 : own + (1 - a - b) ** 2 * open;
    }
  }
  return out;
}
