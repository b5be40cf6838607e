import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choleskyFactor,
  choleskyInverse,
  choleskyLogDeterminant,
  choleskySolve,
} from '../../../fvae/linear/cholesky.ts';
import { symmetricEigen } from '../../../fvae/linear/eigen.ts';
import { identity, multiply, transpose } from '../../../fvae/linear/matrix.ts';
import { distance, positiveDefinite } from './matrices.ts';

describe('choleskyFactor', () => {
  it('multiplies back to the matrix, in place too, reading the lower triangle only', () => {
    fc.assert(
      fc.property(positiveDefinite, ({ n, a }) => {
        const l = new Float64Array(n * n);
        const poisoned = a.map((value, at) => (at % n > Math.floor(at / n) ? Number.NaN : value));
        expect(choleskyFactor(poisoned, n, l)).toBe(true);
        expect(distance(multiply(l, transpose(l, n, n), n, n, n), a)).toBeLessThan(1e-10);
        const inPlace = a.slice();
        expect(choleskyFactor(inPlace, n, inPlace)).toBe(true);
        expect(inPlace).toEqual(l);
      }),
    );
  });

  it('refuses matrices that are not positive definite', () => {
    const l = new Float64Array(4);
    expect(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2, l)).toBe(false);
    expect(choleskyFactor(Float64Array.of(0, 0, 0, 1), 2, l)).toBe(false);
    expect(choleskyFactor(Float64Array.of(Number.NaN, 0, 0, 1), 2, l)).toBe(false);
    expect(choleskyFactor(Float64Array.of(Number.POSITIVE_INFINITY, 0, 0, 1), 2, l)).toBe(false);
  });
});

describe('choleskySolve, choleskyInverse, choleskyLogDeterminant', () => {
  it('solve, invert and measure the matrix', () => {
    fc.assert(
      fc.property(positiveDefinite, ({ n, a }) => {
        const l = new Float64Array(n * n);
        choleskyFactor(a, n, l);
        const inverse = choleskyInverse(l, n);
        expect(distance(multiply(a, inverse, n, n, n), identity(n))).toBeLessThan(1e-8);
        expect(inverse).toEqual(transpose(inverse, n, n));
        const b = new Float64Array(n + 2).map((_, i) => i - 1);
        choleskySolve(l, n, b, 1);
        expect([b[0], b[n + 1]]).toEqual([-1, n]);
        const back = multiply(a, b.slice(1, n + 1), n, n, 1);
        expect(
          distance(
            back,
            new Float64Array(n).map((_, i) => i),
          ),
        ).toBeLessThan(1e-8);
        const byEigen = symmetricEigen(a, n).values.reduce((sum, value) => sum + Math.log(value), 0);
        expect(choleskyLogDeterminant(l, n)).toBeCloseTo(byEigen, 8);
      }),
    );
  });
});
