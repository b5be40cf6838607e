import { choleskyFactor, choleskyInverse, choleskySolve } from './linear/cholesky.ts';
import { rowProducts } from './linear/combine.ts';
import { raisedInverse } from './linear/inverse.ts';
import { multiply, transpose } from './linear/matrix.ts';
import { type MeanCourses, meanCourseAt } from './objective/mean-courses.ts';
import { asPlausible } from './plausible.ts';
import type { Population } from './population.ts';

/** Where a viewer stands: U at its most probable with its covariance there (Laplace), and the neutral given U. */
export type Placement = {
  /** [K] and [K, K]. */
  readonly viewer: Float64Array;
  readonly covariance: Float64Array;
  /** [D], the neutral. */
  readonly face: Float64Array;
  /** [D] by coordinate: variance of the neutral given U. */
  readonly faceVariance: Float64Array;
  /** [K, D]: how the neutral answers a change of U, in landmarks (it falls by this times the change). */
  readonly coupling: Float64Array;
};

/** A film as a model has it: what moves the landmarks, by how much and when. */
export type Film = {
  readonly courses: MeanCourses;
  /** [K, D]: what a course of 1 moves the landmarks by. */
  readonly reach: Float64Array;
  /** [T, K], V. */
  readonly time: Float64Array;
};

/** Places viewers, `values` [T, D] from `at` on where the `mask` [T] from `maskAt` on is 1; nothing behind it is read. */
export type Placer = (values: Float32Array, mask: Uint8Array, at?: number, maskAt?: number) => Placement;

const ROUNDS = 15;
/** How many times as much as whoever reacts most in the audience a viewer may react: beyond, nothing has told what faces do. */
const BEYOND = 3;

/**
 * A function that finds U, at least 0, and the neutral of one viewer, both with the population as Gaussian prior:
 * x_t = neutral + sum_k E[course_k(z)] reach_k + e_t, z ~ N(U V_t, s^2), residuals e correlated in time counted by their
 * correlation time. The neutral is integrated out coordinate by coordinate, which leaves sums [T, K], [K] and two K x K
 * matrices; U by the steps of Levenberg and Marquardt. A viewer whose U would lie far beyond the `most` [K] of the audience
 * shows something that the model does not know, such as a change of camera: less is made of its samples (`asPlausible`).
 */
