import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prefixRow, type VisibleRow } from '../../../../harness/evaluation/visible.ts';
import { areLinked, roundsOf } from '../../../../harness/models/program/rounds.ts';

const SAMPLES = 6;
/** Viewers of two columns, each with numbers of its own, seen here and there, and prefixes of them in any order. */
const asked = fc
  .array(fc.array(fc.boolean(), { minLength: SAMPLES, maxLength: SAMPLES }), { minLength: 1, maxLength: 4 })
  .chain((masks) => {
    const viewers = masks.map((seen, i): VisibleRow => {
      const values = Float32Array.from({ length: 2 * SAMPLES }, (_, at) => 100 * i + at);
      const mask = Uint8Array.from(seen, Number);
      return { values, mask };
    });
    const one = fc.record({ viewer: fc.nat(viewers.length - 1), length: fc.nat(SAMPLES) });
    return fc
      .array(one, { maxLength: 12 })
      .map((picks) => picks.map(({ viewer, length }) => ({ viewer, length, row: prefixRow(viewers[viewer], length) })));
  });

const count = ({ mask }: VisibleRow): number => mask.reduce((sum, seen) => sum + seen, 0);

describe('roundsOf', () => {
  it('asks each row once, no viewer twice in a round, and what shows less of a viewer earlier', () => {
    fc.assert(
      fc.property(asked, (picks) => {
        const rows = picks.map(({ row }) => row);
        const rounds = roundsOf(rows);
        expect(rounds.flat().sort((a, b) => a - b)).toEqual(rows.map((_, n) => n));
        const roundOf = new Map(rounds.flatMap((round, r) => round.map((n) => [n, r] as const)));
        for (const [n, a] of picks.entries()) {
          for (const [m, b] of picks.entries()) {
            if (n === m || a.viewer !== b.viewer || count(a.row) === 0 || count(b.row) === 0) continue;
            expect(areLinked(a.row, b.row)).toBe(true);
            expect(roundOf.get(n)).not.toBe(roundOf.get(m));
            if (count(a.row) < count(b.row)) expect(roundOf.get(n)).toBeLessThan(roundOf.get(m) as number);
          }
        }
      }),
    );
  });

  it('is as few rounds as the viewer asked about most often needs', () => {
    fc.assert(
      fc.property(asked, (picks) => {
        const shown = picks.filter(({ row }) => count(row) > 0);
        const most = Math.max(0, ...shown.map(({ viewer }) => shown.filter((one) => one.viewer === viewer).length));
        expect(roundsOf(picks.map(({ row }) => row)).length).toBe(Math.max(most, picks.length > 0 ? 1 : 0));
      }),
    );
  });
});
