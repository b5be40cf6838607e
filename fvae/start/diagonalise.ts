import { choleskyFactor, choleskyInverse, choleskySolve } from '../linear/cholesky.ts';
import type { Random } from '../random.ts';
import type { Regression } from './regression.ts';

/** Regression coefficients as B_i = A diag(U_i) W'. */
export type Diagonalisation = {
  /** [N, K] at least 0, mean 1 over the viewers that count. */
  readonly viewer: Float64Array;
  /** [Q, K] columns of length 1. */
  readonly left: Float64Array;
  /** [P, K] */
  readonly right: Float64Array;
  /** [K] standard deviation of U. */
  readonly spread: Float64Array;
  /** Minus twice the log posterior up to a constant: smaller is better. */
  readonly objective: number;
};

/** The regression, its noise whitened: what every start shares. */
export type Problem = {
  readonly regression: Regression;
  /** [QP, QP] inverse of the noise covariance. */
  readonly precision: Float64Array;
  /** Sum over viewers of weight times b' precision b. */
  readonly squares: number;
};

/**
 * The problem of a regression. To the noise is added what the product form misses of real answers, `misfit` being its
 * variance as a share of the answers' variance over viewers, the same for every course and component once courses have
 * variance 1: without it, strong but not quite proportional answers, known almost without noise, outvote all others.
 * Throws RangeError when the noise is not finite.
 */
export function problemOf(regression: Regression, misfit: number): Problem {
  const { viewers, courses, components, coefficients, weight, noise, level } = regression;
  const size = courses * components;
  const factor = noise.slice();
  const missed = misfit * answerVariance(regression);
  for (let i = 0; i < size; i++) {
    const square = level[Math.floor(i / components)]!;
    if (square > 0) factor[i * size + i]! += missed / square;
  }
  let trace = 0;
  for (let i = 0; i < size; i++) trace += factor[i * size + i]!;
  for (let i = 0; i < size; i++) factor[i * size + i]! += (1e-9 * trace) / size + Number.MIN_VALUE;
  if (!choleskyFactor(factor, size, factor)) throw new RangeError('the noise of the coefficients is not finite');
  const precision = choleskyInverse(factor, size);
  let squares = 0;
  const row = new Float64Array(size);
  for (let viewer = 0; viewer < viewers; viewer++) {
    row.set(coefficients.subarray(viewer * size, (viewer + 1) * size));
    choleskySolve(factor, size, row);
    for (let i = 0; i < size; i++) squares += weight[viewer]! * row[i]! * coefficients[viewer * size + i]!;
  }
  return { regression, precision, squares };
}

/** Variance over viewers of the answers to courses of variance 1, mean over courses and components. */
function answerVariance({ courses, components, coefficients, weight, level }: Regression): number {
  const size = courses * components;
  const total = weight.reduce((sum, w) => sum + w, 0);
  let variance = 0;
  for (let i = 0; i < size; i++) {
    let [sum, squares] = [0, 0];
    weight.forEach((w, viewer) => {
      const value = coefficients[viewer * size + i]!;
      sum += w * value;
      squares += w * value * value;
    });
    variance += (level[Math.floor(i / components)]! * (squares / total - (sum / total) ** 2)) / size;
  }
  return Math.max(0, variance);
}

/** The state of one run, and its memory. */
type Run = {
  readonly k: number;
  readonly viewer: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  readonly spread: Float64Array;
  /** [K, QP] the products A_k W_k', and those times the precision. */
  readonly products: Float64Array;
  readonly scaled: Float64Array;
  /** [K, K] `scaled` times `products`. */
  readonly gram: Float64Array;
  /** [K, K] weighted sum of U U', posterior variance included, and [K, QP] of U b'. */
  readonly moment: Float64Array;
  readonly cross: Float64Array;
};

/**
 * B_i as A diag(U_i) W' from a random start: alternating least squares in the metric of the noise, U_i >= 0 with prior
 * mean 1 and a standard deviation estimated along the way (0.15 to 1.2), until the objective stands still. The joint
 * diagonalisation of many matrices by one pair of transforms (Yeredor, Non-Orthogonal Joint Diagonalization in the
 * Least-Squares Sense, 2002), the diagonals being the viewers' sensitivities.
 */
