import { studentQuantile } from '../../metrics/student.ts';
import type { Stimulus } from './reaction.ts';
import type { Audience } from './read-audience.ts';
import type { Scene } from './scene.ts';

/** Samples of a stretch of the film: the first, and the one after the last. */
export type Range = readonly [number, number];

/** The samples of scenes. */
export function rangesOf(scenes: readonly Scene[], rate: number, samples: number): readonly Range[] {
  return scenes.map(({ from, to }) => [Math.ceil(from * rate), Math.min(samples, Math.ceil(to * rate))]);
}

/** Each viewer's mean over some samples, and the variance with which it is known. */
export type ViewerMeans = { readonly values: Float64Array; readonly doubt: Float64Array };

/**
 * [N]: means over a stretch of the film. What was not seen is known as well as the model foretells what is seen, and all of it
 * alike: the variance is that times the square of the share that was not seen.
 */
export function viewerMeans(
  { viewers, samples, seen, reactions, doubt }: Audience,
  stimulus: Stimulus,
  [first, last]: Range,
): ViewerMeans {
  const [values, variance] = [new Float64Array(viewers), new Float64Array(viewers)];
  const courses = reactions[stimulus];
  const own = doubt[stimulus];
  if (courses === undefined || own === undefined) return { values, doubt: variance };
  const count = Math.max(1, last - first);
  for (let i = 0; i < viewers; i += 1) {
    let unseen = 0;
    for (let t = first; t < last; t += 1) {
      values[i] += courses[i * samples + t] / count;
      unseen += (1 - seen[i * samples + t]) / count;
    }
    variance[i] = own[i] * unseen * unseen;
  }
  return { values, doubt: variance };
}

/** [T]: the mean over viewers of courses [N, T]. */
export function meanCourse(courses: Float32Array, samples: number): Float64Array {
  const viewers = courses.length / samples;
  const mean = new Float64Array(samples);
  courses.forEach((value, n) => {
    mean[n % samples] += value / viewers;
  });
  return mean;
}

/** [T]: half the width of the 95 % interval over viewers around the mean of courses [N, T]. */
export function halfWidths(courses: Float32Array, mean: Float64Array): Float64Array {
  const samples = mean.length;
  const viewers = courses.length / samples;
  const square = new Float64Array(samples);
  courses.forEach((value, n) => {
    square[n % samples] += (value - mean[n % samples]) ** 2;
  });
  if (viewers < 2) return square;
  const quantile = studentQuantile(0.975, viewers - 1);
  return square.map((sum) => quantile * Math.sqrt(sum / (viewers - 1) / viewers));
}
