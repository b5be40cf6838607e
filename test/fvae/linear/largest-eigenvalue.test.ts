import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { symmetricEigen } from '../../../fvae/linear/eigen.ts';
import { largestEigenvalue } from '../../../fvae/linear/largest-eigenvalue.ts';

describe('the largest eigenvalue', () => {
  it('is the first of all of them', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 12 })
          .chain((n) =>
            fc.tuple(
              fc.constant(n),
              fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: n * n, maxLength: n * n }),
              fc.constantFrom(1, 1e-9, 1e9),
            ),
          ),
        ([n, entries, scale]) => {
          const matrix = Float64Array.from({ length: n * n }, (_, at) => {
            const [i, j] = [Math.floor(at / n), at % n];
            const entry = entries[Math.max(i, j) * n + Math.min(i, j)];
            // What is next to nothing is more than the other method can take.
            return Math.abs(entry) < 1e-9 ? 0 : scale * entry;
          });
          const { values } = symmetricEigen(matrix, n);
          const size = Math.max(...values.map(Math.abs), Number.MIN_VALUE);
          expect(Math.abs(largestEigenvalue(matrix, n) - values[0]) / size).toBeLessThan(1e-12);
        },
      ),
    );
  });

  it.each([
    [[3], 3],
    [[0, 0, 0, 0], 0],
    [[-1, 0, 0, -2], -1],
    [[2, 1, 1, 2], 3],
    [[0, 0, 1, 0, 5, 0, 1, 0, 0], 5],
  ])('of %j is %d', (entries, expected) => {
    const n = Math.sqrt(entries.length);
    expect(largestEigenvalue(Float64Array.from(entries), n)).toBeCloseTo(expected, 12);
  });
});
