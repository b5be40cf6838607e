import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../../fvae/linear/eigen.ts';
import { identity, multiply, transpose } from '../../../fvae/linear/matrix.ts';
import { distance, positiveDefinite } from './matrices.ts';

describe('symmetricEigen', () => {
  it('gives an orthonormal basis that rebuilds the matrix, largest first', () => {
    fc.assert(
      fc.property(positiveDefinite, ({ n, a }) => {
        const { values, vectors } = symmetricEigen(a, n);
        expect([...values]).toEqual([...values].sort((p, q) => q - p));
        const turned = transpose(vectors, n, n);
        expect(distance(multiply(turned, vectors, n, n, n), identity(n))).toBeLessThan(1e-10);
        const scaled = vectors.map((value, at) => value * values[at % n]!);
        expect(distance(multiply(scaled, turned, n, n, n), a)).toBeLessThan(1e-10);
      }),
    );
  });

  it('refuses what is not finite', () => {
    expect(() => symmetricEigen(Float64Array.of(Number.NaN), 1)).toThrow(RangeError);
  });
});
