import { choleskyFactor, choleskySolve } from '../../../fvae/linear/cholesky.ts';
import type { ScriptEvent } from '../evaluation/data.ts';
import type { Scene } from './scene.ts';
import { type Range, rangesOf } from './scene-means.ts';
import { scriptCourses } from './script-courses.ts';

/** Seconds after a moment of the script in which it is still answered. */
const LONGEST_ANSWER = 12;
/** Seconds after an event's end in which most of its answer lies. */
const MOST_ANSWERED = 6;
/** Powers of the script's strength that are tried: how much more a strong event draws than a weak one. */
const POWERS = [0.5, 0.7, 1, 1.4, 2];
/** Holds the lags' weights together, relative to their mean square. */
const RIDGE = 0.003;
/** Rounds in which scenes that are far from what is expected come to count less for others. */
const ROUNDS = 6;

/** What a scene would draw if the audience answered there as it does in all others. */
export type SceneExpectation = {
  /** [T]: the expected mean is the sum of a course of reactions under these weights, which are 0 in the scene itself. */
  readonly weights: Float64Array;
  /**
   * How what is drawn and expected vary around each other: the variance of their difference is `events` times that of what
   * is answered to one event of strength 1 (summed over time, s) plus `level` times that of a scene's level.
   */
  readonly events: number;
  readonly level: number;
};

/** That of each scene; null for one without which nothing of the script is left. */
export type Expectation = { readonly power: number; readonly scenes: readonly (SceneExpectation | null)[] };

/** What asks for reactions: the events that are answered, and those of the other kind, in case a model tells them apart badly. */
export type Asking = { readonly events: readonly ScriptEvent[]; readonly others: readonly ScriptEvent[] };

/**
 * The expectation of scenes for the audience's mean course of reactions [T]: reactions are what events of both kinds ask for,
 * their strength taken to a power, weighed over the last 12 s, plus a constant, by least squares over all other scenes. Those
 * that are answered otherwise than most count less (Huber), and the power is the one that foretells left-out scenes best.
 */
export function expectationOf(
  { events, others }: Asking,
  reactions: Float64Array,
  scenes: readonly Scene[],
  rate: number,
): Expectation {
  const samples = reactions.length;
  if (events.length === 0) return { power: 1, scenes: scenes.map(() => null) };
  const ranges = rangesOf(scenes, rate, samples);
  const drawn = ranges.map(([first, last]) => sumIn(reactions, first, last) / Math.max(1, last - first));
  const tried = POWERS.map((power) => {
    const courses = [events, others].flatMap((those) =>
      those.length === 0 ? [] : scriptCourses(those, samples, rate, power),
    );
    const design = designOf(courses, ranges, rate);
    const spreads = ranges.map((range) => spreadIn(events, range, rate, power));
    const expected = design.foretell(reactions);
    let counts = ranges.map(() => 1);
    let missed = counts;
    for (let round = 0; round <= ROUNDS; round += 1) {
      if (round > 0) counts = countsOf(missed);
      missed = expected(counts).map((value, n) => (value === null ? 0 : (drawn[n] - value) / spreads[n]));
    }
    return { power, design, counts, missed: missed.reduce((sum, value) => sum + Math.abs(value), 0) };
  });
  const { power, design, counts } = tried.reduce((best, one) => (one.missed < best.missed ? one : best));
  const answers = events.map(({ at, duration, intensity }): Answer => {
    const last = Math.min(samples, Math.ceil((at + duration + MOST_ANSWERED) * rate));
    return { first: Math.min(last, Math.ceil(at * rate)), last, strength: intensity ** power };
  });
  return {
    power,
    scenes: design
      .weights(counts)
      .map((weights, n) => (weights === null ? null : varying(weights, ranges[n], answers, rate))),
  };
}

/** About how a scene's mean varies where its events are answered alike, up to one scale; without any as with half a usual one. */
function spreadIn(events: readonly ScriptEvent[], [from, to]: Range, rate: number, power: number): number {
  const square = (those: readonly ScriptEvent[]): number =>
    those.reduce((sum, { intensity }) => sum + intensity ** (2 * power), 0);
  const own = square(events.filter(({ at }) => at * rate >= from && at * rate < to));
  const least = square(events) / (2 * Math.max(1, events.length));
  return (Math.sqrt(Math.max(own, least, 1e-12)) * rate) / Math.max(1, to - from);
}

/** The sum of a course [T] under weights [T]. */
export function weighed(weights: Float64Array, course: ArrayLike<number>, at = 0): number {
  let sum = 0;
  for (let t = 0; t < weights.length; t += 1) sum += weights[t] * course[at + t];
  return sum;
}

/** Samples in which most of an event's answer lies, and the event's strength. */
type Answer = { readonly first: number; readonly last: number; readonly strength: number };

function sumIn(course: Float64Array, first: number, last: number): number {
  let sum = 0;
  for (let t = first; t < last; t += 1) sum += course[t];
  return sum;
}

