import type { Film } from './placement.ts';
import { meanResiduals } from './residuals.ts';
import type { Tensor } from './tensor.ts';

/**
 * [N, D]: how the audience's neutrals lie around their mean, each by as much as is seen of the viewer. Added up with standard normal
 * weights they are spread as neutrals are, and a face so made is a mixture of faces that were seen.
 */
export function neutralsApart(tensor: Tensor, film: Film, viewer: Float64Array): Float64Array {
  const { viewers: N, samples: T, features: D, mask } = tensor;
  const neutrals = meanResiduals(tensor, film, viewer);
  const counts = Array.from({ length: N }, (_, i) =>
    mask.subarray(i * T, (i + 1) * T).reduce((sum, seen) => sum + seen, 0),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  const mean = new Float64Array(D);
  neutrals.forEach((value, at) => {
    mean[at % D]! += (counts[Math.floor(at / D)]! / total) * value;
  });
  // The mean is theirs, too: of as many viewers as these counts make, one less is free.
  const free = 1 - counts.reduce((sum, count) => sum + (count / total) ** 2, 0);
  const weights = counts.map((count) => (free > 0 ? Math.sqrt(count / total / free) : 0));
  return neutrals.map((value, at) => weights[Math.floor(at / D)]! * (value - mean[at % D]!));
}
