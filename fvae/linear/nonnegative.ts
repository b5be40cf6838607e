/**
 * Improves the n numbers of `x` from `at` on towards the minimum of x'Ax / 2 - b'x over x >= 0, for A [n, n] symmetric
 * positive definite, by cyclic coordinate descent: no sweep makes it worse. Negative starting values are raised to 0
 * first. Franc, Hlaváč and Navara, Sequential coordinate-wise algorithm for non-negative least squares, 2005.
 */
export function descendNonNegative(
  a: Float64Array,
  n: number,
  b: Float64Array,
  x: Float64Array,
  at: number,
  sweeps: number,
): void {
  for (let k = 0; k < n; k++) x[at + k] = Math.max(0, x[at + k]!);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let moved = 0;
    for (let k = 0; k < n; k++) {
      let gradient = -b[k]!;
      for (let j = 0; j < n; j++) gradient += a[k * n + j]! * x[at + j]!;
      const next = Math.max(0, x[at + k]! - gradient / a[k * n + k]!);
      moved = Math.max(moved, Math.abs(next - x[at + k]!));
      x[at + k] = next;
    }
    if (moved === 0) return;
  }
}
