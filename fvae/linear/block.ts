/**
 * Four rows of numbers at a time: products of four rows share their loads and need no order among themselves, which is
 * several times faster than row after row. No array is taken apart in the inner loops: that alone would halve their speed.
 */
export const BLOCK = 4;

/** Rows of a mask that are 1, of `rows` from `at` on, written to `into`; gives how many there are. */
export function seenRows(mask: Uint8Array, at: number, rows: number, into: Int32Array): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (mask[at + row] === 1) into[count++] = row;
  return count;
}

/** Rows [., size] that begin at `at`, and what is taken off each, [size] from `lessAt` on. */
export type Rows = {
  readonly values: Float32Array | Float64Array;
  readonly at: number;
  readonly less?: Float64Array;
  readonly lessAt?: number;
};

/** The rows of a matrix of so many rows, each a view of it. */
export function rowsOf(matrix: Float64Array, rows: number): readonly Float64Array[] {
  const size = matrix.length / rows;
  return Array.from({ length: rows }, (_, row) => matrix.subarray(row * size, (row + 1) * size));
}

/** Copies four rows, `index[from..from + 4]`, to `block` [4, size]; zeros from `index[count]` on. */
export function fillBlock(
  { values, at, less, lessAt = 0 }: Rows,
  size: number,
  index: Int32Array,
  from: number,
  count: number,
  block: Float64Array,
): void {
  for (let row = 0; row < BLOCK; row++) {
    const to = row * size;
    if (from + row >= count) {
      block.fill(0, to, to + size);
      continue;
    }
    const source = at + index[from + row]! * size;
    if (less === undefined) for (let j = 0; j < size; j++) block[to + j] = values[source + j]!;
    else for (let j = 0; j < size; j++) block[to + j] = values[source + j]! - less[lessAt + j]!;
  }
}

/** Adds A' B, [n, m], to `out` from `at` on, for blocks A [4, n] and B [4, m] that begin at `aAt` and `bAt`. */
export function addBlockProduct(
  a: Float64Array,
  aAt: number,
  n: number,
  b: Float64Array,
  bAt: number,
  m: number,
  out: Float64Array,
  at: number,
): void {
  const b1 = bAt + m;
  const b2 = bAt + 2 * m;
  const b3 = bAt + 3 * m;
  let k = 0;
  for (; k + 1 < n; k += 2) {
    const left = aAt + k;
    const p0 = a[left]!;
    const q0 = a[left + n]!;
    const r0 = a[left + 2 * n]!;
    const s0 = a[left + 3 * n]!;
    const p1 = a[left + 1]!;
    const q1 = a[left + n + 1]!;
    const r1 = a[left + 2 * n + 1]!;
    const s1 = a[left + 3 * n + 1]!;
    const line = at + k * m;
    const next = line + m;
    for (let j = 0; j < m; j++) {
      const x = b[bAt + j]!;
      const y = b[b1 + j]!;
      const z = b[b2 + j]!;
      const w = b[b3 + j]!;
      out[line + j]! += p0 * x + q0 * y + r0 * z + s0 * w;
      out[next + j]! += p1 * x + q1 * y + r1 * z + s1 * w;
    }
  }
  if (k === n) return;
  const left = aAt + k;
  const p = a[left]!;
  const q = a[left + n]!;
  const r = a[left + 2 * n]!;
  const s = a[left + 3 * n]!;
  const line = at + k * m;
  for (let j = 0; j < m; j++) {
    out[line + j]! += p * b[bAt + j]! + q * b[b1 + j]! + r * b[b2 + j]! + s * b[b3 + j]!;
  }
}

/** A B', [n, 4], written to `out`: products of the n rows of `a` [n, m] with those of a block B [4, m] that begins at `bAt`. */
export function blockDots(
  a: Float64Array,
  n: number,
  b: Float64Array,
  bAt: number,
  m: number,
  out: Float64Array,
): void {
  const b1 = bAt + m;
  const b2 = bAt + 2 * m;
  const b3 = bAt + 3 * m;
  let k = 0;
  for (; k + 1 < n; k += 2) {
    const line = k * m;
    const next = line + m;
    let p0 = 0;
    let q0 = 0;
    let r0 = 0;
    let s0 = 0;
    let p1 = 0;
    let q1 = 0;
    let r1 = 0;
    let s1 = 0;
    for (let j = 0; j < m; j++) {
      const one = a[line + j]!;
      const other = a[next + j]!;
      const x = b[bAt + j]!;
      const y = b[b1 + j]!;
      const z = b[b2 + j]!;
      const w = b[b3 + j]!;
      p0 += one * x;
      q0 += one * y;
      r0 += one * z;
      s0 += one * w;
      p1 += other * x;
      q1 += other * y;
      r1 += other * z;
      s1 += other * w;
    }
    const to = k * BLOCK;
    out[to] = p0;
    out[to + 1] = q0;
    out[to + 2] = r0;
    out[to + 3] = s0;
    out[to + 4] = p1;
    out[to + 5] = q1;
    out[to + 6] = r1;
    out[to + 7] = s1;
  }
  if (k === n) return;
  const line = k * m;
  let p = 0;
  let q = 0;
  let r = 0;
  let s = 0;
  for (let j = 0; j < m; j++) {
    const value = a[line + j]!;
    p += value * b[bAt + j]!;
    q += value * b[b1 + j]!;
    r += value * b[b2 + j]!;
    s += value * b[b3 + j]!;
  }
  const to = k * BLOCK;
  out[to] = p;
  out[to + 1] = q;
  out[to + 2] = r;
  out[to + 3] = s;
}
