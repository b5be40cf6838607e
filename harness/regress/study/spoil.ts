import type { Tensor } from '../../../fvae/tensor.ts';

/** Values [T, D] of one viewer, spoilt. */
export type Spoil = (values: Float32Array, mask: Uint8Array, features: number) => Float32Array;

/** [N, T, D]: the tensor's values, each viewer's spoilt. */
export function spoilt({ viewers, samples, features, values, mask }: Tensor, spoil: Spoil): Float32Array {
  const out = new Float32Array(values.length);
  const size = samples * features;
  for (let i = 0; i < viewers; i += 1) {
    const seen = mask.subarray(i * samples, (i + 1) * samples);
    out.set(spoil(values.subarray(i * size, (i + 1) * size), seen, features), i * size);
  }
  return out;
}

/** [D]: the mean of the rows whose mask is 1. */
export function meanRow(values: Float32Array, mask: Uint8Array, features: number): Float64Array {
  const mean = new Float64Array(features);
  let count = 0;
  for (let t = 0; t < mask.length; t += 1) {
    if (mask[t] !== 1) continue;
    count += 1;
    for (let d = 0; d < features; d += 1) mean[d] += values[t * features + d];
  }
  return mean.map((sum) => sum / Math.max(1, count));
}
