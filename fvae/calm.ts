import type { Windows } from './noise.ts';

/** The share of steps at which faces are told to move least, and of fewer of which than these nothing is told. */
const CALM = 0.25;
const FEWEST = 100;

/**
 * [D]: which part of the squared steps of residuals is left where the `courses` [N, length, K] with their `reach` [K, D] hardly
 * move the face, 1 at most. Measuring goes on there; what a model gets wrong from moment to moment does not. 1 where little is seen.
 */
export function calmPart(
  { length, residual, mask }: Pick<Windows, 'length' | 'residual' | 'mask'>,
  courses: Float64Array,
  reach: Float64Array,
  viewers: number,
): Float64Array {
  const D = residual.length / (viewers * length);
  const K = courses.length / (viewers * length);
  const far = Float64Array.from({ length: K }, (_, k) => Math.hypot(...reach.subarray(k * D, (k + 1) * D)));
  const steps: { readonly row: number; readonly moved: number }[] = [];
  for (let row = 1; row < viewers * length; row += 1) {
    if (row % length === 0 || mask[row] !== 1 || mask[row - 1] !== 1) continue;
    let moved = 0;
    for (let k = 0; k < K; k += 1) moved += far[k]! * Math.abs(courses[row * K + k]! - courses[(row - 1) * K + k]!);
    steps.push({ row, moved });
  }
  steps.sort((a, b) => a.moved - b.moved || a.row - b.row);
  const calm = Math.floor(CALM * steps.length);
  if (calm < FEWEST) return new Float64Array(D).fill(1);
  const [still, all] = [new Float64Array(D), new Float64Array(D)];
  steps.forEach(({ row }, n) => {
    for (let d = 0; d < D; d += 1) {
      const square = (residual[row * D + d]! - residual[(row - 1) * D + d]!) ** 2;
      all[d]! += square / steps.length;
      if (n < calm) still[d]! += square / calm;
    }
  });
  return still.map((value, d) => (all[d]! > 0 ? Math.min(1, value / all[d]!) : 1));
}
