import { studentQuantile } from './student.ts';

/** A figure over seeds: its values by seed, null where there is none, their mean, and the mean's 95 % t interval. */
export type Band = {
  readonly values: readonly (number | null)[];
  /** Null where no seed has a value; the interval is null where fewer than two have. */
  readonly mean: number | null;
  readonly low: number | null;
  readonly high: number | null;
};

/** The band of values by seed. */
export function bandOf(values: readonly (number | null)[]): Band {
  const found = values.filter((value) => value !== null);
  const count = found.length;
  if (count === 0) return { values, mean: null, low: null, high: null };
  const mean = found.reduce((sum, value) => sum + value, 0) / count;
  if (count === 1) return { values, mean, low: null, high: null };
  const variance = found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  const half = studentQuantile(0.975, count - 1) * Math.sqrt(variance / count);
  return { values, mean, low: mean - half, high: mean + half };
}
