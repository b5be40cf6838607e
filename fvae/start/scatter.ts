import { addOuterProducts, mirrorLower, paddedFeatures } from '../linear/outer.ts';
import { ModelFault } from '../model.ts';
import type { Tensor } from '../tensor.ts';

/** Samples handled together: few enough for a block of them to stay in the processor's cache. */
const BLOCK = 64;

/** How viewer-centred data vary: together at a second (between seconds) and apart (within seconds). */
export type Scatter = {
  /** [N, D] each viewer's mean over its observed samples; the mean of the others' for a viewer without any. */
  readonly neutral: Float64Array;
  /** [N] 1 for viewers with enough observed samples to take part. */
  readonly takesPart: Uint8Array;
  /** [T] how many of them are observed at each second. */
  readonly count: Uint32Array;
  /** [T, D] their mean around their neutrals; zero where nobody is observed. */
  readonly timeMean: Float64Array;
  /** Observed entries of those viewers, and seconds with any. */
  readonly entries: number;
  readonly seconds: number;
  /** [D, D] covariance within seconds: of single viewers around the mean of their second. */
  readonly within: Float64Array;
  /** [D, D] covariance of the seconds' means, each second weighted by its viewers, less what chance puts there. */
  readonly between: Float64Array;
};

/** Observed samples below which a viewer's own mean is too uncertain for it to take part. */
export function fewestSamples(samples: number): number {
  return Math.max(0.05 * samples, Math.min(30, samples / 2));
}

/**
 * The scatter of a tensor, in one pass. Throws ModelFault with fewer than two viewers observed often enough. The moments
 * of a one-way analysis of variance with the second as random effect (Searle, Casella and McCulloch, Variance
 * Components, 3.6), one degree of freedom less for each viewer's mean.
 */
export function scatterOf(tensor: Tensor): Scatter {
  const { viewers, samples, features, values, mask } = tensor;
  const neutral = new Float64Array(viewers * features);
  const takesPart = new Uint8Array(viewers);
  const count = new Uint32Array(samples);
  const timeMean = new Float64Array(samples * features);
  const all = new Float64Array(features * features);
  const block = new Float64Array(paddedFeatures(features) * BLOCK);
  const unseen: number[] = [];
  let entries = 0;
  let taking = 0;
  for (let viewer = 0; viewer < viewers; viewer++) {
    const seen = seenSamples(mask, viewer, samples);
    const mean = neutral.subarray(viewer * features, (viewer + 1) * features);
    meanOver(values, viewer * samples * features, features, seen, mean);
    if (seen.length === 0) unseen.push(viewer);
    if (seen.length < fewestSamples(samples)) continue;
    takesPart[viewer] = 1;
    taking += 1;
    entries += seen.length;
    for (let from = 0; from < seen.length; from += BLOCK) {
      const rows = Math.min(BLOCK, seen.length - from);
      for (let row = 0; row < rows; row++) {
        const t = seen[from + row]!;
        count[t]! += 1;
        const at = (viewer * samples + t) * features;
        for (let f = 0; f < features; f++) {
          const value = values[at + f]! - mean[f]!;
          block[f * BLOCK + row] = value;
          timeMean[t * features + f]! += value;
        }
      }
      addOuterProducts(block, features, rows, BLOCK, all);
    }
  }
  if (taking < 2) {
    throw new ModelFault(
      `${taking} of ${viewers} viewers observed in at least ${Math.ceil(fewestSamples(samples))} of ${samples} samples, expected 2 or more`,
    );
  }
  fillUnseen(neutral, features, unseen, viewers);
  const seconds = divideByCount(timeMean, features, count);
  const means = weightedSquares(timeMean, features, count);
  const freedom = Math.max(1, entries - seconds - taking + 1);
  const within = mirrorLower(
    all.map((value, at) => (value - means[at]!) / freedom),
    features,
  );
  const between = betweenFrom(mirrorLower(means, features), within, entries, seconds);
  return { neutral, takesPart, count, timeMean, entries, seconds, within, between };
}

/** The seconds' weighted squares [D, D] less the share that viewers apart from each other would put there. */
export function betweenFrom(means: Float64Array, within: Float64Array, entries: number, seconds: number): Float64Array {
  return means.map((value, at) => (value - (seconds - 1) * within[at]!) / entries);
}

/** Sum over seconds of count times the outer product of the mean, [D, D], lower triangle. */
export function weightedSquares(timeMean: Float64Array, features: number, count: Uint32Array): Float64Array {
  const out = new Float64Array(features * features);
  const block = new Float64Array(paddedFeatures(features) * BLOCK);
  for (let from = 0; from < count.length; from += BLOCK) {
    const rows = Math.min(BLOCK, count.length - from);
    for (let row = 0; row < rows; row++) {
      const root = Math.sqrt(count[from + row]!);
      const at = (from + row) * features;
      for (let f = 0; f < features; f++) block[f * BLOCK + row] = root * timeMean[at + f]!;
    }
    addOuterProducts(block, features, rows, BLOCK, out);
  }
  return out;
}

/** Turns sums over viewers [T, D] into means in place and says how many seconds have any viewer. */
export function divideByCount(sums: Float64Array, features: number, count: Uint32Array): number {
  let seconds = 0;
  count.forEach((n, t) => {
    if (n === 0) return;
    seconds += 1;
    for (let at = t * features; at < (t + 1) * features; at++) sums[at]! /= n;
  });
  return seconds;
}

/** The samples at which a viewer is observed, ascending. */
export function seenSamples(mask: Uint8Array, viewer: number, samples: number): Uint32Array {
  const seen = new Uint32Array(samples);
  let n = 0;
  for (let t = 0; t < samples; t++) if (mask[viewer * samples + t] !== 0) seen[n++] = t;
  return seen.subarray(0, n);
}

/** Fills `mean` [D] with the mean of the given rows of `values`; zeros when there are none. */
function meanOver(values: Float32Array, from: number, features: number, seen: Uint32Array, mean: Float64Array): void {
  for (const t of seen) for (let f = 0; f < features; f++) mean[f]! += values[from + t * features + f]!;
  if (seen.length > 0) for (let f = 0; f < features; f++) mean[f]! /= seen.length;
}

function fillUnseen(neutral: Float64Array, features: number, unseen: readonly number[], viewers: number): void {
  if (unseen.length === 0) return;
  const mean = new Float64Array(features);
  // The rows of unseen viewers are still zero.
  for (let at = 0; at < neutral.length; at++) mean[at % features]! += neutral[at]! / (viewers - unseen.length);
  for (const viewer of unseen) neutral.set(mean, viewer * features);
}
