import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addProduct, identity, multiply, rowVariances, transpose } from '../../../fvae/linear/matrix.ts';
import { createRandom } from '../../../fvae/random.ts';

describe('multiply, transpose, identity', () => {
  it('are the textbook operations in C order', () => {
    const a = Float64Array.of(1, 2, 3, 4, 5, 6);
    expect([...transpose(a, 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...multiply(a, transpose(a, 2, 3), 2, 3, 2)]).toEqual([14, 32, 32, 77]);
    expect(multiply(a, identity(3), 2, 3, 3)).toEqual(a);
  });
});

const SIZE = fc.integer({ min: 0, max: 11 });

it('products are added to the bit as one after another', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), SIZE, SIZE, SIZE, (seed, n, k, m) => {
      const random = createRandom(seed, 'products');
      const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
      const [a, b, out] = [normals(n * k), normals(k * m), normals(n * m)];
      const expected = out.map((start, at) => {
        let sum = start;
        for (let c = 0; c < k; c += 1) sum += a[Math.floor(at / m) * k + c] * b[c * m + (at % m)];
        return sum;
      });
      addProduct(a, b, n, k, m, out);
      expect(out).toEqual(expected);
    }),
  );
});

it('row variances are the diagonal of the whole product', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 12, maxLength: 12 }), (numbers) => {
      const a = Float64Array.from(numbers.slice(0, 9));
      const v = Float64Array.from(numbers.slice(9), Math.abs);
      const scaled = a.map((value, at) => value * v[at % 3]);
      const whole = multiply(scaled, transpose(a, 3, 3), 3, 3, 3);
      rowVariances(a, v, 3).forEach((value, i) => {
        expect(Math.abs(value - whole[i * 4])).toBeLessThan(1e-12);
      });
    }),
  );
});
