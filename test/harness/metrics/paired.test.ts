import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedDifference } from '../../../harness/metrics/paired.ts';

const value = fc.double({ min: -100, max: 100, noNaN: true });
const rows = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 40 });

describe('the paired difference', () => {
  it('is that of an example', () => {
    const paired = pairedDifference([3, 5, 4, null], [1, 4, 1, 9]);
    expect(paired).toMatchObject({ viewers: 3, mean: 2, larger: 3 });
    // SD 1, so the interval is 4.303 / sqrt(3) wide to each side.
    expect((paired as { high: number }).high).toBeCloseTo(2 + 4.30265 / Math.sqrt(3), 4);
  });

  it('turns its sign when the sides are turned', () => {
    fc.assert(
      fc.property(rows, (pairs) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
        const [there, back] = [pairedDifference(a, b), pairedDifference(b, a)];
        expect(there?.mean).toBeCloseTo(-(back?.mean ?? 0), 9);
        expect(there?.low).toBeCloseTo(-(back?.high ?? 0), 9);
        expect(there !== null && there.low <= there.mean && there.mean <= there.high).toBe(true);
      }),
    );
  });

  it('is none for fewer than two viewers', () => {
    expect(pairedDifference([1, null], [2, 3])).toBeNull();
  });
});
