import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descendNonNegative } from '../../../fvae/linear/nonnegative.ts';
import { positiveDefinite } from './matrices.ts';

describe('descendNonNegative', () => {
  it('ends where no allowed move helps (the KKT conditions), and leaves the rest alone', () => {
    fc.assert(
      fc.property(
        positiveDefinite,
        fc.infiniteStream(fc.double({ min: -2, max: 2, noNaN: true })),
        ({ n, a }, stream) => {
          const b = Float64Array.from({ length: n }, () => stream.next().value);
          const x = new Float64Array(n + 2).fill(-1);
          descendNonNegative(a, n, b, x, 1, 30_000);
          expect([x[0], x[n + 1]]).toEqual([-1, -1]);
          for (let k = 0; k < n; k++) {
            const value = x[1 + k]!;
            let gradient = -b[k]!;
            for (let j = 0; j < n; j++) gradient += a[k * n + j]! * x[1 + j]!;
            expect(value).toBeGreaterThanOrEqual(0);
            if (value > 0) expect(Math.abs(gradient)).toBeLessThan(1e-5);
            else expect(gradient).toBeGreaterThan(-1e-5);
          }
        },
      ),
    );
  });
});
