import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addBlockProduct, BLOCK, blockDots, fillBlock, rowsOf, seenRows } from '../../../fvae/linear/block.ts';
import { multiply, transpose } from '../../../fvae/linear/matrix.ts';
import { createRandom } from '../../../fvae/random.ts';

const sizes = fc.record({
  seed: fc.nat(1_000_000),
  n: fc.integer({ min: 1, max: 7 }),
  m: fc.integer({ min: 1, max: 9 }),
});

function normals(seed: number, name: string, count: number): Float64Array {
  const random = createRandom(seed, name);
  return Float64Array.from({ length: count }, () => random.normal());
}

function expectEqual(found: Float64Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at]!, 10);
  });
}

describe('addBlockProduct', () => {
  it("adds A' B and touches nothing else", () => {
    fc.assert(
      fc.property(sizes, ({ seed, n, m }) => {
        const [a, b] = [normals(seed, 'a', 3 + BLOCK * n), normals(seed, 'b', 5 + BLOCK * m)];
        const out = new Float64Array(2 + n * m + 1).fill(1);
        addBlockProduct(a, 3, n, b, 5, m, out, 2);
        const product = multiply(transpose(a.subarray(3), BLOCK, n), b.subarray(5), n, BLOCK, m);
        expectEqual(
          out.subarray(2, -1),
          product.map((value) => value + 1),
        );
        expect([out[0], out[1], out.at(-1)]).toEqual([1, 1, 1]);
      }),
    );
  });
});

describe('blockDots', () => {
  it("is A B'", () => {
    fc.assert(
      fc.property(sizes, ({ seed, n, m }) => {
        const [a, b] = [normals(seed, 'a', n * m), normals(seed, 'b', 5 + BLOCK * m)];
        const out = new Float64Array(n * BLOCK);
        blockDots(a, n, b, 5, m, out);
        expectEqual(out, multiply(a, transpose(b.subarray(5), BLOCK, m), n, m, BLOCK));
      }),
    );
  });
});

it('rows are views of a matrix', () => {
  const matrix = Float64Array.of(1, 2, 3, 4, 5, 6);
  const rows = rowsOf(matrix, 3);
  expect(rows.map((row) => [...row])).toEqual([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  rows[1][0] = 7;
  expect(matrix[2]).toBe(7);
});

describe('fillBlock, seenRows', () => {
  it('take the seen rows in order, fill up with zeros and read no other', () => {
    const values = Float32Array.of(7, 7, 1, 2, Number.NaN, Number.NaN, 3, 4, 5, 6);
    const index = new Int32Array(4);
    const count = seenRows(Uint8Array.of(9, 1, 0, 1, 1), 1, 4, index);
    expect([...index.subarray(0, count)]).toEqual([0, 2, 3]);
    const block = new Float64Array(BLOCK * 2).fill(9);
    fillBlock({ values, at: 2 }, 2, index, 0, count, block);
    expect([...block]).toEqual([1, 2, 3, 4, 5, 6, 0, 0]);
    fillBlock({ values, at: 2, less: Float64Array.of(0, 1, 2), lessAt: 1 }, 2, index, 2, count, block);
    expect([...block]).toEqual([4, 4, 0, 0, 0, 0, 0, 0]);
  });
});
