/** Seconds of film over which viewers are compared: as many before a moment as after it. */
export const WINDOW_SECONDS = 10;
/** Least share of a window in which a viewer must have been seen to be compared. */
const LEAST_SEEN = 0.8;
/** Fewest viewers that can agree. */
const FEWEST = 3;

/** Mean correlation between the courses of two viewers around a moment, with its standard error; null where too few were seen. */
export type Agreement = { readonly value: number; readonly error: number; readonly viewers: number } | null;

/**
 * How much the viewers share around sample `centre`: the mean, over all pairs of viewers, of the correlation of their
 * reactions [N, T] in a window of `half` samples to both sides (inter-subject correlation). The error is the jackknife's over
 * viewers.
 */
export function agreementAt(
  reactions: Float32Array,
  seen: Uint8Array,
  samples: number,
  centre: number,
  half: number,
): Agreement {
  const [first, last] = [centre - half, centre + half];
  if (first < 0 || last >= samples) return null;
  const width = last - first + 1;
  const sum = new Float64Array(width);
  const courses: Float64Array[] = [];
  for (let row = 0; row < seen.length; row += samples) {
    let observed = 0;
    for (let t = first; t <= last; t += 1) observed += seen[row + t];
    if (observed < LEAST_SEEN * width) continue;
    const course = unit(reactions, row + first, width);
    if (course === null) continue;
    courses.push(course);
    for (let t = 0; t < width; t += 1) sum[t] += course[t];
  }
  const viewers = courses.length;
  if (viewers < FEWEST) return null;
  // Courses have length 1: the square of their sum counts each once with itself and every pair twice.
  const size = sum.reduce((total, value) => total + value * value, 0);
  const value = (size - viewers) / (viewers * (viewers - 1));
  const without = courses.map((course) => {
    const left = course.reduce((total, own, t) => total + (sum[t] - own) ** 2, 0);
    return (left - (viewers - 1)) / ((viewers - 1) * (viewers - 2));
  });
  const mean = without.reduce((total, one) => total + one / viewers, 0);
  const spread = without.reduce((total, one) => total + (one - mean) ** 2, 0);
  return { value, error: Math.sqrt(((viewers - 1) / viewers) * spread), viewers };
}

/** A stretch of a course around its mean, of length 1; null where it does not vary. */
function unit(values: Float32Array, at: number, width: number): Float64Array | null {
  const course = Float64Array.from(values.subarray(at, at + width));
  const mean = course.reduce((sum, value) => sum + value / width, 0);
  const size = Math.sqrt(course.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  return size > 1e-9 ? course.map((value) => (value - mean) / size) : null;
}

/** The agreement at every sample. */
export function agreements(
  reactions: Float32Array,
  seen: Uint8Array,
  samples: number,
  rate: number,
): readonly Agreement[] {
  const half = Math.max(1, Math.round((WINDOW_SECONDS / 2) * rate));
  return Array.from({ length: samples }, (_, t) => agreementAt(reactions, seen, samples, t, half));
}
