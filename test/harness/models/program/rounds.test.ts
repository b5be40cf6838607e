import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forecastRows, type VisibleRow } from '../../../../harness/evaluation/visible.ts';
import { roundsOf } from '../../../../harness/models/program/rounds.ts';

const SAMPLES = 6;
/** Viewers of two columns, seen here and there or nowhere. */
const viewers = fc
  .array(fc.array(fc.boolean(), { minLength: SAMPLES, maxLength: SAMPLES }), { minLength: 1, maxLength: 4 })
  .map((masks) =>
    masks.map((seen, i): VisibleRow => {
      const values = Float32Array.from({ length: 2 * SAMPLES }, (_, at) => 100 * i + at);
      return { values, mask: Uint8Array.from(seen, Number) };
    }),
  );
const prefixes = fc.uniqueArray(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

describe('roundsOf', () => {
  it('asks each row once, no viewer twice in a round, and the shorter prefix earlier, whatever is seen in it', () => {
    fc.assert(
      fc.property(viewers, prefixes, (rows, shares) => {
        const visible = { samples: SAMPLES, hiding: false, row: (viewer: number) => rows[viewer] };
        const asked = forecastRows(visible, [...rows.keys()], shares);
        const rounds = roundsOf(asked).map((round) => round.map((n) => asked[n]));
        expect(new Set(rounds.flat())).toEqual(new Set(asked));
        expect(rounds.flat()).toHaveLength(asked.length);
        for (const round of rounds) {
          expect(round.map(({ viewer }) => viewer)).toEqual([...rows.keys()]);
          expect(new Set(round.map(({ length }) => length)).size).toBe(1);
        }
        const lengths = rounds.map(([{ length }]) => length);
        expect(lengths).toEqual([...lengths].sort((a, b) => a - b));
      }),
    );
  });

  it('is as few rounds as there are lengths: prefixes of one length are one question', () => {
    const row = { values: new Float32Array(2 * SAMPLES), mask: new Uint8Array(SAMPLES) };
    const visible = { samples: SAMPLES, hiding: false, row: () => row };
    expect(roundsOf(forecastRows(visible, [3, 5], [0, 0.01, 0.02, 0.5, 1]))).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
    expect(roundsOf([])).toEqual([]);
  });
});
