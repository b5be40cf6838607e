/** Column `column` of a matrix [rows, columns] in C order; of the given rows only, where they are given. */
export function columnOf(
  matrix: ArrayLike<number>,
  rows: number,
  columns: number,
  column: number,
  only?: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(only === undefined ? rows : only.length);
  for (let n = 0; n < out.length; n += 1) out[n] = matrix[(only === undefined ? n : only[n]) * columns + column];
  return out;
}

/** Pearson's correlation of two courses of equal length; 0 where either does not vary. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  let meanA = 0;
  let meanB = 0;
  for (let i = 0; i < n; i += 1) {
    meanA += a[i] / n;
    meanB += b[i] / n;
  }
  let aa = 0;
  let bb = 0;
  let ab = 0;
  let sizeA = 0;
  let sizeB = 0;
  for (let i = 0; i < n; i += 1) {
    const x = a[i] - meanA;
    const y = b[i] - meanB;
    aa += x * x;
    bb += y * y;
    ab += x * y;
    sizeA += a[i] * a[i];
    sizeB += b[i] * b[i];
  }
  // A spread within rounding of the mean is none.
  if (!(aa > 1e-24 * sizeA) || !(bb > 1e-24 * sizeB)) return 0;
  return ab / Math.sqrt(aa * bb);
}

/** Cosine of two vectors of equal length; 0 where either is zero. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let i = 0; i < a.length; i += 1) {
    aa += a[i] * a[i];
    bb += b[i] * b[i];
    ab += a[i] * b[i];
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/** Ranks 1..n, equal values sharing the mean of theirs. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const out = new Float64Array(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last += 1;
    for (let n = first; n <= last; n += 1) out[order[n]] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return out;
}
