import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quantileOf } from '../../fvae/quantile.ts';

it('the quantiles of errors rise, are odd around the middle, and those of the middle half are the errors’ own', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 40, maxLength: 40 }), (steps) => {
      let size = 0;
      const sizes = Float64Array.from(steps, (step, n) => {
        size += n === 0 ? 0 : step;
        return size;
      });
      const quantile = quantileOf(sizes);
      const levels = Array.from({ length: 99 }, (_, n) => (n + 1) / 100);
      const values = levels.map(quantile);
      for (let n = 1; n < values.length; n += 1) expect(values[n]).toBeGreaterThanOrEqual(values[n - 1]);
      levels.forEach((level, n) => {
        expect(values[n]).toBeCloseTo(-quantile(1 - level), 9);
      });
      expect(quantile(0.75)).toBeCloseTo(sizes[20], 9);
      expect(quantile(0.95)).toBeCloseTo(1.3 * sizes[36], 9);
    }),
    { numRuns: 50 },
  );
});
