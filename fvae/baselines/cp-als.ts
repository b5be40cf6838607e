import { addBlockProduct, BLOCK, blockDots, fillBlock, seenRows } from '../linear/block.ts';
import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import { descendNonNegative } from '../linear/nonnegative.ts';
import type { CourseSums, DataSums } from './course-sums.ts';
import type { Reduced } from './reduce.ts';

/** A CP model in a subspace: y_it = n_i + Σ_k U_ik V_tk W_k, with n_i fitted by whoever uses it. */
export type CpState = {
  readonly rank: number;
  /** [N, K]. */
  readonly viewer: Float64Array;
  /** [T, K], or [L, K] where time is written in L courses. */
  readonly time: Float64Array;
  /** [K, P]. */
  readonly loading: Float64Array;
};

/** How the sum of squares is weighed: `metric` [P, P] symmetric; `ridge` times the sums of squares of U, V and (in the metric) W is added. */
export type CpCost = { readonly metric: Float64Array; readonly ridge: number; readonly nonNegative: boolean };

/** W Ω, [K, P], and W Ω W', [K, K]. */
export function weighLoadings(state: CpState, metric: Float64Array, size: number): [Float64Array, Float64Array] {
  const { rank, loading } = state;
  const weighed = new Float64Array(rank * size);
  for (let k = 0; k < rank; k++) {
    for (let q = 0; q < size; q++) {
      const value = loading[k * size + q]!;
      for (let p = 0; p < size; p++) weighed[k * size + p]! += value * metric[q * size + p]!;
    }
  }
  const gram = new Float64Array(rank * rank);
  for (let k = 0; k < rank; k++) {
    for (let j = 0; j < rank; j++) {
      let sum = 0;
      for (let p = 0; p < size; p++) sum += weighed[k * size + p]! * loading[j * size + p]!;
      gram[k * rank + j] = sum;
    }
  }
  return [weighed, gram];
}

/** Solves (A + ridge) x = b for each of `columns` right-hand sides stored row by row in `b` [columns, n]. */
function solveRidge(a: Float64Array, n: number, ridge: number, b: Float64Array, columns: number): void {
  for (let boost = ridge; ; boost = Math.max(boost * 100, 1e-12)) {
    if (!Number.isFinite(boost)) throw new RangeError('sums of which nothing follows');
    const system = a.slice();
    for (let k = 0; k < n; k++) system[k * n + k]! += boost;
    if (!choleskyFactor(system, n, system)) continue;
    for (let c = 0; c < columns; c++) choleskySolve(system, n, b, c * n);
    return;
  }
}

/** The best U for the sums of V and for W, intercepts fitted along; written into the state. */
export function settleViewers(sums: CourseSums, state: CpState, cost: CpCost, size: number): void {
  const { rank, viewer } = state;
  const [weighed, loadings] = weighLoadings(state, cost.metric, size);
  const a = new Float64Array(rank * rank);
  const b = new Float64Array(rank);
  for (let i = 0; i < viewer.length / rank; i++) {
    for (let k = 0; k < rank; k++) {
      for (let j = 0; j < rank; j++) a[k * rank + j] = loadings[k * rank + j]! * sums.gram[(i * rank + k) * rank + j]!;
      let sum = 0;
      for (let p = 0; p < size; p++) sum += weighed[k * size + p]! * sums.cross[(i * rank + k) * size + p]!;
      b[k] = sum;
    }
    if (cost.nonNegative) {
      for (let k = 0; k < rank; k++) a[k * rank + k]! += Math.max(cost.ridge, 1e-12);
      descendNonNegative(a, rank, b, viewer, i * rank, 30);
    } else {
      solveRidge(a, rank, cost.ridge, b, 1);
      viewer.set(b, i * rank);
    }
  }
}

/** The best W for the sums of V and for U, intercepts fitted along; written into the state. The metric has no say but in the ridge. */
export function settleLoadings(sums: CourseSums, state: CpState, cost: CpCost, size: number): void {
  const { rank, viewer, loading } = state;
  const a = new Float64Array(rank * rank);
  const b = new Float64Array(size * rank);
  for (let i = 0; i < viewer.length / rank; i++) {
    for (let k = 0; k < rank; k++) {
      const u = viewer[i * rank + k]!;
      for (let j = 0; j < rank; j++)
        a[k * rank + j]! += u * viewer[i * rank + j]! * sums.gram[(i * rank + k) * rank + j]!;
      for (let p = 0; p < size; p++) b[p * rank + k]! += u * sums.cross[(i * rank + k) * size + p]!;
    }
  }
  solveRidge(a, rank, cost.ridge, b, size);
  for (let k = 0; k < rank; k++) for (let p = 0; p < size; p++) loading[k * size + p] = b[p * rank + k]!;
}

