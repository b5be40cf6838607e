import { BLOCK } from './linear/block.ts';
import { addCombinations } from './linear/combine.ts';

/** Writes to `out` the variance [4, D] at four samples with courses `above` [4, K] and their `slope` [4, K] by U. */
export type Doubt = (above: Float64Array, slope: Float64Array, out: Float64Array) => void;

/**
 * What is unknown of a viewer, as variance of its landmarks: `open` [D] of the neutral given U, that of U (`covariance` [K, K])
 * through what a change of it moves, slope_k reach_k less the neutral's answer, coupling_k ([K, D] each), and that of the
 * slopes (`slopes` [K (K + 1) / 2, D], see `Slopes`) times the courses' products.
 *
 * The square is multiplied out once for the viewer, so that a sample is a combination of K (K + 2) rows.
 */
export function doubtOf(
  covariance: Float64Array,
  reach: Float64Array,
  coupling: Float64Array,
  slopes: Float64Array,
  open: Float64Array,
): Doubt {
  const D = open.length;
  const K = reach.length / D;
  const pairs = (K * (K + 1)) / 2;
  const rows = new Float64Array((2 * pairs + K) * D);
  const always = open.slice();
  for (let k = 0, pair = 0; k < K; k += 1) {
    for (let j = 0; j < K; j += 1) {
      const c = covariance[k * K + j]!;
      for (let d = 0; d < D; d += 1) {
        always[d]! += c * coupling[k * D + d]! * coupling[j * D + d]!;
        rows[(pairs + k) * D + d]! -= 2 * c * reach[k * D + d]! * coupling[j * D + d]!;
      }
      if (j > k) continue;
      const twice = j < k ? 2 * c : c;
      for (let d = 0; d < D; d += 1) rows[pair * D + d] = twice * reach[k * D + d]! * reach[j * D + d]!;
      pair += 1;
    }
  }
  rows.set(slopes, (pairs + K) * D);
  const coefficients = new Float64Array(BLOCK * (2 * pairs + K));
  return (above, slope, out) => {
    for (let b = 0, at = 0; b < BLOCK; b += 1) {
      const row = b * K;
      const products = at + pairs + K;
      for (let k = 0, pair = 0; k < K; k += 1) {
        for (let j = 0; j <= k; j += 1, pair += 1) {
          coefficients[at + pair] = slope[row + k]! * slope[row + j]!;
          coefficients[products + pair] = (j < k ? 2 : 1) * above[row + k]! * above[row + j]!;
        }
        coefficients[at + pairs + k] = slope[row + k]!;
      }
      at = products + pairs;
      out.set(always, b * D);
    }
    addCombinations(coefficients, rows, out);
  };
}
