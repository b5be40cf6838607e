import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantileOf, widened } from '../../fvae/quantile.ts';

const anySizes = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 40, maxLength: 40 }).map((steps) => {
  let size = 0;
  return Float64Array.from(steps, (step, n) => {
    size += n === 0 ? 0 : step;
    return size;
  });
});

it('the quantiles of errors rise, are odd around the middle, and are the errors’ own', () => {
  fc.assert(
    fc.property(anySizes, (sizes) => {
      const quantile = quantileOf(sizes);
      const levels = Array.from({ length: 99 }, (_, n) => (n + 1) / 100);
      const values = levels.map(quantile);
      for (let n = 1; n < values.length; n += 1) expect(values[n]).toBeGreaterThanOrEqual(values[n - 1]);
      levels.forEach((level, n) => {
        expect(values[n]).toBeCloseTo(-quantile(1 - level), 9);
      });
      expect(quantile(0.75)).toBeCloseTo(sizes[20], 9);
      expect(quantile(0.95)).toBeCloseTo(sizes[36], 9);
    }),
    { numRuns: 50 },
  );
});

it('widened sizes still rise, those of the middle half as they are, tails in full', () => {
  fc.assert(
    fc.property(anySizes, fc.double({ min: 0, max: 1, noNaN: true }), (sizes, by) => {
      const wide = widened(sizes, by);
      for (let n = 1; n < wide.length; n += 1) expect(wide[n]).toBeGreaterThanOrEqual(wide[n - 1]);
      expect(wide.subarray(0, 21)).toEqual(sizes.subarray(0, 21));
      for (let n = 36; n < 40; n += 1) expect(wide[n]).toBeCloseTo((1 + by) * sizes[n], 9);
    }),
  );
});
