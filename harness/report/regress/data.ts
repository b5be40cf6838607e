import type { Row as Checked } from '../../regress/compare.ts';
import { cellsOf } from '../../regress/text/numbers.ts';
import type { Row } from '../records.ts';

/** How verdicts are drawn. */
export const VERDICT_MARKS = {
  worse: { color: 'var(--vermillion)', symbol: 'triangle', rotate: 180 },
  better: { color: 'var(--green)', symbol: 'triangle', rotate: 0 },
  same: { color: 'var(--blue)', symbol: 'circle', rotate: 0 },
  incomparable: { color: 'var(--grey)', symbol: 'times', rotate: 0 },
} as const;

/** Farthest that a loss is drawn, tolerances. */
const FARTHEST = 12;

/** The scenario and the model of a row. */
export function groupName({ scenario, model }: Pick<Checked, 'scenario' | 'model'>): string {
  return `${scenario}, ${model}`;
}

/**
 * A line a metric of a model on a scenario: what was measured, and as `loss`, `least`, `most` the change and its interval in
 * tolerances, above 0 where something was lost (left out where nothing can be compared).
 */
export function verdictRows(rows: readonly Checked[]): Row[] {
  return rows.map((row) => {
    const { scenario, model, metric, verdict } = row;
    const named = { group: groupName(row), scenario, model, metric, better: String(row.better), verdict };
    if (row.verdict === 'incomparable') return { ...named, reason: row.reason };
    const { before, now, change, low, high, unit, notices, identical } = row;
    const [least, most] = [lossOf(row, low), lossOf(row, high)].sort((a, b) => a - b);
    const held = (value: number): number => Math.max(-FARTHEST, Math.min(FARTHEST, value));
    return {
      ...named,
      before,
      now,
      unit,
      change,
      low,
      high,
      notices,
      identical: identical ? 'yes' : 'no',
      told: cellsOf(row)[2],
      loss: held(lossOf(row, change)),
      least: held(least),
      most: held(most),
    };
  });
}

/** A change in tolerances, above 0 where it is a loss. */
function lossOf(row: Exclude<Checked, { readonly verdict: 'incomparable' }>, change: number): number {
  const { better, tolerance, unit, before } = row;
  const { relative, absolute } = tolerance;
  const size = unit === 'relative' ? (relative ?? 0) : Math.max(absolute ?? 0, (relative ?? 0) * Math.abs(before));
  return ((better === 'higher' ? -1 : 1) * change) / (size > 0 ? size : Number.EPSILON);
}
