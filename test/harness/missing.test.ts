import { describe, expect, it } from 'vitest';
import { missingTable } from '../../harness/missing.ts';
import { loadScenario } from '../../scenarios/schema/parse.ts';

const SEEDS = [0, 1, 2, 3, 4];
// Every 126th sample: 40 moments of the film, 14,120 entries a seed.
const tables = SEEDS.map((seed) => missingTable(loadScenario('family-film-v1', [`seed=${seed}`]), 126));

describe('missing entries of family-film-v1', () => {
  it('are 13 % +- 1.5 at each of five seeds', () => {
    const shares = tables.map((table) => table.missing / table.entries);
    console.log(`missing: ${shares.map((share) => `${(100 * share).toFixed(1)} %`).join(', ')}`);
    for (const share of shares) expect(Math.abs(share - 0.13)).toBeLessThanOrEqual(0.015);
  });

  it('have causes that add up, at least two thirds of them geometry or behaviour', () => {
    for (const table of tables) {
      const { observed, ...missing } = table.causes;
      const sum = Object.values(missing).reduce((a, b) => a + b, 0);
      expect(sum).toBe(table.missing);
      expect(observed + sum).toBe(table.entries);
      expect(table.rows.reduce((a, row) => a + row.missing, 0)).toBe(table.missing);
      expect(missing.detector / table.missing).toBeLessThan(1 / 3);
      // Heads in front, hands and empty seats are all there.
      for (const cause of ['person', 'hand', 'absent'] as const)
        expect(missing[cause] / table.missing).toBeGreaterThan(0.05);
    }
  });

  it('rise towards the back rows and behind tall viewers', () => {
    const share = (parts: readonly { entries: number; missing: number }[]): number =>
      parts.reduce((a, p) => a + p.missing, 0) / parts.reduce((a, p) => a + p.entries, 0);
    const thirds = [0, 1, 2].map((third) =>
      share(
        tables.flatMap((table) => table.rows.slice(Math.ceil((third * 20) / 3), Math.ceil(((third + 1) * 20) / 3))),
      ),
    );
    expect(thirds[1]).toBeGreaterThan(thirds[0]);
    expect(thirds[2]).toBeGreaterThan(thirds[1]);
    const behind = (from: number, to: number): number =>
      share(tables.flatMap((table) => table.behindTall.slice(from, to)));
    // Eyes in front lower than one's own by 5 cm or more, about level, and 5 cm or more higher.
    expect(behind(4, 6)).toBeGreaterThan(behind(0, 4));
    expect(behind(6, 10)).toBeGreaterThan(behind(4, 6));
  });
});