export function diagonalise(problem: Problem, k: number, random: Random, iterations: number): Diagonalisation {
  const { viewers, courses: q, components: p } = problem.regression;
  const normal = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
  const run: Run = {
    k,
    viewer: new Float64Array(viewers * k).fill(1),
    left: normal(q * k),
    right: normal(p * k),
    spread: new Float64Array(k).fill(0.5),
    products: new Float64Array(k * q * p),
    scaled: new Float64Array(k * q * p),
    gram: new Float64Array(k * k),
    moment: new Float64Array(k * k),
    cross: new Float64Array(k * q * p),
  };
  let before = Number.POSITIVE_INFINITY;
  for (let n = 0; n < iterations; n++) {
    formProducts(problem, run);
    const objective = updateViewers(problem, run);
    updateSide(problem, run, 'left');
    updateSide(problem, run, 'right');
    normaliseLeft(run, q, p);
    if (Math.abs(before - objective) < 1e-9 * Math.abs(objective)) break;
    before = objective;
  }
  formProducts(problem, run);
  const objective = updateViewers(problem, run);
  return { viewer: run.viewer, left: run.left, right: run.right, spread: run.spread, objective };
}

function formProducts({ regression, precision }: Problem, run: Run): void {
  const { courses: q, components: p } = regression;
  const { k, left, right, products, scaled, gram } = run;
  const size = q * p;
  scaled.fill(0);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < size; i++) {
      const value = left[Math.floor(i / p) * k + c]! * right[(i % p) * k + c]!;
      products[c * size + i] = value;
      for (let j = 0; j < size; j++) scaled[c * size + j]! += value * precision[i * size + j]!;
    }
  }
  for (let a = 0; a < k; a++) {
    for (let c = 0; c < k; c++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += scaled[a * size + i]! * products[c * size + i]!;
      gram[a * k + c] = sum;
    }
  }
}

/** U given A and W, its scale moved to W, its spread, and the moments the other updates need. Gives the objective. */
function updateViewers({ regression, squares }: Problem, run: Run): number {
  const { viewers, courses, components, coefficients, weight } = regression;
  const { k, viewer, right, spread, scaled, gram, moment, cross } = run;
  const size = courses * components;
  const factor = new Float64Array(k * k);
  const inverse = new Float64Array(k * k);
  const u = new Float64Array(k);
  const target = new Float64Array(k);
  const sums = new Float64Array(k);
  const sumsOfSquares = new Float64Array(k);
  const variances = new Float64Array(k);
  moment.fill(0);
  cross.fill(0);
  let counted = 0;
  let objective = squares;
  for (let i = 0; i < viewers; i++) {
    const w = weight[i]!;
    if (w === 0) continue;
    counted += 1;
    for (let a = 0; a < k; a++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += scaled[a * size + j]! * coefficients[i * size + j]!;
      target[a] = sum;
      u[a] = w * sum + 1 / spread[a]! ** 2;
      for (let c = 0; c < k; c++) factor[a * k + c] = w * gram[a * k + c]! + (a === c ? 1 / spread[a]! ** 2 : 0);
    }
    choleskyFactor(factor, k, factor);
    choleskySolve(factor, k, u);
    choleskyInverse(factor, k, inverse);
    for (let a = 0; a < k; a++) u[a] = Math.max(0, u[a]!);
    for (let a = 0; a < k; a++) {
      viewer[i * k + a] = u[a]!;
      sums[a]! += u[a]!;
      sumsOfSquares[a]! += u[a]! ** 2;
      variances[a]! += inverse[a * k + a]!;
      objective += ((u[a]! - 1) / spread[a]!) ** 2 + 2 * Math.log(spread[a]!) - 2 * w * u[a]! * target[a]!;
      for (let c = 0; c < k; c++) {
        objective += w * u[a]! * u[c]! * gram[a * k + c]!;
        moment[a * k + c]! += w * (u[a]! * u[c]! + (a === c ? inverse[a * k + a]! : 0));
      }
      for (let j = 0; j < size; j++) cross[a * size + j]! += w * u[a]! * coefficients[i * size + j]!;
    }
  }
  const scale = sums.map((sum) => sum / counted + 1e-9);
  for (let i = 0; i < viewers; i++) {
    for (let a = 0; a < k; a++) viewer[i * k + a] = weight[i] === 0 ? 1 : viewer[i * k + a]! / scale[a]!;
  }
  for (let at = 0; at < right.length; at++) right[at]! *= scale[at % k]!;
  for (let a = 0; a < k; a++) {
    const mean = sums[a]! / counted;
    const variance = (sumsOfSquares[a]! / counted - mean ** 2 + variances[a]! / counted) / scale[a]! ** 2;
    spread[a] = Math.min(1.2, Math.max(0.15, Math.sqrt(Math.max(0, variance))));
    for (let c = 0; c < k; c++) moment[a * k + c]! /= scale[a]! * scale[c]!;
    for (let j = 0; j < size; j++) cross[a * size + j]! /= scale[a]!;
  }
  return objective;
}

