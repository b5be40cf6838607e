import { fallsAt, liftsOf } from './features.ts';
import { BENDS, type Saturating } from './saturating.ts';

const J = BENDS.length;

/** Courses averaged over z ~ N(mean, s^2), ready to be evaluated many times: exact where z stays above LOWEST. */
export type MeanCourses = {
  readonly factors: number;
  /** [K]: what a course tends to, and [K, J]: what it lacks of that at mean 0, by bend. */
  readonly level: Float64Array;
  readonly lack: Float64Array;
};

/** See MeanCourses: E[1 - exp(-b z)] = 1 - exp(b^2 s^2 / 2 - b mean). */
export function meanCourses({ factors, mixing }: Saturating, deviation: ArrayLike<number>): MeanCourses {
  const lifts = liftsOf(deviation);
  const level = new Float64Array(factors);
  const lack = mixing.map((weight, at) => (weight / BENDS[at % J]!) * lifts[at]!);
  mixing.forEach((weight, at) => {
    level[Math.floor(at / J)]! += weight / BENDS[at % J]!;
  });
  return { factors, level, lack };
}

const falls = new Float64Array(J);

/** Factor k's mean course at a mean of z, written to `out[0]`, and its slope there to `out[1]`. */
export function meanCourseAt({ level, lack }: MeanCourses, k: number, mean: number, out: Float64Array): void {
  fallsAt(mean, falls);
  let missing = 0;
  let slope = 0;
  for (let j = 0; j < J; j += 1) {
    const left = lack[k * J + j]! * falls[j]!;
    missing += left;
    slope += BENDS[j]! * left;
  }
  out[0] = level[k]! - missing;
  out[1] = slope;
}

/**
 * [T, K]: a viewer's mean courses for its U [K], from V [T, K] or a stretch of it; their slopes by U are written to `slopes`
 * [T, K] where it is given.
 */
export function coursesOf(
  courses: MeanCourses,
  viewer: ArrayLike<number>,
  time: Float64Array,
  slopes?: Float64Array,
): Float64Array {
  const K = courses.factors;
  const out = new Float64Array(time.length);
  const at = new Float64Array(2);
  for (let n = 0; n < time.length; n += 1) {
    meanCourseAt(courses, n % K, viewer[n % K]! * time[n]!, at);
    out[n] = at[0]!;
    if (slopes !== undefined) slopes[n] = at[1]! * time[n]!;
  }
  return out;
}
