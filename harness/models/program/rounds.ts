import type { VisibleRow } from '../../evaluation/visible.ts';

/** Whether two rows may be of one viewer: they show something in common, and it is the same wherever both show it. */
export function areLinked(a: VisibleRow, b: VisibleRow): boolean {
  const features = a.values.length / Math.max(1, a.mask.length);
  let common = false;
  for (let t = 0; t < a.mask.length; t += 1) {
    if (a.mask[t] === 0 || b.mask[t] === 0) continue;
    common = true;
    for (let at = t * features; at < (t + 1) * features; at += 1) if (a.values[at] !== b.values[at]) return false;
  }
  return common;
}

/**
 * Indices of rows, part by part, such that no part has two rows that may be of one viewer, and what shows less of a viewer
 * comes earlier: who answers part by part never sees more of a viewer than the row that is asked about.
 */
export function roundsOf(rows: readonly VisibleRow[]): readonly (readonly number[])[] {
  const seen = rows.map(({ mask }) => mask.reduce((sum, value) => sum + value, 0));
  const order = rows.map((_, n) => n).sort((a, b) => seen[a] - seen[b] || a - b);
  const place = new Int32Array(rows.length);
  const rounds: number[][] = [];
  order.forEach((n, before) => {
    for (let m = 0; m < before; m += 1) {
      const earlier = order[m];
      if (place[earlier] >= place[n] && areLinked(rows[earlier], rows[n])) place[n] = place[earlier] + 1;
    }
    rounds[place[n]] ??= [];
    rounds[place[n]].push(n);
  });
  return rounds.map((round) => round.sort((a, b) => a - b));
}
