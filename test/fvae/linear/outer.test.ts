import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiply, transpose } from '../../../fvae/linear/matrix.ts';
import { addOuterProducts, mirrorLower, paddedFeatures } from '../../../fvae/linear/outer.ts';
import { createRandom } from '../../../fvae/random.ts';
import { distance } from './matrices.ts';

describe('addOuterProducts', () => {
  it('adds X X’, whatever stands in the padding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), fc.integer({ min: 0, max: 9 }), fc.nat(), (n, rows, seed) => {
        const stride = 9;
        const random = createRandom(seed, 'block');
        const block = new Float64Array(paddedFeatures(n) * stride).map((_, at) =>
          at < n * stride ? random.normal() : Number.NaN,
        );
        const x = new Float64Array(n * rows).map((_, at) => block[Math.floor(at / rows) * stride + (at % rows)]);
        const out = new Float64Array(n * n).fill(1);
        addOuterProducts(block, n, rows, stride, out);
        const expected = multiply(x, transpose(x, n, rows), n, rows, n).map((value) => value + 1);
        expect(distance(mirrorLower(out, n), expected)).toBeLessThan(1e-12);
      }),
    );
  });
});
