import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import { symmetricEigen } from '../linear/eigen.ts';
import { multiply, transpose } from '../linear/matrix.ts';
import { whitening } from '../linear/whitening.ts';
import { createRandom } from '../random.ts';
import { chanceThreshold } from '../start/chance.ts';
import { type Blocks, type Regressed, regressed } from './blocks.ts';
import { TREND, trend, withColumns } from './columns.ts';
import { clearly } from './halves.ts';
import { slowest } from './slowest.ts';

/** A factor that changes over minutes: it moves a viewer's landmarks by viewer * time * direction. */
export type Slow = {
  /** [N] U, at least 0, and [T] V, 0 at its lowest and higher at the end than at the beginning; both of mean square 1. */
  readonly viewer: Float64Array;
  readonly time: Float64Array;
  /** [D] */
  readonly direction: Float64Array;
};

/** A slow factor that was found, and whether it is beyond doubt (see `clearly`). */
export type Found = { readonly slow: Slow; readonly clear: boolean };

/** Added to each landmark's variance, as a share of their mean. */
const FLOOR = 0.1;
/** How often chance is tried. */
const SHIFTS = 12;
/** Components that are looked at at most. */
const MOST = 5;

/**
 * The factor that an audience shares most over minutes besides quick ones, whose courses' means over the same stretches are
 * `quick` [N, count, K]; null where nothing passes what viewers shifted in time give by chance.
 *
 * Its course is the slowest that there is in the correlated components (see `timeLockedSubspace`) of what regression on the quick
 * courses, viewer by viewer, leaves of the stretches; beside a trend, as quick courses that happen to rise with the film would
 * else take their part of what does. Its direction is the audience's mean coefficient of that course, and U what each viewer's
 * own coefficients have of it, weighed by how they drift: what drifts over minutes, a posture, scatters otherwise between
 * landmarks than what is gone in a second, and a fit sample by sample takes the largest drift for the factor.
 */
export function slowCourse(blocks: Blocks, quick: Float64Array, seed: number): Found | null {
  const { viewers: N, features: P, count } = blocks;
  const rest = regressed(blocks, withColumns(quick, trend(count), count, N), TREND);
  const { course, viewers, within } = shared(blocks, rest);
  if (viewers.length === 0 || viewers.some((n) => n < 2)) return null;
  const level = within.reduce((sum, value, at) => (at % (P + 1) === 0 ? sum + value / P : sum), 0);
  if (!(level > 0)) return null;
  const held = within.map((value, at) => (at % (P + 1) === 0 ? value + FLOOR * level : value));
  const { whiten } = whitening(held, P);
  const whitened = (between: Float64Array): Float64Array =>
    multiply(whiten, multiply(between, whiten, P, P, P), P, P, P);
  const { values, vectors } = symmetricEigen(whitened(betweenOf(course, viewers, P)), P);
  const chance = Array.from({ length: SHIFTS }, (_, shift) =>
    whitened(betweenOf(...shifted(blocks, rest, course, createRandom(seed, `slow ${shift}`)), P)),
  );
  const rotated = chance.map((one) => multiply(transpose(vectors, P, P), multiply(one, vectors, P, P, P), P, P, P));
  let m = 0;
  while (m < MOST && m < P && values[m]! > chanceThreshold(rotated, P, m)) m += 1;
  if (m === 0) return null;
  const first = Float64Array.from({ length: P * m }, (_, at) => vectors[Math.floor(at / m) * P + (at % m)]!);
  const told = rising(slowest(multiply(course, multiply(whiten, first, P, P, m), count, P, m), m));
  const { last, told: of } = regressed(blocks, withColumns(quick, told, count, N));
  const known = of.reduce((sum, one) => sum + one, 0);
  const direction = new Float64Array(P);
  last.forEach((value, at) => {
    direction[at % P]! += value / Math.max(1, known);
  });
  const weights = direction.slice();
  if (!choleskyFactor(held, P, held)) return null;
  choleskySolve(held, P, weights);
  const along = weights.reduce((sum, weight, p) => sum + weight * direction[p]!, 0);
  const viewer = Float64Array.from({ length: N }, (_, i) => {
    if (of[i] !== 1) return 1;
    let shown = 0;
    for (let p = 0; p < P; p += 1) shown += weights[p]! * last[i * P + p]!;
    return Math.max(0, shown / along);
  });
  const shares = weights.map((weight) => weight / along);
  return {
    slow: scaled({ viewer, time: spread(told, blocks), direction }),
    clear: clearly(blocks, rest, told, shares),
  };
}

