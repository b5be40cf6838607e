/** Features are handled four at a time: the length of a block's first axis for n features. */
export function paddedFeatures(n: number): number {
  return (n + 3) & ~3;
}

/**
 * Adds X X' to the lower triangle of `out`, [n, n] in C order, for a block X of n features by `rows` samples: row f of
 * `block`, [paddedFeatures(n), stride], holds feature f's samples, and what follows the n-th feature is read but not
 * used. Four by four products share their loads, which is several times faster than sample after sample.
 */
export function addOuterProducts(
  block: Float64Array,
  n: number,
  rows: number,
  stride: number,
  out: Float64Array,
): void {
  for (let i = 0; i < n; i += 4) {
    for (let j = 0; j <= i; j += 4) {
      let a0 = i * stride;
      let b0 = j * stride;
      const end = a0 + rows;
      let [s00, s01, s02, s03] = [0, 0, 0, 0];
      let [s10, s11, s12, s13] = [0, 0, 0, 0];
      let [s20, s21, s22, s23] = [0, 0, 0, 0];
      let [s30, s31, s32, s33] = [0, 0, 0, 0];
      for (; a0 < end; a0++, b0++) {
        const x0 = block[a0]!;
        const x1 = block[a0 + stride]!;
        const x2 = block[a0 + 2 * stride]!;
        const x3 = block[a0 + 3 * stride]!;
        const y0 = block[b0]!;
        const y1 = block[b0 + stride]!;
        const y2 = block[b0 + 2 * stride]!;
        const y3 = block[b0 + 3 * stride]!;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s03 += x0 * y3;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s13 += x1 * y3;
        s20 += x2 * y0;
        s21 += x2 * y1;
        s22 += x2 * y2;
        s23 += x2 * y3;
        s30 += x3 * y0;
        s31 += x3 * y1;
        s32 += x3 * y2;
        s33 += x3 * y3;
      }
      addTile(out, n, i, j, [s00, s01, s02, s03, s10, s11, s12, s13, s20, s21, s22, s23, s30, s31, s32, s33]);
    }
  }
}

function addTile(out: Float64Array, n: number, i: number, j: number, tile: readonly number[]): void {
  for (let r = 0; r < 4 && i + r < n; r++) {
    for (let c = 0; c < 4 && j + c <= i + r; c++) out[(i + r) * n + j + c]! += tile[r * 4 + c]!;
  }
}

/** Copies the lower triangle of a matrix [n, n] to its upper one, in place. */
export function mirrorLower(a: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
  return a;
}
