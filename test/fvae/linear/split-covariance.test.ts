import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../../../fvae/linear/cholesky.ts';
import { addRows, covarianceOf, createMoments } from '../../../fvae/linear/covariance.ts';
import { symmetricEigen } from '../../../fvae/linear/eigen.ts';
import { multiply, transpose } from '../../../fvae/linear/matrix.ts';
import { splitCovariance } from '../../../fvae/linear/split-covariance.ts';
import { createRandom } from '../../../fvae/random.ts';
import { invert } from '../../../fvae/slopes.ts';
import { distance } from './matrices.ts';

/** Rows [groups, length, n] of which those of a group are nearly the same, mixed by a matrix of which the covariance is told too. */
function setting(seed: number, groups: number, length: number, n: number) {
  const random = createRandom(seed, 'split');
  const mixing = Float64Array.from({ length: n * n }, () => random.normal());
  const rows = new Float32Array(groups * length * n);
  for (let i = 0; i < groups; i += 1) {
    const own = multiply(
      mixing,
      Float64Array.from({ length: n }, () => random.normal()),
      n,
      n,
      1,
    );
    for (let at = i * length * n; at < (i + 1) * length * n; at += 1) rows[at] = own[at % n]! + 0.01 * random.normal();
  }
  return { rows, mask: new Uint8Array(groups * length).fill(1), mixing };
}

/** The mean of x' S^-1 x over rows x [count, n], by n: 1 where S is their covariance. */
function surprise(covariance: Float64Array, rows: Float32Array, n: number): number {
  const precision = invert(covariance, n) ?? new Float64Array(n * n);
  let sum = 0;
  for (let from = 0; from < rows.length; from += n) {
    const row = Float64Array.from(rows.subarray(from, from + n));
    sum += multiply(row, multiply(precision, row, n, n, 1), 1, n, 1)[0]!;
  }
  return sum / rows.length;
}

describe('a covariance by parts', () => {
  it('is what other groups have, where that of all rows at once is many times too small for them', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 8, max: 24 }), (seed, n) => {
        const groups = Math.floor(1.5 * n);
        const { rows, mask, mixing } = setting(seed, groups, 20, n);
        const moments = createMoments(n);
        addRows(moments, Float64Array.from(rows), mask.length);
        const random = createRandom(seed, 'others');
        const others = new Float32Array(200 * n);
        for (let i = 0; i < 200; i += 1) {
          others.set(
            multiply(
              mixing,
              Float64Array.from({ length: n }, () => random.normal()),
              n,
              n,
              1,
            ),
            i * n,
          );
        }
        const split = splitCovariance(rows, mask, groups, n) ?? new Float64Array(n * n);
        const [found, plain] = [surprise(split, others, n), surprise(covarianceOf(moments, false), others, n)];
        expect(found).toBeLessThan(0.75 * plain);
        expect(found).toBeLessThan(2);
        expect(found).toBeGreaterThan(0.4);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the variance of all rows, is positive definite, the same in every order of the groups, and turns with the rows', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.constantFrom(4, 8, 12),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 1, max: 8 }),
        (seed, groups, length, n) => {
          const { rows, mask } = setting(seed, groups, length, n);
          const found = splitCovariance(rows, mask, groups, n) ?? new Float64Array(0);
          const size = Math.max(...found.map(Math.abs));
          expect(distance(found, transpose(found, n, n))).toBeLessThan(1e-9 * size);
          expect(choleskyFactor(found, n, new Float64Array(n * n))).toBe(true);
          const trace = found.reduce((sum, value, at) => sum + (at % (n + 1) === 0 ? value : 0), 0);
          const square = rows.reduce((sum, value) => sum + value ** 2, 0);
          expect(trace / (square / mask.length)).toBeCloseTo(1, 6);
          const order = createRandom(seed, 'order').permutation(groups);
          const sorted = new Float32Array(rows.length);
          order.forEach((from, to) => {
            sorted.set(rows.subarray(from * length * n, (from + 1) * length * n), to * length * n);
          });
          expect(splitCovariance(sorted, mask, groups, n)).toEqual(found);
          const turn = symmetricEigen(found, n).vectors;
          const turned = Float32Array.from(multiply(Float64Array.from(rows), turn, groups * length, n, n));
          const straight = splitCovariance(turned, mask, groups, n) ?? new Float64Array(0);
          const expected = multiply(multiply(transpose(turn, n, n), found, n, n, n), turn, n, n, n);
          expect(distance(straight, expected)).toBeLessThan(1e-3 * size);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads nothing behind the mask, and is null of fewer than four groups', () => {
    const { rows, mask } = setting(0, 8, 5, 3);
    const some = mask.map((_, at) => (at % 3 === 0 ? 0 : 1));
    const poisoned = rows.map((value, at) => (some[Math.floor(at / 3)] === 1 ? value : Number.NaN));
    expect(splitCovariance(poisoned, some, 8, 3)).toEqual(splitCovariance(rows, some, 8, 3));
    expect(splitCovariance(rows.subarray(0, 45), mask.subarray(0, 15), 3, 3)).toBeNull();
    const gone = mask.map((_, at) => (Math.floor(at / 5) > 2 ? 0 : 1));
    expect(splitCovariance(rows, gone, 8, 3)).toBeNull();
  });
});
