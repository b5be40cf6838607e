import { choleskyFactor, choleskyInverse } from './cholesky.ts';

/** [n, n]: the inverse of a symmetric positive definite matrix, its diagonal raised as far as rounding makes that necessary. */
export function raisedInverse(matrix: Float64Array, n: number): Float64Array {
  for (let raise = 0; ; raise = Math.max(1e-12, raise * 10)) {
    const factor = matrix.slice();
    for (let k = 0; k < n; k++) factor[k * n + k]! *= 1 + raise;
    if (choleskyFactor(factor, n, factor)) return choleskyInverse(factor, n);
    if (raise > 1e6) return new Float64Array(n * n);
  }
}
