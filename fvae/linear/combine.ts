/**
 * Adds to the row of `out` that begins at `at` the combination of `rows` [m, n] with the coefficients [m]. Eight rows at a
 * time, so that the sums are read and written less often: several times faster than row after row. One type of array, so
 * that the engine does not ask at each number which it is.
 */
export function addCombination(coefficients: Float64Array, rows: Float64Array, out: Float64Array, at: number): void {
  const m = coefficients.length;
  const n = rows.length / m;
  let f = 0;
  for (; f + 7 < m; f += 8) {
    const a = coefficients[f]!;
    const b = coefficients[f + 1]!;
    const c = coefficients[f + 2]!;
    const d = coefficients[f + 3]!;
    const e = coefficients[f + 4]!;
    const g = coefficients[f + 5]!;
    const h = coefficients[f + 6]!;
    const i = coefficients[f + 7]!;
    const r0 = f * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    const r4 = r3 + n;
    const r5 = r4 + n;
    const r6 = r5 + n;
    const r7 = r6 + n;
    for (let j = 0; j < n; j += 1) {
      out[at + j]! +=
        a * rows[r0 + j]! +
        b * rows[r1 + j]! +
        c * rows[r2 + j]! +
        d * rows[r3 + j]! +
        e * rows[r4 + j]! +
        g * rows[r5 + j]! +
        h * rows[r6 + j]! +
        i * rows[r7 + j]!;
    }
  }
  for (; f + 3 < m; f += 4) {
    const a = coefficients[f]!;
    const b = coefficients[f + 1]!;
    const c = coefficients[f + 2]!;
    const d = coefficients[f + 3]!;
    const r0 = f * n;
    const r1 = r0 + n;
    const r2 = r1 + n;
    const r3 = r2 + n;
    for (let j = 0; j < n; j += 1) {
      out[at + j]! += a * rows[r0 + j]! + b * rows[r1 + j]! + c * rows[r2 + j]! + d * rows[r3 + j]!;
    }
  }
  for (; f < m; f += 1) {
    const a = coefficients[f]!;
    const row = f * n;
    for (let j = 0; j < n; j += 1) out[at + j]! += a * rows[row + j]!;
  }
}

/** Writes to `out` [m] the products of the rows of `rows` [m, n] with the n numbers of `x` from `at` on. */
export function rowProducts(rows: Float64Array, x: Float64Array, at: number, n: number, out: Float64Array): void {
  for (let f = 0; f < out.length; f += 1) {
    const row = f * n;
    let p = 0;
    let q = 0;
    let r = 0;
    let s = 0;
    let j = 0;
    // Four sums, which need not wait for each other.
    for (; j + 3 < n; j += 4) {
      p += rows[row + j]! * x[at + j]!;
      q += rows[row + j + 1]! * x[at + j + 1]!;
      r += rows[row + j + 2]! * x[at + j + 2]!;
      s += rows[row + j + 3]! * x[at + j + 3]!;
    }
    for (; j < n; j += 1) p += rows[row + j]! * x[at + j]!;
    out[f] = p + q + (r + s);
  }
}
