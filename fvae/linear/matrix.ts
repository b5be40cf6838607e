/** A B, [n, m] in C order, for A [n, k] and B [k, m]. */
export function multiply(a: Float64Array, b: Float64Array, n: number, k: number, m: number): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < k; c++) {
      const value = a[i * k + c]!;
      for (let j = 0; j < m; j++) out[i * m + j]! += value * b[c * m + j]!;
    }
  }
  return out;
}

/** A', [m, n] in C order, for A [n, m]. */
export function transpose(a: Float64Array, n: number, m: number): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[j * n + i] = a[i * m + j]!;
  return out;
}

/** [n, n] with ones on the diagonal. */
export function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) out[i * n + i] = 1;
  return out;
}

/** [n]: the diagonal of A diag(v) A' for A [n, n], variances by row where v are those by column. */
export function rowVariances(a: Float64Array, v: ArrayLike<number>, n: number): Float64Array {
  return new Float64Array(n).map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j += 1) sum += a[i * n + j]! ** 2 * v[j]!;
    return sum;
  });
}
