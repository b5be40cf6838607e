import { addRows, covarianceOf, createMoments, meanOf } from '../linear/covariance.ts';
import { symmetricEigen } from '../linear/eigen.ts';

/** A course [T] of mean 0 and variance 1, and its fourth moment: 3 for a normal distribution, T for one second alone. */
export type Peaked = { readonly course: Float64Array; readonly kurtosis: number };

/** Searches, each from one of the seconds farthest out. */
const SEARCHES = 12;
/** Of seconds in order of how far out they are every third is begun at: those of one event are next to each other. */
const APART = 3;
const STEPS = 100;

/**
 * Of all mixtures of Q courses [T, Q] the one of largest kurtosis, its longer tail upwards: what rests but for a few seconds. The
 * fixed point of FastICA for the fourth moment (Hyvärinen and Oja, A fast fixed-point algorithm for independent component
 * analysis, 1997). Null where the courses are not of full rank.
 */
export function peakedCourse(courses: Float64Array, Q: number): Peaked | null {
  const T = courses.length / Q;
  const white = whitened(courses, Q);
  if (white === null) return null;
  const far = Array.from({ length: T }, (_, t) => ({ t, square: squareOf(white.subarray(t * Q, (t + 1) * Q)) }))
    .sort((a, b) => b.square - a.square)
    .filter((_, n) => n % APART === 0)
    .slice(0, SEARCHES);
  let best: Peaked | null = null;
  for (const { t } of far) {
    const found = fixedPoint(white, Q, white.slice(t * Q, (t + 1) * Q));
    if (best === null || found.kurtosis > best.kurtosis + 1e-9) best = found;
  }
  return best;
}

function squareOf(row: Float64Array): number {
  return row.reduce((sum, value) => sum + value * value, 0);
}

/** The courses [T, Q] mixed so that each has mean 0 and variance 1 and no two are correlated. */
function whitened(courses: Float64Array, Q: number): Float64Array | null {
  const T = courses.length / Q;
  const moments = createMoments(Q);
  addRows(moments, courses, T);
  const mean = meanOf(moments);
  const { values, vectors } = symmetricEigen(covarianceOf(moments), Q);
  if (!(values[Q - 1]! > 1e-12 * values[0]!)) return null;
  const white = new Float64Array(T * Q);
  for (let t = 0; t < T; t += 1) {
    for (let k = 0; k < Q; k += 1) {
      let sum = 0;
      for (let a = 0; a < Q; a += 1) sum += (courses[t * Q + a]! - mean[a]!) * vectors[a * Q + k]!;
      white[t * Q + k] = sum / Math.sqrt(values[k]!);
    }
  }
  return white;
}

function fixedPoint(white: Float64Array, Q: number, from: Float64Array): Peaked {
  const T = white.length / Q;
  const weights = from.map((value) => value / Math.sqrt(squareOf(from)));
  const course = new Float64Array(T);
  const next = new Float64Array(Q);
  const mix = (): void => {
    for (let t = 0; t < T; t += 1) {
      course[t] = 0;
      for (let k = 0; k < Q; k += 1) course[t]! += weights[k]! * white[t * Q + k]!;
    }
  };
  for (let step = 0; step < STEPS; step += 1) {
    mix();
    for (let k = 0; k < Q; k += 1) next[k] = -3 * weights[k]!;
    for (let t = 0; t < T; t += 1) {
      const cube = course[t]! ** 3 / T;
      for (let k = 0; k < Q; k += 1) next[k]! += white[t * Q + k]! * cube;
    }
    const length = Math.sqrt(squareOf(next));
    if (!(length > 1e-9)) break;
    for (let k = 0; k < Q; k += 1) weights[k] = next[k]! / length;
  }
  mix();
  const moment = (power: number): number => course.reduce((sum, value) => sum + value ** power, 0) / T;
  const sign = moment(3) < 0 ? -1 : 1;
  return { course: course.map((value) => sign * value), kurtosis: moment(4) };
}
