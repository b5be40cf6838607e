import fc from 'fast-check';
import { expect, it } from 'vitest';
import { correlation } from '../../../fvae/slow/correlation.ts';
import { pearson } from '../../../harness/metrics/correlation.ts';

const values = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 5, maxLength: 5 });

it('is what the metric says, and 0 where one never moves', () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      const spread = (of: readonly number[]): number => Math.max(...of) - Math.min(...of);
      fc.pre(spread(one) > 1e-3 && spread(other) > 1e-3);
      expect(correlation(one, other)).toBeCloseTo(pearson(Float64Array.from(one), Float64Array.from(other)), 9);
      expect(correlation(one, [0.1, 0.1, 0.1, 0.1, 0.1])).toBe(0);
    }),
  );
});
