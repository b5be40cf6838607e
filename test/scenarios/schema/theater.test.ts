import fc from 'fast-check';
import { expect, it } from 'vitest';
import { autoAisles } from '../../../scenarios/schema/theater.ts';

it('auto aisles split any row into the fewest blocks of at most 22 seats that differ by one seat at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (seats) => {
      const edges = [0, ...autoAisles(seats), seats];
      const blocks = edges.slice(1).map((edge, index) => edge - edges[index]!);
      expect(blocks).toHaveLength(Math.ceil(seats / 22));
      expect(Math.max(...blocks)).toBeLessThanOrEqual(22);
      expect(Math.max(...blocks) - Math.min(...blocks)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 200 },
  );
});
