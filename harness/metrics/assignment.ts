/**
 * For each row of a score matrix [rows, columns] (C order) the column it is given, each column at most once, so that the
 * summed score is largest; -1 for rows left over when there are fewer columns. Throws RangeError for a score that is not
 * finite. The Hungarian method by shortest augmenting paths (Jonker and Volgenant 1987), O(n³).
 */
export function bestAssignment(scores: ArrayLike<number>, rows: number, columns: number): number[] {
  for (let n = 0; n < rows * columns; n += 1) {
    if (!Number.isFinite(scores[n])) throw new RangeError(`score ${n}: expected a finite number, found ${scores[n]}`);
  }
  // A square problem whose extra cells cost nothing; index 0 is the augmenting path's root.
  const n = Math.max(rows, columns);
  const cost = (i: number, j: number): number => (i < rows && j < columns ? -scores[i * columns + j] : 0);
  const u = new Float64Array(n + 1);
  const v = new Float64Array(n + 1);
  const rowOf = new Int32Array(n + 1);
  const from = new Int32Array(n + 1);
  for (let i = 1; i <= n; i += 1) {
    const least = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
    const used = new Uint8Array(n + 1);
    rowOf[0] = i;
    let j0 = 0;
    do {
      used[j0] = 1;
      const i0 = rowOf[j0];
      let delta = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let j = 1; j <= n; j += 1) {
        if (used[j] === 1) continue;
        const reduced = cost(i0 - 1, j - 1) - u[i0] - v[j];
        if (reduced < least[j]) {
          least[j] = reduced;
          from[j] = j0;
        }
        if (least[j] < delta) {
          delta = least[j];
          next = j;
        }
      }
      for (let j = 0; j <= n; j += 1) {
        if (used[j] === 1) {
          u[rowOf[j]] += delta;
          v[j] -= delta;
        } else least[j] -= delta;
      }
      j0 = next;
    } while (rowOf[j0] !== 0);
    while (j0 !== 0) {
      const before = from[j0];
      rowOf[j0] = rowOf[before];
      j0 = before;
    }
  }
  const out = new Array<number>(rows).fill(-1);
  for (let j = 1; j <= columns; j += 1) if (rowOf[j] <= rows) out[rowOf[j] - 1] = j - 1;
  return out;
}
