import type { Tensor } from '../tensor.ts';
import type { Subspace } from './kept.ts';

/**
 * The tensor in the subspace's coordinates: values [N, T, P], each viewer's neutral taken off, variance 1 within
 * seconds, zero where unobserved; the mask is shared. `neutral` [N, D] is the subspace's unless the viewers are others.
 */
export function projectTensor(tensor: Tensor, subspace: Subspace, neutral: Float64Array = subspace.neutral): Tensor {
  const { viewers, samples, features, values, mask } = tensor;
  const { components, basis } = subspace;
  if (features !== subspace.features || neutral.length !== viewers * features) {
    throw new RangeError(
      `a tensor of ${viewers} viewers x ${features} features does not fit a subspace of ${subspace.features} features and ${neutral.length / subspace.features} neutrals`,
    );
  }
  const out = new Float32Array(viewers * samples * components);
  const sum = new Float64Array(components);
  for (let viewer = 0; viewer < viewers; viewer++) {
    for (let t = 0; t < samples; t++) {
      const entry = viewer * samples + t;
      if (mask[entry] === 0) continue;
      sum.fill(0);
      for (let f = 0; f < features; f++) {
        const value = values[entry * features + f]! - neutral[viewer * features + f]!;
        for (let k = 0; k < components; k++) sum[k]! += value * basis[f * components + k]!;
      }
      out.set(sum, entry * components);
    }
  }
  return { viewers, samples, features: components, values: out, mask };
}