export function placerOf(population: Population, film: Film, most: Float64Array | null = null): Placer {
  const { features: D, samples: T, to, from, correlationTime, interceptVariance, interceptMean } = population;
  const { courses, reach, time } = film;
  const K = courses.factors;
  const coldest = correlationTime.map((duration) => 1 / duration);
  // Reaches in coordinates, and what rows are multiplied by: [K, D] each.
  const turned = multiply(reach, transpose(to, D, D), K, D, D);
  const weighed = multiply(
    turned.map((value, at) => value * coldest[at % D]!),
    to,
    K,
    D,
    D,
  );
  const metric = multiply(weighed, transpose(reach, K, D), K, D, K);
  const back = transpose(from, D, D);
  const mean = population.viewerMean;
  const prior = raisedInverse(heldOpen(population.viewerCovariance, mean), K);

  return (values, mask, at = 0, maskAt = 0) => {
    const seen: number[] = [];
    for (let t = 0; t < T; t += 1) if (mask[maskAt + t] === 1) seen.push(t);
    const n = seen.length;
    const projected = new Float64Array(n * K);
    const sum = new Float64Array(D);
    const row = new Float64Array(D);
    const dots = new Float64Array(K);
    for (let s = 0; s < n; s += 1) {
      const line = at + seen[s]! * D;
      for (let d = 0; d < D; d += 1) {
        row[d] = values[line + d]! - interceptMean[d]!;
        sum[d]! += row[d]!;
      }
      rowProducts(weighed, row, 0, D, dots);
      projected.set(dots, s * K);
    }
    const total = multiply(to, sum, D, D, 1);
    return asPlausible(
      (trust) => placedAt(seen, projected, total, trust),
      ({ viewer }) => most === null || viewer.every((u, k) => !(most[k]! > 0) || u <= BEYOND * most[k]!),
    );
  };

  /** Where a viewer stands whose samples say as much as `trust` of them would. */
  function placedAt(seen: readonly number[], projected: Float64Array, total: Float64Array, trust: number): Placement {
    const weights = coldest.map((weight) => weight * trust);
    const variance = weights.map((weight, d) => 1 / (seen.length * weight + 1 / interceptVariance[d]!));
    // What integrating the neutral out takes from the sums: c - 2 a'h + a'Qa for a [K], the courses' sums.
    const h = new Float64Array(K);
    const q = new Float64Array(K * K);
    for (let d = 0; d < D; d += 1) {
      const gain = weights[d]! * weights[d]! * variance[d]!;
      for (let k = 0; k < K; k += 1) {
        const scaled = gain * turned[k * D + d]!;
        h[k]! += scaled * total[d]!;
        for (let j = 0; j < K; j += 1) q[k * K + j]! += scaled * turned[j * D + d]!;
      }
    }
    const { viewer, covariance, sums, slopes } = mostProbable({ seen, projected, h, q, trust });
    const gain = weights.map((weight, d) => weight * variance[d]!);
    const shift = total.map((value, d) => {
      let left = value;
      for (let k = 0; k < K; k += 1) left -= turned[k * D + d]! * sums[k]!;
      return gain[d]! * left;
    });
    const moved = multiply(from, shift, D, D, 1);
    const answers = turned.map((value, index) => slopes[Math.floor(index / D)]! * value * gain[index % D]!);
    return {
      viewer,
      covariance,
      face: interceptMean.map((value, d) => value + moved[d]!),
      faceVariance: variance,
      coupling: multiply(answers, back, K, D, D),
    };
  }

  function mostProbable(data: Sums) {
    let u = mean.map((value) => Math.max(0, value));
    let now = stateAt(u, data);
    const factor = new Float64Array(K * K);
    let damping = 1e-4;
    for (let round = 0; round < ROUNDS; round += 1) {
      const damped = now.curvature.slice();
      for (let k = 0; k < K; k += 1) damped[k * K + k]! *= 1 + damping;
      // What is held at 0 and would go lower takes no part in the step.
      for (let k = 0; k < K; k += 1) {
        if (u[k]! > 0 || now.gradient[k]! > 0) continue;
        for (let j = 0; j < K; j += 1) {
          damped[k * K + j] = k === j ? 1 : 0;
          damped[j * K + k] = k === j ? 1 : 0;
        }
      }
      if (!choleskyFactor(damped, K, factor)) break;
      const step = now.gradient.map((slope, k) => (u[k]! > 0 || slope > 0 ? slope : 0));
      choleskySolve(factor, K, step);
      const next = u.map((value, k) => Math.max(0, value + step[k]!));
      const tried = stateAt(next, data);
      if (tried.cost < now.cost) {
        const gained = now.cost - tried.cost;
        u = next;
        now = tried;
        damping = Math.max(1e-6, damping / 4);
        if (gained < 1e-6) break;
      } else {
        damping = 8 * Math.max(damping, 1e-3);
        if (damping > 1e8) break;
      }
    }
    const covariance = choleskyFactor(now.curvature, K, factor)
      ? choleskyInverse(factor, K)
      : population.viewerCovariance.slice();
    return { viewer: u, covariance, sums: now.sums, slopes: now.slopes };
  }

  /** Minus the log posterior at u up to a constant, minus its gradient [K], its curvature (the lower triangle of [K, K]) and the courses' and slopes' sums [K]. */
  function stateAt(u: Float64Array, { seen, projected, h, q, trust }: Sums) {
    const sums = new Float64Array(K);
    const slopes = new Float64Array(K);
    const gradient = new Float64Array(K);
    const curvature = new Float64Array(K * K);
    const a = new Float64Array(K);
    const b = new Float64Array(K);
    const out = new Float64Array(2);
    let cost = 0;
    for (let s = 0; s < seen.length; s += 1) {
      const t = seen[s]!;
      for (let k = 0; k < K; k += 1) {
        const v = time[t * K + k]!;
        meanCourseAt(courses, k, u[k]! * v, out);
        a[k] = out[0]!;
        b[k] = out[1]! * v;
        sums[k]! += out[0]!;
        slopes[k]! += b[k]!;
      }
      for (let k = 0; k < K; k += 1) {
        let fitted = 0;
        for (let j = 0; j < K; j += 1) fitted += metric[k * K + j]! * a[j]!;
        fitted *= trust;
        const y = trust * projected[s * K + k]!;
        cost += a[k]! * (0.5 * fitted - y);
        gradient[k]! += b[k]! * (y - fitted);
        for (let j = 0; j <= k; j += 1) curvature[k * K + j]! += trust * b[k]! * b[j]! * metric[k * K + j]!;
      }
    }
    for (let k = 0; k < K; k += 1) {
      let taken = 0;
      for (let j = 0; j < K; j += 1) taken += q[k * K + j]! * sums[j]!;
      cost -= sums[k]! * (0.5 * taken - h[k]!);
      gradient[k]! -= slopes[k]! * (h[k]! - taken);
      for (let j = 0; j <= k; j += 1) curvature[k * K + j]! -= slopes[k]! * slopes[j]! * q[k * K + j]!;
    }
    for (let k = 0; k < K; k += 1) {
      let pull = 0;
      for (let j = 0; j < K; j += 1) pull += prior[k * K + j]! * (u[j]! - mean[j]!);
      cost += 0.5 * (u[k]! - mean[k]!) * pull;
      gradient[k]! -= pull;
      for (let j = 0; j <= k; j += 1) curvature[k * K + j]! += prior[k * K + j]!;
    }
    return { cost, gradient, curvature, sums, slopes };
  }
}

type Sums = {
  readonly seen: readonly number[];
  readonly projected: Float64Array;
  readonly h: Float64Array;
  readonly q: Float64Array;
  readonly trust: number;
};

/** The covariance [K, K] of U with a hundredth of its mean added to each deviation: nothing is known for certain beforehand. */
function heldOpen(covariance: Float64Array, mean: Float64Array): Float64Array {
  const K = mean.length;
  return covariance.map((value, at) => (at % (K + 1) === 0 ? value + 1e-4 * mean[at % K]! ** 2 + 1e-9 : value));
}
