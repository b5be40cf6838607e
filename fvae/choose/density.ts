import { FOLDS, foldOf, without } from '../hidden.ts';
import { addRow, covarianceOf, createMoments } from '../linear/covariance.ts';
import { multiply } from '../linear/matrix.ts';
import { whitening } from '../linear/whitening.ts';
import type { Fitted } from '../model.ts';
import { deviationAround, observedMeans } from '../published/standardise.ts';
import type { Tensor } from '../tensor.ts';

/** Log densities of held-out entries in nats, summed by viewer, and how many entries each sum is of. [N] */
export type Density = { readonly sums: Float64Array; readonly counts: Float64Array };

/** About how many imputed entries the residual covariance is taken from, of at least how many viewers; and how many held-out ones are scored. */
const ROWS = 20_000;
const VIEWERS = 120;
const SCORED = 8_000;
/** Errors below this share of the landmarks' deviation do not count: it keeps the covariance of data without noise whole. */
const FLOOR = 0.01;

/**
 * How likely the entries are that `kept` leaves out of `tensor`, under a model fitted to `kept`: Gaussian around what it
 * imputes there, with the covariance of its own errors where it imputes entries that it has seen in fitting, a quarter of a
 * viewer's film hidden from it at a time in blocks; a hundredth of the landmarks' deviation is added to it as noise. The
 * same for every model of the interface, linear or not.
 */
export function heldOutDensity(tensor: Tensor, kept: Tensor, fitted: Fitted): Density {
  const { viewers, samples, features, values, mask } = tensor;
  const covariance = imputedCovariance(kept, fitted);
  const floor = FLOOR ** 2 * meanVariance(kept);
  for (let d = 0; d < features; d += 1) covariance[d * features + d]! += floor;
  const { whiten, logDeterminant } = whitening(covariance, features);
  const sums = new Float64Array(viewers);
  const counts = new Float64Array(viewers);
  const left: number[] = [];
  for (let entry = 0; entry < mask.length; entry += 1)
    if (mask[entry] === 1 && kept.mask[entry] !== 1) left.push(entry);
  const step = Math.max(1, Math.floor(left.length / SCORED));
  const row = new Float64Array(features);
  let shown = { viewer: -1, mean: new Float32Array(0) };
  for (let n = 0; n < left.length; n += step) {
    const entry = left[n]!;
    const i = Math.floor(entry / samples);
    if (shown.viewer !== i) shown = { viewer: i, mean: fitted.impute(i).mean as Float32Array<ArrayBuffer> };
    const at = (entry % samples) * features;
    for (let d = 0; d < features; d += 1) row[d] = values[entry * features + d]! - shown.mean[at + d]!;
    const white = multiply(whiten, row, features, features, 1);
    const square = white.reduce((sum, value) => sum + value * value, 0);
    sums[i]! -= 0.5 * (square + logDeterminant + features * Math.log(2 * Math.PI));
    counts[i]! += 1;
  }
  return { sums, counts };
}

/** [D, D] mean products of the errors of imputing seen entries. */
function imputedCovariance(kept: Tensor, fitted: Fitted): Float64Array {
  const { viewers, samples, features, values, mask } = kept;
  const entries = mask.reduce((sum, seen) => sum + seen, 0);
  // Where there is much data, one quarter of each viewer is enough, and not every viewer and sample is needed.
  const folds = Math.min(FOLDS, Math.max(1, Math.ceil((FOLDS * ROWS) / entries)));
  const stride = Math.max(1, Math.floor(Math.min(viewers / VIEWERS, entries / (FOLDS * ROWS))));
  const step = Math.max(1, Math.floor(entries / (FOLDS * ROWS * stride)));
  const moments = createMoments(features);
  const row = new Float64Array(features);
  for (let i = 0; i < viewers; i += stride) {
    const own = values.subarray(i * samples * features, (i + 1) * samples * features);
    const seen = mask.subarray(i * samples, (i + 1) * samples);
    for (let fold = 0; fold < folds; fold += 1) {
      const hidden = foldOf(seen, i + fold);
      const { mean } = fitted.foldIn(own, without(seen, hidden));
      for (let t = i % step; t < samples; t += step) {
        if (hidden[t] !== 1) continue;
        for (let d = 0; d < features; d += 1) row[d] = own[t * features + d]! - mean[t * features + d]!;
        addRow(moments, row);
      }
    }
  }
  return covarianceOf(moments, false);
}

/** The variance around the viewers' means, on average over features. */
function meanVariance(tensor: Tensor): number {
  const square = deviationAround(tensor, observedMeans(tensor).viewer).map((deviation) => deviation ** 2);
  return square.reduce((sum, value) => sum + value, 0) / tensor.features;
}

/** Nats an entry; NaN where nothing was held out. */
export function meanDensity({ sums, counts }: Density): number {
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  return total(sums) / total(counts);
}

/**
 * By how many nats an entry one density is above another of the same entries for the middle one of the viewers; NaN without any. A
 * viewer or two whose entries are unlikely under either decide nothing.
 */
export function medianGain(one: Density, other: Density): number {
  const gains: number[] = [];
  one.counts.forEach((count, i) => {
    if (count > 0) gains.push((one.sums[i]! - other.sums[i]!) / count);
  });
  gains.sort((a, b) => a - b);
  const half = Math.floor(gains.length / 2);
  if (gains.length === 0) return Number.NaN;
  return gains.length % 2 === 1 ? gains[half]! : (gains[half - 1]! + gains[half]!) / 2;
}

/** By how many nats an entry one density is above another of the same entries, and the standard error, viewers compared in pairs. */
export function densityGain(one: Density, other: Density): { readonly gain: number; readonly error: number } {
  const { counts } = one;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const gain = meanDensity(one) - meanDensity(other);
  let square = 0;
  counts.forEach((count, i) => {
    square += (one.sums[i]! - other.sums[i]! - count * gain) ** 2;
  });
  return { gain, error: Math.sqrt(square) / total };
}
