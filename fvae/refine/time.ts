import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import { meanCourseAt } from '../objective/mean-courses.ts';
import { type Bench, weigh } from './bench.ts';

/** What the data say of V, second by second: [T, K] the most probable and [T, K, K] the information there. */
export type TimeEstimate = { readonly time: Float64Array; readonly information: Float64Array };

const STEPS = 4;
/** Information of a prior at the V before, for seconds at which hardly anybody is seen. */
const RIDGE = 1e-2;
/** V may pass 0 by this much, so that noise around 0 stays without bias until it is smoothed. */
const LOWEST = -0.5;

/**
 * V given all else from the viewers for whom `chosen` says so, by a few steps of Levenberg and Marquardt at each second
 * from the V `before` [T, K]; `viewer` is U [N, K]. Where `rare` [T] is 0 the last factor stays as it was.
 */
export function estimateTime(
  bench: Bench,
  viewer: Float64Array,
  before: Float64Array,
  chosen: (viewer: number) => boolean,
  rare: Uint8Array | null = null,
): TimeEstimate {
  const { courses, direction, projected, offset, precision } = bench;
  const { viewers: N, samples: T, features: P, values, mask } = projected;
  const K = courses.factors;
  const { weighed, metric } = weigh(direction, precision, K, P);
  const takesPart = Array.from({ length: N }, (_, i) => i).filter(chosen);
  const time = before.slice();
  const information = new Float64Array(T * K * K);
  // Of the viewers seen at a second: who they are, and their components along the directions.
  const seen = new Int32Array(N);
  const y = new Float64Array(N * K);
  const value = new Float64Array(K);
  const slope = new Float64Array(K);
  const out = new Float64Array(2);
  const gradient = new Float64Array(K);
  const curvature = new Float64Array(K * K);
  const damped = new Float64Array(K * K);
  const step = new Float64Array(K);
  // How many factors move at a second.
  let free = K;
  let v = new Float64Array(K);
  let next = new Float64Array(K);

  /** Minus the log likelihood at V_t = `at` up to a constant; on request minus its gradient and its curvature, too. */
  const costAt = (at: Float64Array, t: number, n: number, whole: boolean): number => {
    let cost = 0;
    if (whole) {
      gradient.fill(0);
      curvature.fill(0);
    }
    for (let m = 0; m < n; m += 1) {
      const u = seen[m]! * K;
      for (let k = 0; k < K; k += 1) {
        meanCourseAt(courses, k, viewer[u + k]! * at[k]!, out);
        value[k] = out[0]!;
        slope[k] = k >= free ? 0 : out[1]! * viewer[u + k]!;
      }
      for (let k = 0; k < K; k += 1) {
        let fitted = 0;
        for (let j = 0; j < K; j += 1) fitted += metric[k * K + j]! * value[j]!;
        cost += value[k]! * (0.5 * fitted - y[m * K + k]!);
        if (!whole) continue;
        gradient[k]! += slope[k]! * (y[m * K + k]! - fitted);
        for (let j = 0; j <= k; j += 1) curvature[k * K + j]! += slope[k]! * slope[j]! * metric[k * K + j]!;
      }
    }
    for (let k = 0; k < K; k += 1) {
      const change = at[k]! - before[t * K + k]!;
      cost += 0.5 * RIDGE * change * change;
      if (!whole) continue;
      gradient[k]! -= RIDGE * change;
      curvature[k * K + k]! += RIDGE;
      for (let j = 0; j < k; j += 1) curvature[j * K + k] = curvature[k * K + j]!;
    }
    return cost;
  };

  for (let t = 0; t < T; t += 1) {
    free = rare === null || rare[t] === 1 ? K : K - 1;
    let n = 0;
    for (const i of takesPart) {
      const entry = i * T + t;
      if (mask[entry] !== 1) continue;
      for (let k = 0; k < K; k += 1) {
        let dot = 0;
        for (let p = 0; p < P; p += 1) dot += weighed[k * P + p]! * (values[entry * P + p]! - offset[i * P + p]!);
        y[n * K + k] = dot;
      }
      seen[n++] = i;
    }
    v.set(before.subarray(t * K, (t + 1) * K));
    let cost = costAt(v, t, n, true);
    let damping = 1e-4;
    for (let round = 0; round < STEPS && n > 0; round += 1) {
      damped.set(curvature);
      for (let k = 0; k < K; k += 1) damped[k * K + k]! *= 1 + damping;
      step.set(gradient);
      if (!choleskyFactor(damped, K, damped)) break;
      choleskySolve(damped, K, step);
      for (let k = 0; k < K; k += 1) next[k] = Math.max(LOWEST, v[k]! + step[k]!);
      const tried = costAt(next, t, n, false);
      if (!(tried < cost)) {
        damping = Math.max(damping, 1e-3) * 10;
        continue;
      }
      const gained = cost - tried;
      [v, next] = [next, v];
      cost = costAt(v, t, n, true);
      damping /= 4;
      if (gained < 1e-4) break;
    }
    time.set(v, t * K);
    information.set(curvature, t * K * K);
  }
  return { time, information };
}

/** What two halves of an audience say together: information adds up. */
export function together([a, b]: readonly [TimeEstimate, TimeEstimate]): TimeEstimate {
  const K = a.information.length / a.time.length;
  const T = a.time.length / K;
  const information = a.information.map((value, at) => value + b.information[at]!);
  const time = new Float64Array(T * K);
  const factor = new Float64Array(K * K);
  const right = new Float64Array(K);
  for (let t = 0; t < T; t += 1) {
    for (let k = 0; k < K; k += 1) {
      right[k] = 0;
      for (let j = 0; j < K; j += 1) {
        const at = (t * K + k) * K + j;
        factor[k * K + j] = information[at]!;
        right[k]! += a.information[at]! * a.time[t * K + j]! + b.information[at]! * b.time[t * K + j]!;
      }
    }
    if (choleskyFactor(factor, K, factor)) choleskySolve(factor, K, right);
    else right.set(a.time.subarray(t * K, (t + 1) * K));
    time.set(right, t * K);
  }
  return { time, information };
}
