import type { AskedRow } from '../../evaluation/visible.ts';

/**
 * Indices of rows, round by round: a round for each length of what is given, the shortest first. Who answers round by round
 * never has more of a viewer's film in hand than the row that is asked about, however little is seen in it.
 */
export function roundsOf(rows: readonly Pick<AskedRow, 'length'>[]): readonly (readonly number[])[] {
  const lengths = [...new Set(rows.map(({ length }) => length))].sort((a, b) => a - b);
  return lengths.map((length) => rows.flatMap((row, n) => (row.length === length ? [n] : [])));
}
