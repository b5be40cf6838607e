import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestAssignment } from '../../../harness/metrics/assignment.ts';

/** The largest sum over all ways of giving rows different columns, by trying them. */
function exhaustive(scores: readonly number[], rows: number, columns: number): number {
  const best = (row: number, used: number, skips: number): number => {
    if (row === rows) return 0;
    let top = skips > 0 ? best(row + 1, used, skips - 1) : Number.NEGATIVE_INFINITY;
    for (let j = 0; j < columns; j += 1) {
      if ((used & (1 << j)) === 0)
        top = Math.max(top, scores[row * columns + j] + best(row + 1, used | (1 << j), skips));
    }
    return top;
  };
  return best(0, 0, Math.max(0, rows - columns));
}

describe('bestAssignment', () => {
  it('is as good as the best of all assignments', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 25, maxLength: 25 }),
        (rows, columns, numbers) => {
          const scores = numbers.slice(0, rows * columns);
          const chosen = bestAssignment(scores, rows, columns);
          const given = chosen.filter((j) => j >= 0);
          expect(new Set(given).size).toBe(given.length);
          expect(given.length).toBe(Math.min(rows, columns));
          const sum = chosen.reduce((total, j, i) => total + (j < 0 ? 0 : scores[i * columns + j]), 0);
          expect(sum).toBeCloseTo(exhaustive(scores, rows, columns), 9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses scores that are not finite', () => {
    expect(() => bestAssignment([1, Number.NaN], 1, 2)).toThrow(/score 1/);
  });
});
