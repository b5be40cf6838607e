import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multipleCorrelation } from '../../../fvae/linear/multiple-correlation.ts';
import { createRandom } from '../../../fvae/random.ts';
import { pearson } from '../../../harness/metrics/correlation.ts';

const n = 200;

/** [n, K] columns, and one that is their sum with noise of deviation `noise`. */
function drawn(K: number, noise: number, seed: number): { columns: Float64Array; told: Float64Array } {
  const random = createRandom(seed, 'columns');
  const columns = Float64Array.from({ length: n * K }, () => random.normal());
  const told = Float64Array.from(
    { length: n },
    (_, i) => 5 + columns.subarray(i * K, (i + 1) * K).reduce((sum, x) => sum + x, 0) + noise * random.normal(),
  );
  return { columns, told };
}

describe('the multiple correlation', () => {
  it('is 1 where the columns tell all, and what noise leaves otherwise', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.constantFrom(0, 0.5, 2), fc.nat(99), (K, noise, seed) => {
        const { columns, told } = drawn(K, noise, seed);
        const off = multipleCorrelation(columns, told) - Math.sqrt(K / (K + noise * noise));
        expect(Math.abs(off)).toBeLessThan(noise > 0 ? 0.15 : 1e-6);
      }),
    ));

  it('is about the size of the correlation with one column', () => {
    const { columns, told } = drawn(1, 1, 0);
    expect(multipleCorrelation(columns, told)).toBeCloseTo(Math.abs(pearson(columns, told)), 2);
  });

  it('does not change with scales, levels, or columns given twice', () =>
    fc.assert(
      fc.property(fc.nat(99), fc.double({ min: 0.1, max: 10, noNaN: true }), (seed, scale) => {
        const { columns, told } = drawn(2, 1, seed);
        const found = multipleCorrelation(columns, told);
        expect(
          multipleCorrelation(
            columns.map((x) => scale * x - 3),
            told.map((y) => 7 - scale * y),
          ),
        ).toBeCloseTo(found, 6);
        const twice = Float64Array.from({ length: 3 * n }, (_, at) => columns[2 * Math.floor(at / 3) + ((at % 3) % 2)]);
        expect(multipleCorrelation(twice, told)).toBeCloseTo(found, 1);
      }),
    ));

  it('is 0 where nothing varies, chance alone tells, or rows are too few', () => {
    expect(multipleCorrelation(new Float64Array(2 * n).fill(1), drawn(1, 1, 0).told)).toBeLessThan(0.01);
    expect(multipleCorrelation(drawn(2, 1, 0).columns, new Float64Array(n).fill(1))).toBe(0);
    const other = createRandom(7, 'other');
    expect(
      multipleCorrelation(
        drawn(4, 1, 0).columns,
        Float64Array.from({ length: n }, () => other.normal()),
      ),
    ).toBeLessThan(0.25);
    expect(multipleCorrelation(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 2))).toBe(0);
  });
});
