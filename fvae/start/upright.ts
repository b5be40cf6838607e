import type { Factorisation } from '../factorisation.ts';

/** The share of the film that is its beginning, and its end. */
const EDGE = 0.05;
/** A V is slow that changes by less than this share of its variance over as much of the film, squared and on average. */
const SLOW = 0.25;

/**
 * The factors with those turned over that run upside down: as every viewer has a neutral, U V along a direction and U (c - V) along
 * the opposite one are the same landmarks. A film begins with faces at rest, so that a slow V is turned which begins in the upper half
 * of its range and ends in the lower; what is quick shows by itself where it rests.
 */
export function upright(factors: Factorisation): Factorisation {
  const { factors: K, components: P, direction } = factors.decoder;
  const time = factors.time.slice();
  const turned = direction.slice();
  for (let k = 0; k < K; k += 1) {
    const course = factors.time.filter((_, at) => at % K === k);
    if (!falls(course)) continue;
    const most = course.reduce((high, v) => Math.max(high, v), 0);
    course.forEach((v, t) => {
      time[t * K + k] = most - v;
    });
    for (let p = 0; p < P; p += 1) turned[k * P + p] = -direction[k * P + p]!;
  }
  return { ...factors, time, decoder: { ...factors.decoder, direction: turned } };
}

/** Whether a course [T] is slow and goes from the upper half of its range to the lower. */
function falls(course: Float64Array): boolean {
  const T = course.length;
  const mean = (part: Float64Array): number => part.reduce((sum, v) => sum + v / part.length, 0);
  const level = mean(course);
  const variance = mean(course.map((v) => (v - level) ** 2));
  const sorted = course.toSorted();
  const middle = (sorted[0]! + sorted[T - 1]!) / 2;
  const edge = Math.ceil(EDGE * T);
  // Not from sample to sample: what is quick would be slow where a film is sampled many times a second.
  const change = mean(course.subarray(edge).map((v, t) => (v - course[t]!) ** 2));
  return (
    change < SLOW * variance && mean(course.subarray(0, edge)) > middle && mean(course.subarray(T - edge)) < middle
  );
}
