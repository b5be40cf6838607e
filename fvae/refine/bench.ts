import { multiply } from '../linear/matrix.ts';
import type { MeanCourses } from '../objective/mean-courses.ts';
import type { Tensor } from '../tensor.ts';

/** Everything but U and V, held while those are found. */
export type Bench = {
  readonly courses: MeanCourses;
  /** [K, P]: what a course of 1 moves the components by. */
  readonly direction: Float64Array;
  /** The data in the subspace. */
  readonly projected: Tensor;
  /** [N, P]: what the neutrals lie above those that `projected` has taken off. */
  readonly offset: Float64Array;
  /** [P, P] inverse covariance of the residuals. */
  readonly precision: Float64Array;
};

/** Directions times the precision [K, P], and that times the directions [K, K]. */
export function weigh(
  direction: Float64Array,
  precision: Float64Array,
  K: number,
  P: number,
): { readonly weighed: Float64Array; readonly metric: Float64Array } {
  const weighed = multiply(direction, precision, K, P, P);
  const metric = new Float64Array(K * K);
  for (let k = 0; k < K; k += 1) {
    for (let j = 0; j < K; j += 1) {
      for (let p = 0; p < P; p += 1) metric[k * K + j]! += weighed[k * P + p]! * direction[j * P + p]!;
    }
  }
  return { weighed, metric };
}