/** [count, P] the audience's mean in each stretch, [count] by how many viewers, and [P, P] how they scatter around it. */
function shared({ viewers: N, features: P, count, seen }: Blocks, { left, told }: Regressed) {
  const course = new Float64Array(count * P);
  const viewers = new Float64Array(count);
  for (let at = 0; at < N * count; at += 1) {
    if (seen[at] !== 1 || told[Math.floor(at / count)] !== 1) continue;
    viewers[at % count]! += 1;
    for (let p = 0; p < P; p += 1) course[(at % count) * P + p]! += left[at * P + p]!;
  }
  for (let at = 0; at < count * P; at += 1) course[at]! /= Math.max(1, viewers[Math.floor(at / P)]!);
  const within = new Float64Array(P * P);
  const own = new Float64Array(P);
  let entries = 0;
  for (let at = 0; at < N * count; at += 1) {
    if (seen[at] !== 1 || told[Math.floor(at / count)] !== 1) continue;
    entries += 1;
    for (let p = 0; p < P; p += 1) own[p] = left[at * P + p]! - course[(at % count) * P + p]!;
    for (let p = 0; p < P; p += 1) for (let q = 0; q < P; q += 1) within[p * P + q]! += own[p]! * own[q]!;
  }
  return { course, viewers, within: within.map((sum) => sum / Math.max(1, entries)) };
}

/** [P, P]: the courses' [count, P] mean product, each stretch weighted by its viewers. */
function betweenOf(course: Float64Array, viewers: Float64Array, P: number): Float64Array {
  const out = new Float64Array(P * P);
  const entries = viewers.reduce((sum, n) => sum + n, 0);
  viewers.forEach((n, b) => {
    for (let p = 0; p < P; p += 1) {
      for (let q = 0; q < P; q += 1) out[p * P + q]! += (n * course[b * P + p]! * course[b * P + q]!) / entries;
    }
  });
  return out;
}

/** The audience's mean and its viewers when each viewer, without what is shared, is turned in time by a lag of its own. */
function shifted(
  { viewers: N, features: P, count, seen }: Blocks,
  { left, told }: Regressed,
  course: Float64Array,
  random: { integer(below: number): number },
): [Float64Array, Float64Array] {
  const out = new Float64Array(count * P);
  const viewers = new Float64Array(count);
  for (let i = 0; i < N; i += 1) {
    const lag = random.integer(count);
    if (told[i] !== 1) continue;
    for (let b = 0; b < count; b += 1) {
      const at = i * count + b;
      if (seen[at] !== 1) continue;
      const to = (b + lag) % count;
      viewers[to]! += 1;
      for (let p = 0; p < P; p += 1) out[to * P + p]! += left[at * P + p]! - course[b * P + p]!;
    }
  }
  return [out.map((sum, at) => sum / Math.max(1, viewers[Math.floor(at / P)]!)), viewers];
}

/** The course [count], or its negative, whichever rises with the film: what builds up begins at rest. */
function rising(course: Float64Array): Float64Array {
  const slope = course.reduce((sum, value, b) => sum + value * (b - (course.length - 1) / 2), 0);
  return slope < 0 ? course.map((value) => -value) : course;
}

/** [T]: a course [count] of stretches sample by sample, straight between their middles, 0 at its lowest. */
function spread(course: Float64Array, { count, edges }: Blocks): Float64Array {
  const middle = (b: number): number => 0.5 * (edges[b]! + edges[b + 1]! - 1);
  const lowest = Math.min(...course);
  let b = 0;
  return Float64Array.from({ length: edges[count]! }, (_, t) => {
    while (b < count - 2 && t > middle(b + 1)) b += 1;
    const share = Math.min(1, Math.max(0, (t - middle(b)) / (middle(b + 1) - middle(b))));
    return (1 - share) * course[b]! + share * course[b + 1]! - lowest;
  });
}

function scaled({ viewer, time, direction }: Slow): Slow {
  const root = (values: Float64Array): number =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
  const [u, v] = [root(viewer), root(time)];
  return {
    viewer: viewer.map((value) => value / u),
    time: time.map((value) => value / v),
    direction: direction.map((value) => value * u * v),
  };
}
