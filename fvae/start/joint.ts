import { multiply } from '../linear/matrix.ts';
import { ModelFault } from '../model.ts';
import { createRandom } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { type Diagonalisation, diagonalise, problemOf } from './diagonalise.ts';
import { regressOnCourses } from './regression.ts';

/** Factors to start a model from: a viewer's components are close to sum_k U_ik V_tk W_k plus the viewer's neutral. */
export type JointStart = {
  readonly count: number;
  /** [N, K] U, at least 0, mean 1; 1 for viewers hardly ever observed. */
  readonly viewer: Float64Array;
  /** [T, K] V; 0 is the quiet of the screening, and what lies below it is noise. The mean square of U V is 1. */
  readonly time: Float64Array;
  /** [P, K] W, in components of the subspace. */
  readonly weights: Float64Array;
  /** Minus twice the log posterior up to a constant: smaller is better, and comparable for equal data and count. */
  readonly objective: number;
};

export type JointOptions = {
  readonly seed: number;
  /** Random starts. @defaultValue 20 */
  readonly starts?: number;
  /** Of the components, how many of the leading ones serve as common courses. @defaultValue 8 */
  readonly courses?: number;
  /** The longest a start may take, in sweeps over U, A and W. @defaultValue 60 */
  readonly iterations?: number;
  /** Variance of what the product form misses, as a share of the answers' variance over viewers. @defaultValue 0.01 */
  readonly misfit?: number;
};

/**
 * K factors from projected data, one candidate for each random start, the best first. Every viewer is regressed on the
 * common courses C (the time means), B_i; the B_i of all viewers are diagonalised together as A diag(U_i) W', and V is
 * C A. Unlike components of the mean, which mix factors at will, factors are told apart by viewers differing in how much
 * they have of each.
 *
 * V's zero cannot be seen, as every viewer has a neutral of its own: it is put at the lower quartile of the course, the
 * median of its quieter half. V's sign is that of its skewness: reactions rise from quiet in bursts.
 *
 * Throws ModelFault when fewer than two viewers are observed often enough, or for a count below 1.
 */
export function jointStart(projected: Tensor, count: number, options: JointOptions): JointStart[] {
  const { samples, features: p } = projected;
  const { seed, starts = 20, courses: most = 8, iterations = 60, misfit = 0.01 } = options;
  if (!(Number.isInteger(count) && count >= 1)) throw new ModelFault(`${count} factors, expected 1 or more`);
  const q = Math.min(most, p);
  const courses = timeMeans(projected, q);
  const regression = regressOnCourses(projected, courses, q, seed);
  const taking = regression.weight.reduce((sum, w) => sum + (w > 0 ? 1 : 0), 0);
  if (taking < 2) throw new ModelFault(`${taking} viewers observed often enough to be compared, expected 2 or more`);
  const problem = problemOf(regression, misfit);
  const found = Array.from({ length: starts }, (_, start) =>
    diagonalise(problem, count, createRandom(seed, `start ${start}`), iterations),
  );
  found.sort((a, b) => a.objective - b.objective);
  return found.map((candidate) => conventional(candidate, courses, samples, q, p, count));
}

/** [T, Q] means over the observed viewers of the leading components; zero where nobody is. */
function timeMeans({ viewers, samples, features, values, mask }: Tensor, q: number): Float64Array {
  const out = new Float64Array(samples * q);
  const count = new Float64Array(samples);
  for (let entry = 0; entry < viewers * samples; entry++) {
    if (mask[entry] === 0) continue;
    const t = entry % samples;
    count[t]! += 1;
    for (let k = 0; k < q; k++) out[t * q + k]! += values[entry * features + k]!;
  }
  return out.map((sum, at) => sum / Math.max(1, count[Math.floor(at / q)]!));
}

function conventional(
  { viewer, left, right, objective }: Diagonalisation,
  courses: Float64Array,
  samples: number,
  q: number,
  p: number,
  count: number,
): JointStart {
  const time = multiply(courses, left, samples, q, count);
  const weights = right.slice();
  for (let k = 0; k < count; k++) {
    const course = Float64Array.from({ length: samples }, (_, t) => time[t * count + k]!);
    const sign = skewness(course) < 0 ? -1 : 1;
    const zero = course.map((value) => sign * value).sort()[Math.floor(samples / 4)]!;
    const sensitivity = meanSquare(viewer.filter((_, at) => at % count === k));
    const level = meanSquare(course.map((value) => sign * value - zero));
    const scale = Math.sqrt(sensitivity * level) || 1;
    for (let t = 0; t < samples; t++) time[t * count + k] = (sign * course[t]! - zero) / scale;
    for (let f = 0; f < p; f++) weights[f * count + k]! *= sign * scale;
  }
  return { count, viewer, time, weights, objective };
}

/** The third central moment: only its sign is used. */
function skewness(course: Float64Array): number {
  const mean = course.reduce((sum, value) => sum + value, 0) / course.length;
  return course.reduce((sum, value) => sum + (value - mean) ** 3, 0);
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length);
}
