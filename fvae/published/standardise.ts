import type { Tensor } from '../tensor.ts';

/** Where each viewer's landmarks are taken from, [N, D], and what they are divided by, [D]. */
export type Standard = { readonly centre: Float64Array; readonly deviation: Float64Array };

/** Means over what is observed: [N, D] by viewer, and [D] over all entries, which stands in for viewers never observed. */
export function observedMeans(tensor: Tensor): { viewer: Float64Array; all: Float64Array; counts: Float64Array } {
  const { viewers, samples, features, values, mask } = tensor;
  const viewer = new Float64Array(viewers * features);
  const all = new Float64Array(features);
  const counts = new Float64Array(viewers);
  for (let entry = 0; entry < mask.length; entry += 1) {
    if (mask[entry] !== 1) continue;
    const i = Math.floor(entry / samples);
    counts[i]! += 1;
    for (let d = 0; d < features; d += 1) viewer[i * features + d]! += values[entry * features + d]!;
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  for (let at = 0; at < viewer.length; at += 1) all[at % features]! += viewer[at]! / total;
  for (let i = 0; i < viewers; i += 1) {
    for (let d = 0; d < features; d += 1) {
      viewer[i * features + d] = counts[i] === 0 ? all[d]! : viewer[i * features + d]! / counts[i]!;
    }
  }
  return { viewer, all, counts };
}

/** The root mean square of each feature around the viewers' centres: [D], above 0 also where nothing varies. */
export function deviationAround(tensor: Tensor, centre: Float64Array): Float64Array {
  const { samples, features, values, mask } = tensor;
  const square = new Float64Array(features);
  let count = 0;
  for (let entry = 0; entry < mask.length; entry += 1) {
    if (mask[entry] !== 1) continue;
    const i = Math.floor(entry / samples);
    count += 1;
    for (let d = 0; d < features; d += 1) {
      square[d]! += (values[entry * features + d]! - centre[i * features + d]!) ** 2;
    }
  }
  const largest = Math.sqrt(Math.max(...square) / count);
  return square.map((sum) => Math.max(Math.sqrt(sum / count), 1e-6 * largest));
}

/** (x - centre) / deviation, [N, T, D] in memory that threads share; zero where nothing is observed. */
export function standardised(tensor: Tensor, { centre, deviation }: Standard): Float32Array {
  const { samples, features, values, mask } = tensor;
  const out = new Float32Array(new SharedArrayBuffer(4 * values.length));
  for (let entry = 0; entry < mask.length; entry += 1) {
    if (mask[entry] !== 1) continue;
    const row = Math.floor(entry / samples) * features;
    for (let d = 0; d < features; d += 1) {
      out[entry * features + d] = (values[entry * features + d]! - centre[row + d]!) / deviation[d]!;
    }
  }
  return out;
}
