import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Eigenvalues from largest to smallest, [n], and their unit vectors as the columns of `vectors`, [n, n] in C order. */
export type Eigen = { readonly values: Float64Array; readonly vectors: Float64Array };

/**
 * The eigenvalues and vectors of a symmetric matrix [n, n]; the two triangles are averaged first. Each vector's largest
 * entry is positive, so that equal matrices give equal signs. Throws RangeError when an entry is not finite.
 */
export function symmetricEigen(a: Float64Array, n: number): Eigen {
  const matrix = new Matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = (a[i * n + j]! + a[j * n + i]!) / 2;
      if (!Number.isFinite(value))
        throw new RangeError(`matrix entry ${i}, ${j} is ${value}, expected a finite number`);
      matrix.set(i, j, value);
    }
  }
  const found = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  const order = found.realEigenvalues
    .map((_, k) => k)
    .sort((p, q) => found.realEigenvalues[q]! - found.realEigenvalues[p]!);
  const values = new Float64Array(n);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => {
    values[to] = found.realEigenvalues[from]!;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const entry = found.eigenvectorMatrix.get(i, from);
      if (Math.abs(entry) > Math.abs(largest)) largest = entry;
    }
    const sign = largest < 0 ? -1 : 1;
    for (let i = 0; i < n; i++) vectors[i * n + to] = sign * found.eigenvectorMatrix.get(i, from);
  });
  return { values, vectors };
}
