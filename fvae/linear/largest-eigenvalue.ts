/**
 * The largest eigenvalue of a symmetric matrix [n, n], of which the lower triangle is read: by Householder's reduction to
 * three diagonals and Sturm's count of eigenvalues (Golub and Van Loan, Matrix Computations, 8.3 and 8.4). An order of
 * magnitude less work than all eigenvalues with their vectors.
 */
export function largestEigenvalue(matrix: Float64Array, n: number): number {
  const size = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size === 0) return 0;
  // Squares of what is in the unit of the largest neither vanish nor overflow.
  const a = matrix.map((value) => value / size);
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k]!;
    let square = 0;
    for (let i = k + 1; i < n; i++) square += a[i * n + k]! ** 2;
    if (k + 1 === n) break;
    const first = a[(k + 1) * n + k]!;
    const length = Math.sqrt(square);
    // What is too small to move anything is left out.
    if (!(length > Number.EPSILON ** 2)) continue;
    beside[k] = first > 0 ? -length : length;
    const scale = square - first * beside[k]!;
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k]!;
    v[k + 1]! -= beside[k]!;
    // A <- A - v w' - w v', w = A v / scale less its part along v; the lower triangle alone.
    w.fill(0, k + 1);
    for (let i = k + 1; i < n; i++) {
      const line = i * n;
      let sum = 0;
      for (let j = k + 1; j < i; j++) {
        sum += a[line + j]! * v[j]!;
        w[j]! += a[line + j]! * v[i]!;
      }
      w[i]! += sum + a[line + i]! * v[i]!;
    }
    let along = 0;
    for (let i = k + 1; i < n; i++) {
      w[i]! /= scale;
      along += (w[i]! * v[i]!) / (2 * scale);
    }
    for (let i = k + 1; i < n; i++) w[i]! -= along * v[i]!;
    for (let i = k + 1; i < n; i++) {
      const line = i * n;
      for (let j = k + 1; j <= i; j++) a[line + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
    }
  }
  return size * largestOfTridiagonal(diagonal, beside, n);
}

/** By bisection between Gershgorin's bounds, to the last bit or so. */
function largestOfTridiagonal(diagonal: Float64Array, beside: Float64Array, n: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < n; k++) {
    const reach = (k > 0 ? Math.abs(beside[k - 1]!) : 0) + (k + 1 < n ? Math.abs(beside[k]!) : 0);
    low = Math.min(low, diagonal[k]! - reach);
    high = Math.max(high, diagonal[k]! + reach);
  }
  const tiny = Number.MIN_VALUE ** 0.5;
  for (let step = 0; step < 120 && high - low > 2 * Number.EPSILON * Math.max(Math.abs(low), Math.abs(high)); step++) {
    const middle = (low + high) / 2;
    // A pivot of A - middle that is not negative belongs to an eigenvalue of middle or more.
    let pivot = diagonal[0]! - middle;
    let above = pivot >= 0;
    for (let k = 1; k < n && !above; k++) {
      pivot = diagonal[k]! - middle - beside[k - 1]! ** 2 / (pivot === 0 ? -tiny : pivot);
      above = pivot >= 0;
    }
    if (above) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
