import { studentQuantile } from './student.ts';

/** How much larger the first of two figures is over the same viewers: mean, its 95 % t interval, and on how many it is. */
export type Paired = {
  readonly viewers: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly larger: number;
};

/** The paired difference a - b over the viewers that have both; null with fewer than two. */
export function pairedDifference(a: readonly (number | null)[], b: readonly (number | null)[]): Paired | null {
  const differences = a.flatMap((value, n) => {
    const other = b[n];
    return value === null || other === null || other === undefined ? [] : [value - other];
  });
  const viewers = differences.length;
  if (viewers < 2) return null;
  const mean = differences.reduce((sum, value) => sum + value, 0) / viewers;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (viewers - 1);
  const half = studentQuantile(0.975, viewers - 1) * Math.sqrt(variance / viewers);
  return { viewers, mean, low: mean - half, high: mean + half, larger: differences.filter((d) => d > 0).length };
}
