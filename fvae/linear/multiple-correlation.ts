import { choleskyFactor, choleskySolve } from './cholesky.ts';
import { addRows, covarianceOf, createMoments } from './covariance.ts';
import { withColumn } from './with-column.ts';

/**
 * How well a linear function of K columns [n, K] tells another column [n], 0 to 1: the correlation with the best one, less
 * what chance gives (adjusted as by Ezekiel, 1930). 0 where that column does not vary, or for too few rows.
 */
export function multipleCorrelation(columns: Float64Array, told: Float64Array): number {
  const n = told.length;
  const K = columns.length / n;
  if (n <= K + 1) return 0;
  const rows = withColumn(columns, told);
  const moments = createMoments(K + 1);
  addRows(moments, rows, n);
  const covariance = covarianceOf(moments);
  const square = new Float64Array(K * K);
  for (let k = 0; k < K; k += 1) {
    for (let j = 0; j < K; j += 1) square[k * K + j] = covariance[k * (K + 1) + j]!;
    // Columns that do not vary, or are mixtures of others, tell nothing.
    square[k * K + k]! += 1e-9 * covariance[k * (K + 1) + k]! + 1e-12;
  }
  const right = Float64Array.from({ length: K }, (_, k) => covariance[k * (K + 1) + K]!);
  const whole = covariance[(K + 1) ** 2 - 1]!;
  const solved = right.slice();
  if (!(whole > 0) || !choleskyFactor(square, K, square)) return 0;
  choleskySolve(square, K, solved);
  const share = solved.reduce((sum, value, k) => sum + value * right[k]!, 0) / whole;
  return Math.sqrt(Math.max(0, 1 - ((1 - share) * (n - 1)) / (n - K - 1)));
}
