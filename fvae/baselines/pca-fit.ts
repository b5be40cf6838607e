import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import type { Random } from '../random.ts';
import type { Reduced } from './reduce.ts';

/** An unfolded principal component model in a subspace: y_it = n_i + b_t + Σ_r a_ir B_tr. */
export type PcaState = {
  readonly rank: number;
  /** [N, R], mean 0 and variance 1 over the viewers. */
  readonly score: Float64Array;
  /** [T, 1 + R, P]: b_t first, then the components. */
  readonly course: Float64Array;
  /** [N, P]. */
  readonly intercept: Float64Array;
};

/**
 * Alternating ridge regressions over the observed entries, close to EM for probabilistic PCA with missing entries (Tipping and
 * Bishop 1999; Ilin and Raiko 2010), which would count what is not known of the scores when it tells the courses. Viewers are
 * rows, samples times directions are columns. `pause` is awaited before each round.
 */
export async function fitPca(
  data: Reduced,
  rank: number,
  rounds: number,
  random: Random,
  pause: () => Promise<void>,
): Promise<PcaState> {
  const { viewers, samples, size, values, mask } = data;
  const score = Float64Array.from({ length: viewers * rank }, () => random.normal());
  const course = new Float64Array(samples * (1 + rank) * size);
  const intercept = new Float64Array(viewers * size);
  const state: PcaState = { rank, score, course, intercept };
  let variance = meanSquare(data);
  standardise(state, viewers);
  for (let round = 0; round < rounds; round++) {
    await pause();
    settleCourses(data, state, variance);
    settleScores(data, state, variance);
    standardise(state, viewers);
    let sum = 0;
    let count = 0;
    const row = new Float64Array(size);
    const total = new Float64Array(size);
    for (let i = 0; i < viewers; i++) {
      total.fill(0);
      let seen = 0;
      let square = 0;
      for (let t = 0; t < samples; t++) {
        if (mask[i * samples + t] !== 1) continue;
        seen += 1;
        predict(state, i, t, size, row);
        const at = (i * samples + t) * size;
        for (let p = 0; p < size; p++) {
          const left = values[at + p]! - row[p]!;
          total[p]! += left;
          square += left * left;
        }
      }
      for (let p = 0; p < size; p++) {
        const mean = total[p]! / Math.max(1, seen);
        intercept[i * size + p] = mean;
        square -= seen * mean * mean;
      }
      sum += square;
      count += seen * size;
    }
    variance = sum / Math.max(1, count);
  }
  return state;
}

/** b_t + Σ a_ir B_tr, without the intercept. */
function predict(state: PcaState, i: number, t: number, size: number, into: Float64Array): void {
  const { rank, score, course } = state;
  const from = t * (1 + rank) * size;
  for (let p = 0; p < size; p++) into[p] = course[from + p]!;
  for (let r = 0; r < rank; r++) {
    const a = score[i * rank + r]!;
    for (let p = 0; p < size; p++) into[p]! += a * course[from + (1 + r) * size + p]!;
  }
}

/** The courses given scores and intercepts: one ridge regression of 1 + R coefficients a sample, none on the mean. */
function settleCourses(data: Reduced, state: PcaState, variance: number): void {
  const { viewers, samples, size, values, mask } = data;
  const { rank, score, course, intercept } = state;
  const n = 1 + rank;
  const gram = new Float64Array(samples * n * n);
  course.fill(0);
  const z = new Float64Array(n).fill(1);
  for (let i = 0; i < viewers; i++) {
    for (let r = 0; r < rank; r++) z[1 + r] = score[i * rank + r]!;
    for (let t = 0; t < samples; t++) {
      if (mask[i * samples + t] !== 1) continue;
      const at = (i * samples + t) * size;
      for (let a = 0; a < n; a++) {
        const line = (t * n + a) * size;
        for (let p = 0; p < size; p++) course[line + p]! += z[a]! * (values[at + p]! - intercept[i * size + p]!);
        for (let b = 0; b <= a; b++) gram[(t * n + a) * n + b]! += z[a]! * z[b]!;
      }
    }
  }
  const a = new Float64Array(n * n);
  const b = new Float64Array(n);
  // The prior of a component's entries: as large as the residual at most, so that the ridge is 1 viewer's worth or more.
  const ridge = variance > 0 ? 1 : 1e-9;
  for (let t = 0; t < samples; t++) {
    for (let k = 0; k < n; k++) {
      for (let j = 0; j <= k; j++) a[k * n + j] = gram[(t * n + k) * n + j]!;
      a[k * n + k]! += k === 0 ? 1e-9 : ridge;
    }
    choleskyFactor(a, n, a);
    for (let p = 0; p < size; p++) {
      for (let k = 0; k < n; k++) b[k] = course[(t * n + k) * size + p]!;
      choleskySolve(a, n, b);
      for (let k = 0; k < n; k++) course[(t * n + k) * size + p] = b[k]!;
    }
  }
}

/** The scores given courses and intercepts: a ridge regression a viewer, the ridge being the residual variance. */
function settleScores(data: Reduced, state: PcaState, variance: number): void {
  const { viewers, samples, size, values, mask } = data;
  const { rank, score, course, intercept } = state;
  if (rank === 0) return;
  const products = new Float64Array(samples * rank * rank);
  for (let t = 0; t < samples; t++) {
    for (let k = 0; k < rank; k++) {
      for (let j = 0; j < rank; j++) {
        let sum = 0;
        const [one, other] = [(t * (1 + rank) + 1 + k) * size, (t * (1 + rank) + 1 + j) * size];
        for (let p = 0; p < size; p++) sum += course[one + p]! * course[other + p]!;
        products[(t * rank + k) * rank + j] = sum;
      }
    }
  }
  const a = new Float64Array(rank * rank);
  const b = new Float64Array(rank);
  for (let i = 0; i < viewers; i++) {
    a.fill(0);
    b.fill(0);
    for (let k = 0; k < rank; k++) a[k * rank + k] = variance + 1e-12;
    for (let t = 0; t < samples; t++) {
      if (mask[i * samples + t] !== 1) continue;
      const at = (i * samples + t) * size;
      const from = t * (1 + rank) * size;
      for (let k = 0; k < rank; k++) {
        let sum = 0;
        const line = from + (1 + k) * size;
        for (let p = 0; p < size; p++) {
          sum += course[line + p]! * (values[at + p]! - intercept[i * size + p]! - course[from + p]!);
        }
        b[k]! += sum;
        for (let j = 0; j < rank; j++) a[k * rank + j]! += products[(t * rank + k) * rank + j]!;
      }
    }
    if (!choleskyFactor(a, rank, a)) continue;
    choleskySolve(a, rank, b);
    score.set(b, i * rank);
  }
}

/** Scores of mean 0 and variance 1 over the viewers. */
function standardise(state: PcaState, viewers: number): void {
  const { rank, score } = state;
  for (let r = 0; r < rank; r++) {
    let mean = 0;
    let square = 0;
    for (let i = 0; i < viewers; i++) mean += score[i * rank + r]! / viewers;
    for (let i = 0; i < viewers; i++) square += (score[i * rank + r]! - mean) ** 2 / viewers;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let i = 0; i < viewers; i++) score[i * rank + r] = (score[i * rank + r]! - mean) * scale;
  }
}

function meanSquare(data: Reduced): number {
  let sum = 0;
  for (const value of data.values) sum += value * value;
  return sum / Math.max(1, data.values.length);
}