/** The best V in L courses for U and W, given the courses' sums, intercepts fitted along; written into the state. */
export function settleCourses(sums: CourseSums, state: CpState, cost: CpCost, size: number): void {
  const { rank, viewer, time } = state;
  const { courses } = sums;
  const n = courses * rank;
  const [weighed, loadings] = weighLoadings(state, cost.metric, size);
  const block = courses * courses;
  // Σ_i U_ik U_ij G_i for k >= j, each a whole [L, L].
  const half = (rank * (rank + 1)) / 2;
  const pairs = new Float64Array(half * block);
  const products = new Float64Array(BLOCK * half);
  const grams = new Float64Array(BLOCK * block);
  const rows = Math.ceil(courses / BLOCK) * BLOCK;
  const own = new Float64Array(rows * size);
  const dots = new Float64Array(BLOCK * rank);
  const b = new Float64Array(rows * rank);
  const viewers = viewer.length / rank;
  for (let from = 0; from < viewers; from += BLOCK) {
    const number = Math.min(BLOCK, viewers - from);
    products.fill(0);
    grams.set(sums.gram.subarray(from * block, (from + number) * block));
    for (let i = from; i < from + number; i++) {
      for (let k = 0, pair = (i - from) * half; k < rank; k++) {
        const u = viewer[i * rank + k]!;
        for (let j = 0; j <= k; j++) products[pair++] = u * viewer[i * rank + j]!;
      }
      own.set(sums.cross.subarray(i * courses * size, (i + 1) * courses * size));
      for (let l = 0; l < rows; l += BLOCK) {
        blockDots(weighed, rank, own, l * size, size, dots);
        for (let k = 0; k < rank; k++) {
          const u = viewer[i * rank + k]!;
          for (let m = 0; m < BLOCK; m++) b[(l + m) * rank + k]! += u * dots[k * BLOCK + m]!;
        }
      }
    }
    addBlockProduct(products, 0, half, grams, 0, block, pairs, 0);
  }
  const a = new Float64Array(n * n);
  for (let k = 0, pair = 0; k < rank; k++) {
    for (let j = 0; j <= k; j++, pair += block) {
      const scale = loadings[k * rank + j]!;
      for (let l = 0; l < courses; l++) {
        for (let m = 0; m < courses; m++) {
          const value = scale * pairs[pair + l * courses + m]!;
          a[(l * rank + k) * n + m * rank + j] = value;
          a[(m * rank + j) * n + l * rank + k] = value;
        }
      }
    }
  }
  solveRidge(a, n, cost.ridge, b, 1);
  time.set(b.subarray(0, n));
}

/** The best V, sample by sample, for U, W and the intercepts that go with the V before; written into the state. */
export function settleTimes(data: Reduced, own: DataSums, sums: CourseSums, state: CpState, cost: CpCost): void {
  const { viewers, samples, size, values, mask, weight } = data;
  const { rank, viewer, time } = state;
  const [weighed, loadings] = weighLoadings(state, cost.metric, size);
  const right = new Float64Array(samples * rank);
  // Lower triangles, row by row.
  const half = (rank * (rank + 1)) / 2;
  const pairs = new Float64Array(samples * half);
  const products = new Float64Array(half);
  const scaled = new Float64Array(rank * size);
  const offset = new Float64Array(rank);
  const seen = new Int32Array(samples);
  const block = new Float64Array(BLOCK * size);
  const dots = new Float64Array(BLOCK * rank);
  for (let i = 0; i < viewers; i++) {
    for (let k = 0, pair = 0; k < rank; k++) {
      const u = weight[i]! * viewer[i * rank + k]!;
      let sum = 0;
      for (let p = 0; p < size; p++) {
        scaled[k * size + p] = u * weighed[k * size + p]!;
        sum += scaled[k * size + p]! * own.mean[i * size + p]!;
      }
      for (let j = 0; j < rank; j++) {
        const product = u * viewer[i * rank + j]!;
        sum -= product * loadings[k * rank + j]! * sums.mean[i * rank + j]!;
        if (j <= k) products[pair++] = product;
      }
      offset[k] = sum;
    }
    const number = seenRows(mask, i * samples, samples, seen);
    for (let n = 0; n < number; n += BLOCK) {
      fillBlock({ values, at: i * samples * size }, size, seen, n, number, block);
      blockDots(scaled, rank, block, 0, size, dots);
      for (let m = 0; m < BLOCK && n + m < number; m++) {
        const t = seen[n + m]!;
        for (let k = 0; k < rank; k++) right[t * rank + k]! += dots[k * BLOCK + m]! - offset[k]!;
        for (let pair = 0; pair < half; pair++) pairs[t * half + pair]! += products[pair]!;
      }
    }
  }
  const a = new Float64Array(rank * rank);
  for (let t = 0; t < samples; t++) {
    for (let k = 0, pair = t * half; k < rank; k++) {
      for (let j = 0; j <= k; j++) a[k * rank + j] = loadings[k * rank + j]! * pairs[pair++]!;
    }
    const b = right.subarray(t * rank, (t + 1) * rank);
    solveRidge(a, rank, cost.ridge, b, 1);
    time.set(b, t * rank);
  }
}
