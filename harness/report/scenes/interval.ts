import { studentQuantile } from '../../metrics/student.ts';

/** A mean over viewers with its interval; null bounds with fewer than two viewers. */
export type Interval = {
  readonly viewers: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
};

/**
 * Mean over viewers with its t interval (95 % unless told otherwise). `doubt` are the variances with which each viewer's own
 * value is known; they widen it. Null without viewers.
 */
export function meanInterval(values: readonly number[], doubt: readonly number[] = [], level = 0.95): Interval | null {
  const viewers = values.length;
  if (viewers === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / viewers;
  if (viewers === 1) return { viewers, mean, low: null, high: null };
  const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (viewers - 1);
  const own = doubt.reduce((sum, variance) => sum + variance, 0) / viewers;
  const half = studentQuantile(0.5 + level / 2, viewers - 1) * Math.sqrt((spread + own) / viewers);
  return { viewers, mean, low: mean - half, high: mean + half };
}
