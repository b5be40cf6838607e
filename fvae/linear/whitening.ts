import { symmetricEigen } from './eigen.ts';

/** Two symmetric matrices [n, n], inverse to each other: `whiten` S `whiten` is the identity for the covariance S. */
export type Whitening = {
  readonly whiten: Float64Array;
  readonly colour: Float64Array;
  /** log |S|. */
  readonly logDeterminant: number;
};

/**
 * The inverse square root of a covariance [n, n] and its inverse: of all whitening maps the one that moves the data
 * least (ZCA; Kessy, Lewin and Strimmer, Optimal Whitening and Decorrelation, 2018). Eigenvalues below `floor` times
 * the largest are raised to it. Throws RangeError when an entry is not finite or no eigenvalue is above 0.
 */
export function whitening(covariance: Float64Array, n: number, floor = 1e-9): Whitening {
  const { values, vectors } = symmetricEigen(covariance, n);
  if (!(values[0]! > 0)) throw new RangeError('a covariance without variance cannot be whitened');
  const whiten = new Float64Array(n * n);
  const colour = new Float64Array(n * n);
  let logDeterminant = 0;
  for (let k = 0; k < n; k++) {
    const value = Math.max(values[k]!, floor * values[0]!);
    logDeterminant += Math.log(value);
    const root = Math.sqrt(value);
    for (let i = 0; i < n; i++) {
      const left = vectors[i * n + k]!;
      for (let j = 0; j < n; j++) {
        const product = left * vectors[j * n + k]!;
        whiten[i * n + j]! += product / root;
        colour[i * n + j]! += product * root;
      }
    }
  }
  return { whiten, colour, logDeterminant };
}
