/** Sums over scored entries from which the error figures follow; one row of features an entry. */
export type ErrorSums = {
  readonly features: number;
  /** Entries (viewer, sample) added; each has `features` numbers. */
  entries: number;
  absolute: number;
  squared: number;
  /** Sum of |target|. */
  size: number;
  /** Per feature: sums of the target and of its square, around the first entry's target. */
  readonly origin: Float64Array;
  readonly sum: Float64Array;
  readonly square: Float64Array;
};

/** Error figures, in the target's unit where they have one. */
export type Errors = {
  /** Entries scored. */
  readonly entries: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Root mean square error. */
  readonly rmse: number;
  /** Sum of |error| over the sum of |target|. */
  readonly mre: number;
  /** RMSE over the standard deviation of the target around each feature's own mean, pooled over features. */
  readonly nrmse: number;
};

/** Sums of no entry. */
export function createErrors(features: number): ErrorSums {
  return {
    features,
    entries: 0,
    absolute: 0,
    squared: 0,
    size: 0,
    origin: new Float64Array(features),
    sum: new Float64Array(features),
    square: new Float64Array(features),
  };
}

/** Adds the rows `samples` of two [T, D] arrays. What stands in other rows has no influence. */
export function addErrors(
  sums: ErrorSums,
  prediction: Float32Array | Float64Array,
  target: Float32Array | Float64Array,
  samples: ArrayLike<number>,
): void {
  const { features, origin, sum, square } = sums;
  if (sums.entries === 0 && samples.length > 0) {
    for (let d = 0; d < features; d += 1) origin[d] = target[samples[0] * features + d];
  }
  let absolute = 0;
  let squared = 0;
  let size = 0;
  for (let n = 0; n < samples.length; n += 1) {
    const at = samples[n] * features;
    for (let d = 0; d < features; d += 1) {
      const y = target[at + d];
      const error = prediction[at + d] - y;
      absolute += Math.abs(error);
      squared += error * error;
      size += Math.abs(y);
      const shifted = y - origin[d];
      sum[d] += shifted;
      square[d] += shifted * shifted;
    }
  }
  sums.absolute += absolute;
  sums.squared += squared;
  sums.size += size;
  sums.entries += samples.length;
}

/** The figures of what was added, or null where nothing was. NRMSE of a constant target is NaN. */
export function errorsOf(sums: ErrorSums): Errors | null {
  const { entries, features } = sums;
  if (entries === 0) return null;
  const numbers = entries * features;
  let variance = 0;
  for (let d = 0; d < features; d += 1) {
    const mean = sums.sum[d] / entries;
    variance += (sums.square[d] / entries - mean * mean) / features;
  }
  const rmse = Math.sqrt(sums.squared / numbers);
  return {
    entries,
    mae: sums.absolute / numbers,
    rmse,
    mre: sums.absolute / sums.size,
    nrmse: variance > 0 ? rmse / Math.sqrt(variance) : Number.NaN,
  };
}
