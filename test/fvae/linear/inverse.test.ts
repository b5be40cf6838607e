import fc from 'fast-check';
import { expect, it } from 'vitest';
import { raisedInverse } from '../../../fvae/linear/inverse.ts';
import { multiply } from '../../../fvae/linear/matrix.ts';

it('the inverse times the matrix is the identity, and a singular matrix has a finite one', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 9, maxLength: 9 }), (entries) => {
      const root = Float64Array.from(entries);
      const square = new Float64Array(9);
      for (let i = 0; i < 3; i += 1) {
        for (let j = 0; j < 3; j += 1) {
          for (let k = 0; k < 3; k += 1) square[i * 3 + j] += root[i * 3 + k] * root[j * 3 + k];
        }
      }
      const open = square.map((value, at) => (at % 4 === 0 ? value + 0.1 : value));
      multiply(raisedInverse(open, 3), open, 3, 3, 3).forEach((value, at) => {
        expect(Math.abs(value - (at % 4 === 0 ? 1 : 0))).toBeLessThan(1e-8);
      });
    }),
  );
  const singular = Float64Array.of(1, 1, 1, 1);
  expect(raisedInverse(singular, 2).every(Number.isFinite)).toBe(true);
});
