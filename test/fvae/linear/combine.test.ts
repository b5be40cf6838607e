import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCombination, addCombinations, rowProducts } from '../../../fvae/linear/combine.ts';
import { multiply } from '../../../fvae/linear/matrix.ts';
import { createRandom } from '../../../fvae/random.ts';

const sizes = fc.record({
  seed: fc.nat(1_000_000),
  m: fc.integer({ min: 1, max: 19 }),
  n: fc.integer({ min: 1, max: 9 }),
});

function normals(seed: number, name: string, count: number): Float64Array {
  const random = createRandom(seed, name);
  return Float64Array.from({ length: count }, () => random.normal());
}

describe('addCombination, rowProducts', () => {
  it('are the products of a row and of a column with a matrix, and touch nothing else', () => {
    fc.assert(
      fc.property(sizes, ({ seed, m, n }) => {
        const rows = normals(seed, 'rows', m * n);
        const [left, right] = [normals(seed, 'left', m), normals(seed, 'right', n + 2)];
        const out = new Float64Array(n + 3).fill(1);
        addCombination(left, rows, out, 2);
        multiply(left, rows, 1, m, n).forEach((value, j) => {
          expect(out[2 + j]).toBeCloseTo(1 + value, 10);
        });
        expect([out[0], out[1], out[n + 2]]).toEqual([1, 1, 1]);
        const products = new Float64Array(m);
        rowProducts(rows, right, 2, n, products);
        multiply(rows, right.subarray(2), m, n, 1).forEach((value, f) => {
          expect(products[f]).toBeCloseTo(value, 10);
        });
      }),
    );
  });
});

describe('addCombinations', () => {
  it('makes of four rows to the bit what addCombination makes of each, and touches nothing else', () => {
    fc.assert(
      fc.property(sizes, ({ seed, m, n }) => {
        const [rows, coefficients] = [normals(seed, 'rows', m * n), normals(seed, 'coefficients', 4 * m)];
        const out = normals(seed, 'out', 4 * n + 2);
        const expected = out.slice();
        for (let b = 0; b < 4; b += 1) addCombination(coefficients.subarray(b * m, (b + 1) * m), rows, expected, b * n);
        addCombinations(coefficients, rows, out);
        expect(out).toEqual(expected);
      }),
    );
  });
});
