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

/**
 * Adds to four rows of `out` [4, n], from its beginning on, the combinations of `rows` [m, n] with the coefficients [4, m]:
 * to the bit what addCombination makes of each, the rows read once for all four.
 */
export function addCombinations(coefficients: Float64Array, rows: Float64Array, out: Float64Array): void {
  const m = coefficients.length / 4;
  const n = rows.length / m;
  const to1 = n;
  const to2 = 2 * n;
  const to3 = 3 * n;
  let f = 0;
  for (; f + 7 < m; f += 8) {
    const a0 = coefficients[f]!;
    const a1 = coefficients[f + 1]!;
    const a2 = coefficients[f + 2]!;
    const a3 = coefficients[f + 3]!;
    const a4 = coefficients[f + 4]!;
    const a5 = coefficients[f + 5]!;
    const a6 = coefficients[f + 6]!;
    const a7 = coefficients[f + 7]!;
    const b0 = coefficients[f + m]!;
    const b1 = coefficients[f + m + 1]!;
    const b2 = coefficients[f + m + 2]!;
    const b3 = coefficients[f + m + 3]!;
    const b4 = coefficients[f + m + 4]!;
    const b5 = coefficients[f + m + 5]!;
    const b6 = coefficients[f + m + 6]!;
    const b7 = coefficients[f + m + 7]!;
    const c0 = coefficients[f + 2 * m]!;
    const c1 = coefficients[f + 2 * m + 1]!;
    const c2 = coefficients[f + 2 * m + 2]!;
    const c3 = coefficients[f + 2 * m + 3]!;
    const c4 = coefficients[f + 2 * m + 4]!;
    const c5 = coefficients[f + 2 * m + 5]!;
    const c6 = coefficients[f + 2 * m + 6]!;
    const c7 = coefficients[f + 2 * m + 7]!;
    const d0 = coefficients[f + 3 * m]!;
    const d1 = coefficients[f + 3 * m + 1]!;
    const d2 = coefficients[f + 3 * m + 2]!;
    const d3 = coefficients[f + 3 * m + 3]!;
    const d4 = coefficients[f + 3 * m + 4]!;
    const d5 = coefficients[f + 3 * m + 5]!;
    const d6 = coefficients[f + 3 * m + 6]!;
    const d7 = coefficients[f + 3 * m + 7]!;
    const row0 = f * n;
    const row1 = row0 + n;
    const row2 = row1 + n;
    const row3 = row2 + n;
    const row4 = row3 + n;
    const row5 = row4 + n;
    const row6 = row5 + n;
    const row7 = row6 + n;
    for (let j = 0; j < n; j += 1) {
      const x0 = rows[row0 + j]!;
      const x1 = rows[row1 + j]!;
      const x2 = rows[row2 + j]!;
      const x3 = rows[row3 + j]!;
      const x4 = rows[row4 + j]!;
      const x5 = rows[row5 + j]!;
      const x6 = rows[row6 + j]!;
      const x7 = rows[row7 + j]!;
      out[j]! += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3 + a4 * x4 + a5 * x5 + a6 * x6 + a7 * x7;
      out[to1 + j]! += b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3 + b4 * x4 + b5 * x5 + b6 * x6 + b7 * x7;
      out[to2 + j]! += c0 * x0 + c1 * x1 + c2 * x2 + c3 * x3 + c4 * x4 + c5 * x5 + c6 * x6 + c7 * x7;
      out[to3 + j]! += d0 * x0 + d1 * x1 + d2 * x2 + d3 * x3 + d4 * x4 + d5 * x5 + d6 * x6 + d7 * x7;
    }
  }
  for (; f + 3 < m; f += 4) {
    const a0 = coefficients[f]!;
    const a1 = coefficients[f + 1]!;
    const a2 = coefficients[f + 2]!;
    const a3 = coefficients[f + 3]!;
    const b0 = coefficients[f + m]!;
    const b1 = coefficients[f + m + 1]!;
    const b2 = coefficients[f + m + 2]!;
    const b3 = coefficients[f + m + 3]!;
    const c0 = coefficients[f + 2 * m]!;
    const c1 = coefficients[f + 2 * m + 1]!;
    const c2 = coefficients[f + 2 * m + 2]!;
    const c3 = coefficients[f + 2 * m + 3]!;
    const d0 = coefficients[f + 3 * m]!;
    const d1 = coefficients[f + 3 * m + 1]!;
    const d2 = coefficients[f + 3 * m + 2]!;
    const d3 = coefficients[f + 3 * m + 3]!;
    const row0 = f * n;
    const row1 = row0 + n;
    const row2 = row1 + n;
    const row3 = row2 + n;
    for (let j = 0; j < n; j += 1) {
      const x0 = rows[row0 + j]!;
      const x1 = rows[row1 + j]!;
      const x2 = rows[row2 + j]!;
      const x3 = rows[row3 + j]!;
      out[j]! += a0 * x0 + a1 * x1 + a2 * x2 + a3 * x3;
      out[to1 + j]! += b0 * x0 + b1 * x1 + b2 * x2 + b3 * x3;
      out[to2 + j]! += c0 * x0 + c1 * x1 + c2 * x2 + c3 * x3;
      out[to3 + j]! += d0 * x0 + d1 * x1 + d2 * x2 + d3 * x3;
    }
  }
  for (; f < m; f += 1) {
    const a0 = coefficients[f]!;
    const b0 = coefficients[f + m]!;
    const c0 = coefficients[f + 2 * m]!;
    const d0 = coefficients[f + 3 * m]!;
    const row0 = f * n;
    for (let j = 0; j < n; j += 1) {
      const x0 = rows[row0 + j]!;
      out[j]! += a0 * x0;
      out[to1 + j]! += b0 * x0;
      out[to2 + j]! += c0 * x0;
      out[to3 + j]! += d0 * x0;
    }
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