/** A given U and W, or W given U and A: generalised least squares, all K columns at once. */
function updateSide({ regression, precision }: Problem, run: Run, side: 'left' | 'right'): void {
  const { courses: q, components: p } = regression;
  const { k, moment, cross } = run;
  const size = q * p;
  // Index i of a product is (free, fixed): `free` runs over the side that is sought.
  const sought = side === 'left' ? run.left : run.right;
  const known = side === 'left' ? run.right : run.left;
  const [n, m] = side === 'left' ? [q, p] : [p, q];
  const index =
    side === 'left'
      ? (free: number, fixed: number) => free * p + fixed
      : (free: number, fixed: number) => fixed * p + free;
  const half = new Float64Array(k * size * n);
  for (let c = 0; c < k; c++) {
    for (let i = 0; i < size; i++) {
      for (let r = 0; r < n; r++) {
        let sum = 0;
        for (let s = 0; s < m; s++) sum += precision[i * size + index(r, s)]! * known[s * k + c]!;
        half[(c * size + i) * n + r] = sum;
      }
    }
  }
  const rows = k * n;
  const matrix = new Float64Array(rows * rows);
  const solution = new Float64Array(rows);
  let trace = 0;
  for (let a = 0; a < k; a++) {
    for (let f = 0; f < n; f++) {
      const row = a * n + f;
      for (let c = 0; c <= a; c++) {
        for (let r = 0; r < n; r++) {
          let sum = 0;
          for (let s = 0; s < m; s++) sum += known[s * k + a]! * half[(c * size + index(f, s)) * n + r]!;
          matrix[row * rows + c * n + r] = moment[a * k + c]! * sum;
        }
      }
      // half of column a, row i, is the precision times the known side: symmetric, so read the other way round.
      for (let i = 0; i < size; i++) solution[row]! += half[(a * size + i) * n + f]! * cross[a * size + i]!;
      trace += matrix[row * rows + row]!;
    }
  }
  for (let row = 0; row < rows; row++) matrix[row * rows + row]! += 1e-9 * trace + Number.MIN_VALUE;
  if (!choleskyFactor(matrix, rows, matrix)) return;
  choleskySolve(matrix, rows, solution);
  for (let a = 0; a < k; a++) for (let f = 0; f < n; f++) sought[f * k + a] = solution[a * n + f]!;
}

/** Columns of A to length 1, their length moved to W. */
function normaliseLeft({ k, left, right }: Run, q: number, p: number): void {
  for (let c = 0; c < k; c++) {
    let squares = 0;
    for (let a = 0; a < q; a++) squares += left[a * k + c]! ** 2;
    const length = Math.sqrt(squares) + 1e-12;
    for (let a = 0; a < q; a++) left[a * k + c]! /= length;
    for (let b = 0; b < p; b++) right[b * k + c]! *= length;
  }
}
