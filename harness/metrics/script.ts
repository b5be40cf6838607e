import { choleskyFactor, choleskySolve } from '../../fvae/linear/cholesky.ts';
import { columnOf, pearson } from './correlation.ts';

/** A correlation, 0..1, and the lag in seconds at which it was found: how much later than the course V reacts. */
export type Lagged = { readonly correlation: number; readonly lag: number };

/** The longest lag looked at, s. */
export const LONGEST_LAG = 3;

/** Largest |correlation| of a time course [T] with one of the script's, over whole-sample lags of 0 to 3 s. */
export function laggedCorrelation(course: Float64Array, script: Float64Array, rate: number): Lagged {
  return multipleCorrelation(course, 1, script, rate);
}

/**
 * Largest multiple correlation of the script's course [T] with a set of time courses `time` [T, K], over whole-sample
 * lags of 0 to 3 s: the correlation of the script with its least-squares fit by all of them and a constant.
 */
export function multipleCorrelation(time: Float64Array, count: number, script: Float64Array, rate: number): Lagged {
  let best: Lagged = { correlation: 0, lag: 0 };
  for (let lag = 0; lag <= Math.floor(LONGEST_LAG * rate) && script.length - lag > count + 1; lag += 1) {
    const correlation = fitCorrelation(time.subarray(lag * count), count, script.subarray(0, script.length - lag));
    if (correlation > best.correlation) best = { correlation, lag: lag / rate };
  }
  return best;
}

/** Correlation of `target` [T] with its least-squares fit by the columns of `time` [T, K] and a constant. */
function fitCorrelation(time: Float64Array, count: number, target: Float64Array): number {
  const rows = target.length;
  const columns: Float64Array[] = [];
  for (let k = 0; k < count; k += 1) {
    const column = columnOf(time, rows, count, k);
    const mean = column.reduce((sum, value) => sum + value / rows, 0);
    const centred = column.map((value) => value - mean);
    const size = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
    if (size > 1e-12 * Math.sqrt(rows) * (Math.abs(mean) + size)) columns.push(centred.map((value) => value / size));
  }
  if (columns.length === 0) return 0;
  if (columns.length === 1) return Math.abs(pearson(columns[0], target));
  const n = columns.length;
  const gram = new Float64Array(n * n);
  const weights = new Float64Array(n);
  for (let a = 0; a < n; a += 1) {
    for (let b = 0; b < n; b += 1) {
      for (let t = 0; t < rows; t += 1) gram[a * n + b] += columns[a][t] * columns[b][t];
    }
    // Columns that are copies of each other must not stop the fit.
    gram[a * n + a] += 1e-9;
    for (let t = 0; t < rows; t += 1) weights[a] += columns[a][t] * target[t];
  }
  if (!choleskyFactor(gram, n, gram)) return 0;
  choleskySolve(gram, n, weights);
  const fit = new Float64Array(rows);
  for (let a = 0; a < n; a += 1) for (let t = 0; t < rows; t += 1) fit[t] += weights[a] * columns[a][t];
  return Math.abs(pearson(fit, target));
}
