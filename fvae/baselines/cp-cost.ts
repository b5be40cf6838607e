import type { CourseSums } from './course-sums.ts';
import { type CpCost, type CpState, weighLoadings } from './cp-als.ts';

/** [P, P] sums of products of the residuals around each viewer's own intercept, given the data's `within` sums. */
export function residualSums(sums: CourseSums, state: CpState, within: Float64Array, size: number): Float64Array {
  const { rank, viewer, loading } = state;
  const model = new Float64Array(rank * rank);
  const cross = new Float64Array(rank * size);
  for (let i = 0; i < viewer.length / rank; i++) {
    for (let k = 0; k < rank; k++) {
      const u = viewer[i * rank + k]!;
      for (let j = 0; j < rank; j++)
        model[k * rank + j]! += u * viewer[i * rank + j]! * sums.gram[(i * rank + k) * rank + j]!;
      for (let p = 0; p < size; p++) cross[k * size + p]! += u * sums.cross[(i * rank + k) * size + p]!;
    }
  }
  const out = within.slice();
  for (let k = 0; k < rank; k++) {
    // What is left of the cross products once the model's own part is halved out: W' (M W / 2 - H), and its transpose.
    for (let q = 0; q < size; q++) {
      let part = -cross[k * size + q]!;
      for (let j = 0; j < rank; j++) part += 0.5 * model[k * rank + j]! * loading[j * size + q]!;
      for (let p = 0; p < size; p++) {
        out[p * size + q]! += loading[k * size + p]! * part;
        out[q * size + p]! += loading[k * size + p]! * part;
      }
    }
  }
  return out;
}

/**
 * What alternating least squares brings down: the residual's sum of squares in the metric plus the ridge times the sums of
 * squares of U, V and (in the metric) W.
 */
export function costOf(sums: CourseSums, state: CpState, within: Float64Array, cost: CpCost, size: number): number {
  const residual = residualSums(sums, state, within, size);
  let total = 0;
  for (let at = 0; at < size * size; at++) total += residual[at]! * cost.metric[at]!;
  for (const part of [state.viewer, state.time]) for (const value of part) total += cost.ridge * value * value;
  const [, loadings] = weighLoadings(state, cost.metric, size);
  for (let k = 0; k < state.rank; k++) total += cost.ridge * loadings[k * state.rank + k]!;
  return total;
}

/** The same model with the norms of U_k, V_k and (in the metric) W_k made equal for every factor: the cheapest for the ridge. */
export function balance(state: CpState, metric: Float64Array, size: number): void {
  const { rank, viewer, time, loading } = state;
  const [, loadings] = weighLoadings(state, metric, size);
  for (let k = 0; k < rank; k++) {
    const norms = [columnNorm(viewer, rank, k), columnNorm(time, rank, k), Math.sqrt(loadings[k * rank + k]!)];
    const each = Math.cbrt(norms.reduce((product, norm) => product * norm, 1));
    if (!(each > 0 && each < Number.POSITIVE_INFINITY)) continue;
    for (let i = k; i < viewer.length; i += rank) viewer[i]! *= each / norms[0]!;
    for (let t = k; t < time.length; t += rank) time[t]! *= each / norms[1]!;
    for (let p = 0; p < size; p++) loading[k * size + p]! *= each / norms[2]!;
  }
}

function columnNorm(matrix: Float64Array, columns: number, column: number): number {
  let sum = 0;
  for (let at = column; at < matrix.length; at += columns) sum += matrix[at]! ** 2;
  return Math.sqrt(sum);
}