/** Weights with how the difference from what is drawn varies: each event counts by how it moves drawn and expected together. */
function varying(weights: Float64Array, [from, to]: Range, answers: readonly Answer[], rate: number): SceneExpectation {
  const events = answers.reduce((sum, { first, last, strength }) => {
    if (last <= first) return sum;
    const inside = Math.max(0, Math.min(last, to) - Math.max(first, from)) / Math.max(1, to - from);
    const share = (rate * (inside - sumIn(weights, first, last))) / (last - first);
    return sum + (share * strength) ** 2;
  }, 0);
  const square = weights.reduce((sum, value) => sum + value * value, 0);
  return { weights, events, level: 1 + square * Math.max(1, to - from) };
}

/** How much each scene counts for others: 1 within the middle of what is missed, less beyond. */
function countsOf(missed: readonly number[]): number[] {
  const sizes = missed
    .map(Math.abs)
    .filter((size) => size > 0)
    .sort((a, b) => a - b);
  const middle = 1.4826 * (sizes[sizes.length >> 1] ?? 1);
  return missed.map((value) => Math.min(1, middle / Math.max(Math.abs(value), 1e-12)));
}

/** Courses of the script, lagged by second upon second, and a constant as what reactions are explained by. */
function designOf(courses: readonly Float64Array[], ranges: readonly Range[], rate: number) {
  const step = Math.max(1, Math.round(rate));
  const lags = 1 + Math.round((LONGEST_ANSWER * rate) / step);
  const samples = courses[0]?.length ?? 0;
  const asking = lags * courses.length;
  // The first two courses are what is answered: without them there is nothing to expect.
  const answering = 2 * lags;
  const size = asking + 1;
  const rows = new Float64Array(samples * size);
  courses.forEach((course, c) => {
    const smooth = runningMean(course, step);
    for (let t = 0; t < samples; t += 1) {
      const at = t * size + c * lags;
      for (let lag = 0; lag < lags && lag * step <= t; lag += 1) rows[at + lag] = smooth[t - lag * step];
    }
  });
  for (let t = 0; t < samples; t += 1) rows[t * size + asking] = 1;
  const grams = ranges.map(([first, last]) => gramOf(rows, size, first, last));
  /** The sums of the rows of a scene, times a course if there is one. */
  const sums = ([first, last]: Range, course?: Float64Array): Float64Array => {
    const sum = new Float64Array(size);
    for (let t = first; t < last; t += 1) {
      const by = course === undefined ? 1 : course[t];
      for (let a = 0; a < size; a += 1) sum[a] += by * rows[t * size + a];
    }
    return sum;
  };
  const means = ranges.map((range) => sums(range).map((value) => value / Math.max(1, range[1] - range[0])));
  /** By scene its mean row, solved for by all other scenes: what each column counts for in it. Null where they ask nothing. */
  const solved = (counts: readonly number[]): (Float64Array | null)[] => {
    const total = new Float64Array(size * size);
    grams.forEach((gram, m) => {
      for (let at = 0; at < total.length; at += 1) total[at] += counts[m] * gram[at];
    });
    const left = new Float64Array(size * size);
    return ranges.map((_, n) => {
      for (let at = 0; at < left.length; at += 1) left[at] = total[at] - counts[n] * grams[n][at];
      let asked = 0;
      for (let a = 0; a < answering; a += 1) asked += left[a * size + a] / answering;
      if (!(asked > 1e-9) || !(left[size * size - 1] > 1e-9)) return null;
      for (let a = 0; a < asking; a += 1) left[a * size + a] += RIDGE * asked;
      if (!choleskyFactor(left, size, left)) return null;
      const mean = means[n].slice();
      choleskySolve(left, size, mean);
      return mean;
    });
  };
  return {
    /** What is expected of each scene for a course of reactions, where scenes count as much as they are said to. */
    foretell: (reactions: Float64Array) => {
      const moments = ranges.map((range) => sums(range, reactions));
      return (counts: readonly number[]): (number | null)[] =>
        solved(counts).map((own, n) => {
          if (own === null) return null;
          const others = moments.map((moment, m) => (m === n ? 0 : counts[m] * dot(own, moment)));
          return others.reduce((sum, value) => sum + value, 0);
        });
    },
    /** The weights of a course of reactions whose sum that is. */
    weights: (counts: readonly number[]): (Float64Array | null)[] =>
      solved(counts).map((own, n) => {
        if (own === null) return null;
        const weights = new Float64Array(samples);
        ranges.forEach(([from, to], m) => {
          if (m === n) return;
          for (let t = from; t < to; t += 1) weights[t] = counts[m] * dot(own, rows, t * size);
        });
        return weights;
      }),
  };
}

/** The lower triangle of the products of some rows [T, size] with themselves. */
function gramOf(rows: Float64Array, size: number, first: number, last: number): Float64Array {
  const gram = new Float64Array(size * size);
  for (let at = first * size; at < last * size; at += size) {
    for (let a = 0; a < size; a += 1) {
      const own = rows[at + a];
      if (own !== 0) for (let b = 0; b <= a; b += 1) gram[a * size + b] += own * rows[at + b];
    }
  }
  return gram;
}

function dot(a: Float64Array, b: Float64Array, at = 0): number {
  let sum = 0;
  for (let n = 0; n < a.length; n += 1) sum += a[n] * b[at + n];
  return sum;
}

/** The mean of each sample of a course and those before it, `width` in all. */
function runningMean(course: Float64Array, width: number): Float64Array {
  if (width === 1) return course;
  return course.map((_, t) => sumIn(course, Math.max(0, t - width + 1), t + 1) / width);
}
