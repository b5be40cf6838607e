import type { VisibleRow } from './visible.ts';

/** Observed entries that a viewer's offset needs before it is believed half: the same for every model. */
export const OFFSET_SHRINKAGE = 10;

/**
 * A viewer's offset, [D]: the mean of observed minus predicted over the n entries that are seen, times n / (n + 10).
 * Zero for a viewer with none.
 */
export function viewerOffset(row: VisibleRow, prediction: Float32Array): Float64Array {
  const { values, mask } = row;
  const features = values.length / mask.length;
  const offset = new Float64Array(features);
  let seen = 0;
  for (let t = 0; t < mask.length; t += 1) {
    if (mask[t] === 0) continue;
    seen += 1;
    const at = t * features;
    for (let d = 0; d < features; d += 1) offset[d] += values[at + d] - prediction[at + d];
  }
  for (let d = 0; d < features; d += 1) offset[d] /= seen + OFFSET_SHRINKAGE;
  return offset;
}

/** The rows `samples` of a prediction [T, D] with the offset added; other rows are left 0. */
export function shifted(prediction: Float32Array, offset: Float64Array, samples: ArrayLike<number>): Float32Array {
  const features = offset.length;
  const out = new Float32Array(prediction.length);
  for (let n = 0; n < samples.length; n += 1) {
    const at = samples[n] * features;
    for (let d = 0; d < features; d += 1) out[at + d] = prediction[at + d] + offset[d];
  }
  return out;
}
