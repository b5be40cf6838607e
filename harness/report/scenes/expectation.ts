import { choleskyFactor, choleskySolve } from '../../../fvae/linear/cholesky.ts';
import type { Scene } from './scene.ts';

/** Seconds after a moment of the script in which it is still answered. */
const LONGEST_ANSWER = 12;
/** Powers of the script's strength that are tried: how much more a strong event draws than a weak one. */
const POWERS = [0.5, 0.7, 1, 1.4, 2];
/** Holds the lags' weights together, relative to their mean square. */
const RIDGE = 0.01;

/** Rounds in which scenes that are far from what is expected come to count less for others. */
const ROUNDS = 6;

/**
 * What each scene would draw if the audience answered there as it does in all others: weights [T] of a course of reactions,
 * by scene, whose sum is the scene's expected mean. Null for a scene without which nothing of the script is left.
 */
export type Expectation = { readonly power: number; readonly weights: readonly (Float64Array | null)[] };

/**
 * The expectation of scenes under a course of the script [T], for the audience's mean course of reactions [T]: reactions are
 * the script's strength to a power, weighed over the last 12 s, plus a constant, by least squares over all other scenes. Those
 * that are answered otherwise than most count less (Huber), and the power is the one that foretells left-out scenes best.
 */
export function expectationOf(
  script: Float64Array,
  reactions: Float64Array,
  scenes: readonly Scene[],
  rate: number,
): Expectation {
  const ranges = scenes.map(
    ({ from, to }): Range => [Math.ceil(from * rate), Math.min(script.length, Math.ceil(to * rate))],
  );
  const drawn = ranges.map(([first, last]) => meanIn(reactions, first, last));
  const longest = Math.round(LONGEST_ANSWER * rate);
  const tried = POWERS.map((power) => {
    const design = designOf(
      script.map((value) => value ** power),
      ranges,
      longest,
    );
    let counts = ranges.map(() => 1);
    let weights = design.weights(counts);
    let missed = missedBy(weights, reactions, drawn, ranges);
    for (let round = 0; round < ROUNDS; round += 1) {
      counts = countsOf(missed);
      weights = design.weights(counts);
      missed = missedBy(weights, reactions, drawn, ranges);
    }
    return { power, weights, missed: missed.reduce((sum, value) => sum + Math.abs(value), 0) };
  });
  return tried.reduce((best, one) => (one.missed < best.missed ? one : best));
}

/** The sum of a course [T] under weights [T]. */
export function weighed(weights: Float64Array, course: ArrayLike<number>, at = 0): number {
  let sum = 0;
  for (let t = 0; t < weights.length; t += 1) sum += weights[t] * course[at + t];
  return sum;
}

type Range = readonly [number, number];

function meanIn(course: Float64Array, first: number, last: number): number {
  let sum = 0;
  for (let t = first; t < last; t += 1) sum += course[t];
  return sum / Math.max(1, last - first);
}

/** By how much each scene drew more than expected, longer scenes being surer; 0 where nothing is expected. */
function missedBy(
  weights: Expectation['weights'],
  reactions: Float64Array,
  drawn: readonly number[],
  ranges: readonly Range[],
): number[] {
  return weights.map((own, n) => {
    if (own === null) return 0;
    const [first, last] = ranges[n];
    return Math.sqrt(last - first) * (drawn[n] - weighed(own, reactions));
  });
}

/** How much each scene counts for others: 1 within the middle of what is missed, less beyond. */
function countsOf(missed: readonly number[]): number[] {
  const sizes = missed.map(Math.abs).sort((a, b) => a - b);
  const middle = 1.4826 * sizes[sizes.length >> 1];
  return missed.map((value) => Math.min(1, middle / Math.max(Math.abs(value), 1e-12)));
}

/** The script's lagged strengths and a constant as what reactions are explained by. */
function designOf(script: Float64Array, ranges: readonly Range[], longest: number) {
  const size = longest + 2;
  const row = (t: number, out: Float64Array): void => {
    for (let lag = 0; lag <= longest; lag += 1) out[lag] = t >= lag ? script[t - lag] : 0;
    out[longest + 1] = 1;
  };
  const x = new Float64Array(size);
  const grams = ranges.map(([first, last]) => {
    const gram = new Float64Array(size * size);
    for (let t = first; t < last; t += 1) {
      row(t, x);
      for (let a = 0; a < size; a += 1) for (let b = 0; b <= a; b += 1) gram[a * size + b] += x[a] * x[b];
    }
    return gram;
  });
  return {
    /** The weights of each scene's expectation where scenes count as much as they are said to. */
    weights: (counts: readonly number[]): (Float64Array | null)[] =>
      ranges.map(([first, last], n) => {
        const left = new Float64Array(size * size);
        grams.forEach((gram, m) => {
          if (m !== n)
            gram.forEach((value, at) => {
              left[at] += counts[m] * value;
            });
        });
        let asked = 0;
        for (let lag = 0; lag <= longest; lag += 1) asked += left[lag * size + lag] / (longest + 1);
        if (!(asked > 1e-9) || !(left[size * size - 1] > 0)) return null;
        for (let lag = 0; lag <= longest; lag += 1) left[lag * size + lag] += RIDGE * asked;
        if (!choleskyFactor(left, size, left)) return null;
        // The scene's mean row of the design, solved for: what each lag counts for in it.
        const mean = new Float64Array(size);
        for (let t = first; t < last; t += 1) {
          row(t, x);
          for (let a = 0; a < size; a += 1) mean[a] += x[a] / (last - first);
        }
        choleskySolve(left, size, mean);
        const weights = new Float64Array(script.length);
        ranges.forEach(([from, to], m) => {
          if (m === n) return;
          for (let t = from; t < to; t += 1) {
            row(t, x);
            for (let a = 0; a < size; a += 1) weights[t] += counts[m] * x[a] * mean[a];
          }
        });
        return weights;
      }),
  };
}
