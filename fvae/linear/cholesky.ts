/**
 * Fills `l` with the lower factor L of a symmetric positive definite matrix, A = L L', [n, n] in C order with zeros above
 * the diagonal, and says whether there is one: false, `l` then being of no use, when a pivot is not above 0 (or not
 * finite). Of `a` [n, n] only the lower triangle is read; `l` may be `a` itself. Golub and Van Loan, Matrix Computations,
 * 4.2 (row by row).
 */
export function choleskyFactor(a: Float64Array, n: number, l: Float64Array): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      let sum = a[row + j]!;
      for (let k = 0; k < j; k++) sum -= l[row + k]! * l[other + k]!;
      l[row + j] = sum / l[other + j]!;
    }
    let pivot = a[row + i]!;
    for (let k = 0; k < i; k++) pivot -= l[row + k]! * l[row + k]!;
    if (!(pivot > 0 && pivot < Number.POSITIVE_INFINITY)) return false;
    l[row + i] = Math.sqrt(pivot);
    for (let j = i + 1; j < n; j++) l[row + j] = 0;
  }
  return true;
}

/** Replaces the n numbers of `b` from `at` on by L⁻¹ b. */
export function solveLower(l: Float64Array, n: number, b: Float64Array, at = 0): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum = b[at + i]!;
    for (let k = 0; k < i; k++) sum -= l[row + k]! * b[at + k]!;
    b[at + i] = sum / l[row + i]!;
  }
}

/** Replaces the n numbers of `b` from `at` on by L'⁻¹ b. */
export function solveUpper(l: Float64Array, n: number, b: Float64Array, at = 0): void {
  for (let i = n - 1; i >= 0; i--) {
    const value = b[at + i]! / l[i * n + i]!;
    b[at + i] = value;
    const row = i * n;
    for (let k = 0; k < i; k++) b[at + k]! -= l[row + k]! * value;
  }
}

/** Replaces the n numbers of `b` from `at` on by A⁻¹ b, given the factor of A. */
export function choleskySolve(l: Float64Array, n: number, b: Float64Array, at = 0): void {
  solveLower(l, n, b, at);
  solveUpper(l, n, b, at);
}

/** A⁻¹, [n, n], symmetric to the bit, from the factor of A; `out` is not `l`. */
export function choleskyInverse(l: Float64Array, n: number, out: Float64Array = new Float64Array(n * n)): Float64Array {
  // Row j of the upper triangle is first column j of L⁻¹, which starts at j.
  for (let j = 0; j < n; j++) {
    const at = j * n;
    out[at + j] = 1 / l[j * n + j]!;
    for (let i = j + 1; i < n; i++) {
      const row = i * n;
      let sum = 0;
      for (let k = j; k < i; k++) sum -= l[row + k]! * out[at + k]!;
      out[at + i] = sum / l[row + i]!;
    }
  }
  // Column i of the upper triangle is not read once it is written.
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += out[i * n + k]! * out[j * n + k]!;
      out[i * n + j] = sum;
      out[j * n + i] = sum;
    }
  }
  return out;
}

/** log |A|, from the factor of A. */
export function choleskyLogDeterminant(l: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += Math.log(l[i * n + i]!);
  return 2 * sum;
}
