import type { Prediction } from '../../fvae/model.ts';
import { normalQuantile } from '../../fvae/normal.ts';

/** The levels of the quantiles that stand for a predictive distribution: 0.05, 0.10, ... 0.95. */
export const LEVELS: readonly number[] = Array.from({ length: 19 }, (_, n) => (n + 1) / 20);

/** Sums over scored entries from which coverage and CRPS follow. */
export type CalibrationSums = {
  readonly features: number;
  entries: number;
  inHalf: number;
  inWide: number;
  crps: number;
  size: number;
  /** By viewer, numbers of all entries: how many there are, and how many lie in the 50 % and in the 90 % interval. */
  readonly viewers: { readonly numbers: number; readonly inHalf: number; readonly inWide: number }[];
};

/** How well intervals and quantiles fit what came. */
export type Calibration = {
  readonly entries: number;
  /** Share of the targets in the central 50 % interval, and in the 90 % one. */
  readonly coverage50: number;
  readonly coverage90: number;
  /** Standard errors of both shares as viewers differ, whose errors go together; null for fewer than two viewers. */
  readonly coverage50Error: number | null;
  readonly coverage90Error: number | null;
  /** Twice the pinball loss, averaged over the 19 levels: over the sum of |target|, and in the target's unit. */
  readonly crps: number;
  readonly crpsUnit: number;
};

/**
 * Twice the pinball loss, averaged over the levels, as a function of the standardised error (target - mean) / deviation:
 * linear between the quantiles `knots`, on piece n (targets above n of the knots) equal to slope[n] z + shift[n].
 */
export type StandardScore = {
  readonly knots: Float64Array;
  readonly slope: Float64Array;
  readonly shift: Float64Array;
};

/** The standard score of a distribution given by its quantile function. Throws RangeError when the quantiles fall. */
export function standardScore(quantile: (level: number) => number): StandardScore {
  const knots = Float64Array.from(LEVELS, quantile);
  const slope = new Float64Array(LEVELS.length + 1);
  const shift = new Float64Array(LEVELS.length + 1);
  const share = 2 / LEVELS.length;
  for (let piece = 0; piece <= LEVELS.length; piece += 1) {
    for (let n = 0; n < LEVELS.length; n += 1) {
      const weight = (n < piece ? LEVELS[n] : LEVELS[n] - 1) * share;
      slope[piece] += weight;
      shift[piece] -= weight * knots[n];
    }
  }
  for (let n = 1; n < knots.length; n += 1) {
    if (!(knots[n] >= knots[n - 1])) throw new RangeError(`quantiles fall at level ${LEVELS[n]}`);
  }
  return { knots, slope, shift };
}

/** Sums of no entry. */
export function createCalibration(features: number): CalibrationSums {
  return { features, entries: 0, inHalf: 0, inWide: 0, crps: 0, size: 0, viewers: [] };
}

/**
 * Adds the rows `samples` of a viewer's [T, D] prediction and target. What stands in other rows has no influence. Throws RangeError when the
 * prediction's quantiles fall.
 */
export function addCalibration(
  sums: CalibrationSums,
  { mean, deviation, quantile = normalQuantile }: Prediction,
  target: Float32Array,
  samples: ArrayLike<number>,
): void {
  const { features } = sums;
  const { knots, slope, shift } = standardScore(quantile);
  // Half widths of the central 50 % and 90 % intervals, in deviations.
  const [half, wide] = [quantile(0.75), quantile(0.95)];
  let inHalf = 0;
  let inWide = 0;
  let crps = 0;
  let size = 0;
  for (let n = 0; n < samples.length; n += 1) {
    const at = samples[n] * features;
    for (let d = 0; d < features; d += 1) {
      const y = target[at + d];
      const spread = deviation[at + d];
      const error = y - mean[at + d];
      const far = Math.abs(error);
      if (far <= half * spread) inHalf += 1;
      if (far <= wide * spread) inWide += 1;
      // Binary search among the 19 knots.
      let piece = error > knots[9] * spread ? 10 : 0;
      if (error > knots[piece + 4] * spread) piece += 5;
      if (error > knots[piece + 1] * spread) piece += 2;
      while (piece < knots.length && error > knots[piece] * spread) piece += 1;
      crps += slope[piece] * error + shift[piece] * spread;
      size += Math.abs(y);
    }
  }
  sums.entries += samples.length;
  sums.inHalf += inHalf;
  sums.inWide += inWide;
  sums.crps += crps;
  sums.size += size;
  if (samples.length > 0) sums.viewers.push({ numbers: samples.length * features, inHalf, inWide });
}

/** The figures of what was added, or null where nothing was. */
export function calibrationOf(sums: CalibrationSums): Calibration | null {
  if (sums.entries === 0) return null;
  const numbers = sums.entries * sums.features;
  return {
    entries: sums.entries,
    coverage50: sums.inHalf / numbers,
    coverage90: sums.inWide / numbers,
    coverage50Error: shareError(sums.viewers, 'inHalf'),
    coverage90Error: shareError(sums.viewers, 'inWide'),
    crps: sums.crps / sums.size,
    crpsUnit: sums.crps / numbers,
  };
}

/** The standard error of a share of numbers that come in clusters, viewers: a ratio's (Cochran 1977, "Sampling Techniques", 6.3). */
function shareError(viewers: CalibrationSums['viewers'], inside: 'inHalf' | 'inWide'): number | null {
  if (viewers.length < 2) return null;
  let [total, within] = [0, 0];
  for (const viewer of viewers) {
    total += viewer.numbers;
    within += viewer[inside];
  }
  let squares = 0;
  for (const viewer of viewers) squares += (viewer[inside] - (within / total) * viewer.numbers) ** 2;
  return Math.sqrt((squares * viewers.length) / (viewers.length - 1)) / total;
}
