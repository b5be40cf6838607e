import type { Row } from '../compare.ts';
import type { Tolerance } from '../metric.ts';
import type { Judged } from '../verdict.ts';

/** A figure for people: four significant digits. */
export function figure(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(12, digits));
}

/** An amount of change with its sign: a percentage, or a number with as many decimals as `like` has need of. */
export function signed(value: number, unit: Judged['unit'], like: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  const text = unit === 'relative' ? (100 * value).toFixed(2) : value.toFixed(decimals(like));
  if (Number(text) === 0) return unit === 'relative' ? '0.00 %' : (0).toFixed(decimals(like));
  return `${value > 0 ? '+' : ''}${text}${unit === 'relative' ? ' %' : ''}`;
}

/** `-0.41 % to +0.18 %`. */
export function interval(row: Judged): string {
  const like = row.high - row.low;
  return `${signed(row.low, row.unit, like)} to ${signed(row.high, row.unit, like)}`;
}

/** `1 %`, `0.02`, or `1 % or 0.02`. */
export function toleranceText({ relative, absolute }: Tolerance): string {
  const parts = [
    ...(relative === null ? [] : [`${Number((100 * relative).toPrecision(3))} %`]),
    ...(absolute === null ? [] : [String(absolute)]),
  ];
  return parts.join(' or ');
}

/** Cells of a row after its metric's name: before, now, change, interval, tolerance, what it would notice, verdict. */
export function cellsOf(row: Row): readonly string[] {
  const tolerance = toleranceText(row.tolerance);
  if (row.verdict === 'incomparable') return ['-', '-', '-', '-', tolerance, '-', row.verdict];
  const like = row.high - row.low;
  const notices = signed(row.notices, row.unit, like).replace('+', '');
  const change = signed(row.change, row.unit, like);
  return [figure(row.before), figure(row.now), change, interval(row), tolerance, notices, row.verdict];
}

/** What stands over those cells. */
export const HEADS = ['baseline', 'now', 'change', '95 % interval', 'tolerance', 'notices', 'verdict'];

function decimals(like: number): number {
  const size = Number.isFinite(like) && like > 0 ? Math.ceil(1 - Math.log10(like)) : 4;
  return Math.min(12, Math.max(2, size));
}
