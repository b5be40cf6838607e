import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withColumn } from '../../../fvae/linear/with-column.ts';

it('puts a column after the others, which stay where they are', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 4 }), (n, K) => {
      const rows = Float64Array.from({ length: n * K }, (_, at) => at + 1);
      const last = Float64Array.from({ length: n }, (_, at) => -at - 1);
      const both = withColumn(rows, last);
      expect(both).toHaveLength(n * (K + 1));
      expect(both.filter((_, at) => at % (K + 1) === K)).toEqual(last);
      expect(both.filter((_, at) => at % (K + 1) !== K)).toEqual(rows);
    }),
  ));
