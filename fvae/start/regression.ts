import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import { addOuterProducts, mirrorLower, paddedFeatures } from '../linear/outer.ts';
import { createRandom, type Random } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { fewestSamples, seenSamples } from './scatter.ts';

/** How each viewer's components answer the common courses. */
export type Regression = {
  readonly viewers: number;
  /** Q, the number of courses, and P, that of the components. */
  readonly courses: number;
  readonly components: number;
  /** [Q] the courses' variances. */
  readonly level: Float64Array;
  /** [N, Q, P] viewer i's components are close to courses times it. */
  readonly coefficients: Float64Array;
  /** [N] how much a viewer's coefficients are worth: its noise covariance is `noise` divided by it; mean 1. */
  readonly weight: Float64Array;
  /** [Q P, Q P] noise covariance of a viewer's coefficients. */
  readonly noise: Float64Array;
};

/**
 * The regression of every viewer's components on `courses` [T, Q] over its observed samples, both centred there. A viewer
 * weighs as the squares of the courses it was observed at; one hardly ever observed weighs nothing. The noise, slow and
 * correlated as it is, is measured: it is the covariance of the coefficients that the residuals have on courses turned
 * in time.
 */
export function regressOnCourses(projected: Tensor, courses: Float64Array, q: number, seed: number): Regression {
  const { viewers, samples, features: p, values, mask } = projected;
  const size = q * p;
  const coefficients = new Float64Array(viewers * size);
  const weight = new Float64Array(viewers);
  // Enough turned courses for a covariance of this size.
  const turns = Math.max(3, Math.ceil((4 * size) / viewers));
  const turned = new Float64Array(paddedFeatures(size) * viewers * turns);
  let used = 0;
  const work: Work = {
    q,
    p,
    x: new Float64Array(samples * q),
    y: new Float64Array(samples * p),
    factor: new Float64Array(q * q),
    solution: new Float64Array(size),
  };
  for (let viewer = 0; viewer < viewers; viewer++) {
    const seen = seenSamples(mask, viewer, samples);
    if (seen.length < Math.max(fewestSamples(samples), 2 * q)) continue;
    gatherCentred(courses, 0, q, seen, 0, samples, work.x);
    gatherCentred(values, viewer * samples * p, p, seen, 0, samples, work.y);
    weight[viewer] = solveCoefficients(work, seen.length);
    if (weight[viewer] === 0) continue;
    coefficients.set(work.solution, viewer * size);
    removeFit(work, seen.length);
    const random = createRandom(seed, `turn ${viewer}`);
    for (let turn = 0; turn < turns; turn++) {
      gatherCentred(courses, 0, q, seen, lagFor(random, samples), samples, work.x);
      const squares = solveCoefficients(work, seen.length);
      const root = Math.sqrt(squares);
      for (let at = 0; at < size; at++) turned[at * viewers * turns + used] = root * work.solution[at]!;
      used += 1;
    }
  }
  const mean = weight.reduce((sum, value) => sum + value, 0) / Math.max(1, used / turns);
  const noise = new Float64Array(size * size);
  addOuterProducts(turned, size, used, viewers * turns, noise);
  return {
    viewers,
    courses: q,
    components: p,
    level: variances(courses, q),
    coefficients,
    weight: weight.map((value) => (mean > 0 ? value / mean : 0)),
    noise: mirrorLower(noise, size).map((value) => value / Math.max(1, used) / (mean > 0 ? mean : 1)),
  };
}

/** [Q] variances of the columns. */
function variances(courses: Float64Array, q: number): Float64Array {
  const rows = courses.length / q;
  return Float64Array.from({ length: q }, (_, k) => {
    let [sum, squares] = [0, 0];
    for (let t = 0; t < rows; t++) {
      sum += courses[t * q + k]!;
      squares += courses[t * q + k]! ** 2;
    }
    return Math.max(0, squares / rows - (sum / rows) ** 2);
  });
}

/** A lag at least a tenth of the screening away from none. */
function lagFor(random: Random, samples: number): number {
  const least = Math.floor(samples / 10);
  return least + random.integer(Math.max(1, samples - 2 * least));
}

type Work = {
  readonly q: number;
  readonly p: number;
  /** [n, Q] courses and [n, P] components at the observed samples. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly factor: Float64Array;
  /** [Q, P] */
  readonly solution: Float64Array;
};

/** Fills the first rows of `out` with the rows `lag` before the seen ones, less their mean. */
function gatherCentred(
  values: Float32Array | Float64Array,
  from: number,
  n: number,
  seen: Uint32Array,
  lag: number,
  samples: number,
  out: Float64Array,
): void {
  const mean = new Float64Array(n);
  let to = 0;
  for (const t of seen) {
    const at = from + (t >= lag ? t - lag : t - lag + samples) * n;
    for (let k = 0; k < n; k++) {
      const value = values[at + k]!;
      out[to++] = value;
      mean[k]! += value / seen.length;
    }
  }
  for (let at = 0; at < to; at += n) for (let k = 0; k < n; k++) out[at + k]! -= mean[k]!;
}

/** Leaves the coefficients of y on x in `solution` and gives the sum of squares of x; 0 where there is no solution. */
function solveCoefficients({ q, p, x, y, factor, solution }: Work, rows: number): number {
  factor.fill(0);
  solution.fill(0);
  for (let row = 0; row < rows; row++) {
    for (let a = 0; a < q; a++) {
      const value = x[row * q + a]!;
      for (let b = 0; b <= a; b++) factor[a * q + b]! += value * x[row * q + b]!;
      for (let k = 0; k < p; k++) solution[a * p + k]! += value * y[row * p + k]!;
    }
  }
  let squares = 0;
  for (let a = 0; a < q; a++) squares += factor[a * q + a]!;
  for (let a = 0; a < q; a++) factor[a * q + a]! += 1e-9 * squares;
  if (!choleskyFactor(factor, q, factor)) {
    solution.fill(0);
    return 0;
  }
  const column = new Float64Array(q);
  for (let k = 0; k < p; k++) {
    for (let a = 0; a < q; a++) column[a] = solution[a * p + k]!;
    choleskySolve(factor, q, column);
    for (let a = 0; a < q; a++) solution[a * p + k] = column[a]!;
  }
  return squares;
}

/** Takes x times the solution off y. */
function removeFit({ q, p, x, y, solution }: Work, rows: number): void {
  for (let row = 0; row < rows; row++) {
    for (let a = 0; a < q; a++) {
      const value = x[row * q + a]!;
      for (let k = 0; k < p; k++) y[row * p + k]! -= value * solution[a * p + k]!;
    }
  }
}
