import fc from 'fast-check';

/** Arbitrary symmetric positive definite matrices, [n, n] in C order: G G' and a little of the identity. */
export const positiveDefinite = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: n * n, maxLength: n * n }).map((g) => {
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = i === j ? 0.1 : 0;
        for (let k = 0; k < n; k++) sum += g[i * n + k]! * g[j * n + k]!;
        a[i * n + j] = sum;
      }
    }
    return { n, a };
  }),
);

/** The largest difference between two matrices. */
export function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at]!)), 0);
}
