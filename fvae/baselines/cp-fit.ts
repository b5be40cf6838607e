import { heard } from '../heard.ts';
import { choleskyFactor, choleskyInverse, choleskyLogDeterminant } from '../linear/cholesky.ts';
import { symmetricEigen } from '../linear/eigen.ts';
import { identity } from '../linear/matrix.ts';
import { whitening } from '../linear/whitening.ts';
import { ModelFault } from '../model.ts';
import type { Random } from '../random.ts';
import { type CourseSums, combineCourses, courseSums, type DataSums, dataSums } from './course-sums.ts';
import { type CpCost, type CpState, settleCourses, settleLoadings, settleTimes, settleViewers } from './cp-als.ts';
import { balance, costOf, residualSums } from './cp-cost.ts';
import type { Reduced } from './reduce.ts';

/** How a CP model is looked for. */
export type CpSearch = {
  readonly rank: number;
  readonly nonNegative: boolean;
  /** Whether residuals are weighed by the inverse of their own covariance. */
  readonly weighed: boolean;
  readonly starts: number;
  readonly ridge: number;
  /** Sweeps at most over the whole data after the starts. */
  readonly sweeps: number;
  /** By how much a sweep must lower log |residual covariance| (without weighing, the logarithm of the cost) for another to follow. */
  readonly tolerance: number;
  readonly signal?: AbortSignal;
};

/** Data with what every CP model of it can share: its sums, and the courses that its viewers have in common. */
export type CpGround = {
  readonly data: Reduced;
  readonly own: DataSums;
  /** [T, L] orthonormal courses of time. */
  readonly basis: Float64Array;
  readonly basisSums: CourseSums;
};

/** A found model with its metric, ready to go on. */
export type CpFound = { readonly state: CpState; readonly metric: Float64Array; readonly sums: CourseSums };

/** The ground for CP models of the data: the `courses` leading principal courses of the viewers' mean. */
export function layGround(data: Reduced, courses: number): CpGround {
  const { viewers, samples, size, values, mask, weight } = data;
  const mean = new Float64Array(samples * size);
  for (let t = 0; t < samples; t++) {
    let total = 0;
    for (let i = 0; i < viewers; i++) {
      if (mask[i * samples + t] !== 1) continue;
      total += weight[i]!;
      for (let p = 0; p < size; p++) mean[t * size + p]! += weight[i]! * values[(i * samples + t) * size + p]!;
    }
    if (total > 0) for (let p = 0; p < size; p++) mean[t * size + p]! /= total;
  }
  const products = new Float64Array(size * size);
  for (let t = 0; t < samples; t++) {
    for (let p = 0; p < size; p++) {
      for (let q = 0; q < size; q++) products[p * size + q]! += mean[t * size + p]! * mean[t * size + q]!;
    }
  }
  const { values: power, vectors } = symmetricEigen(products, size);
  const count = Math.min(courses, size, samples);
  const basis = new Float64Array(samples * count);
  for (let t = 0; t < samples; t++) {
    for (let l = 0; l < count; l++) {
      if (!(power[l]! > 1e-14 * power[0]!)) continue;
      let sum = 0;
      for (let p = 0; p < size; p++) sum += mean[t * size + p]! * vectors[p * size + l]!;
      basis[t * count + l] = sum / Math.sqrt(power[l]!);
    }
  }
  const own = dataSums(data);
  return { data, own, basis, basisSums: courseSums(data, own, basis, count) };
}

/** The inverse of the residual covariance, small eigenvalues raised, and what the model is to be judged by: log |cov|. */
export function residualMetric(sums: CourseSums, state: CpState, ground: CpGround): [Float64Array, number] {
  const { size, weight } = ground.data;
  let total = 0;
  ground.own.count.forEach((count, i) => {
    total += weight[i]! * Math.max(0, count - 1);
  });
  const covariance = residualSums(sums, state, ground.own.within, size).map((value) => value / Math.max(1, total));
  raiseFloor(covariance, ground.own.within, size, total);
  const { colour, logDeterminant } = whitening(covariance, size, 1e-7);
  const raised = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < size; q++) {
      let sum = 0;
      for (let r = 0; r < size; r++) sum += colour[p * size + r]! * colour[r * size + q]!;
      raised[p * size + q] = sum;
    }
  }
  const factor = new Float64Array(size * size);
  if (!choleskyFactor(raised, size, factor)) return [identity(size), logDeterminant];
  return [choleskyInverse(factor, size), choleskyLogDeterminant(factor, size)];
}

/** What a fit leaves of data that it tells to the last bit is taken for this share of what there was. */
const EXACT = 1e-12;

/** Adds to a residual covariance [n, n] without variance what stands for none. */
function raiseFloor(covariance: Float64Array, within: Float64Array, n: number, total: number): void {
  let [left, all] = [0, 0];
  for (let p = 0; p < n; p++) {
    left += covariance[p * n + p]!;
    all += within[p * n + p]! / Math.max(1, total);
  }
  if (left > EXACT * all) return;
  for (let p = 0; p < n; p++) covariance[p * n + p]! += (EXACT * all) / n + Number.MIN_VALUE ** 0.5;
}

/** Sweeps at most in which V stays within the basis: no pass over the data. Gives the model's standing, lower is better. */
function sweepInBasis(
  ground: CpGround,
  state: CpState,
  search: CpSearch,
  from: Float64Array,
  sweeps: number,
): [Float64Array, number] {
  const { size } = ground.data;
  let metric = from;
  let standing = Number.POSITIVE_INFINITY;
  for (let sweep = 1; sweep <= sweeps; sweep++) {
    const cost: CpCost = { metric, ridge: search.ridge, nonNegative: search.nonNegative };
    const sums = combineCourses(ground.basisSums, state.time, state.rank, size);
    settleViewers(sums, state, cost, size);
    settleLoadings(sums, state, cost, size);
    settleCourses(ground.basisSums, state, cost, size);
    balance(state, metric, size);
    if (sweep % 5 !== 0 && sweep < sweeps) continue;
    const before = standing;
    const now = combineCourses(ground.basisSums, state.time, state.rank, size);
    if (search.weighed) [metric, standing] = residualMetric(now, state, ground);
    else standing = Math.log(costOf(now, state, ground.own.within, cost, size));
    if (!(before - standing >= 5 * search.tolerance)) break;
  }
  return [metric, standing];
}

/** How far beyond its least-squares answer V is taken, at most, and by how much more at each sweep. */
const REACH = { most: 2, more: 0.5 } as const;

/**
 * Sweeps over the whole data with V free, until the cost settles. V goes on in the direction in which it moves, farther from
 * sweep to sweep while that helps (Bro, Multi-way analysis in the food industry, 1998, p. 95): half the sweeps do.
 */
export async function sweepWhole(ground: CpGround, found: CpFound, search: CpSearch): Promise<CpFound> {
  const { data, own } = ground;
  const { size } = data;
  let { metric, sums } = found;
  const { state } = found;
  const { time } = state;
  let before = Number.POSITIVE_INFINITY;
  let reach = 0;
  for (let sweep = 0; sweep < search.sweeps; sweep++) {
    await heard(search.signal);
    const cost: CpCost = { metric, ridge: search.ridge, nonNegative: search.nonNegative };
    const last = time.slice();
    settleTimes(data, own, sums, state, cost);
    // The first two sweeps mend the start, and what the last one finds is kept as it is.
    reach = sweep < 2 || sweep === search.sweeps - 1 ? 0 : Math.min(REACH.most, reach + REACH.more);
    for (let at = 0; at < time.length; at++) time[at]! += reach * (time[at]! - last[at]!);
    centre(state, data.samples);
    balance(state, metric, size);
    sums = courseSums(data, own, time, state.rank);
    for (let inner = 0; inner < 3; inner++) {
      settleViewers(sums, state, cost, size);
      settleLoadings(sums, state, cost, size);
    }
    let standing: number;
    if (search.weighed) [metric, standing] = residualMetric(sums, state, ground);
    else standing = Math.log(costOf(sums, state, own.within, cost, size));
    if (!(before - standing >= search.tolerance)) {
      if (reach <= REACH.more) break;
      // Too far: from here on in small steps again.
      reach = -REACH.more;
    }
    before = standing;
  }
  return { state, metric, sums };
}

/** Takes the mean off every course: the intercepts carry it, and the ridge is spared. */
function centre(state: CpState, samples: number): void {
  const { rank, time } = state;
  for (let k = 0; k < rank; k++) {
    let mean = 0;
    for (let t = 0; t < samples; t++) mean += time[t * rank + k]! / samples;
    for (let t = 0; t < samples; t++) time[t * rank + k]! -= mean;
  }
}

/**
 * The best of several random starts. Starts are cheap: V is first sought among the courses that the viewers have in common
 * (CANDELINC; Carroll, Pruzansky and Kruskal 1980), for which sums over the data suffice; the best few go on, and the best
 * of them is finished with V free.
 */
export async function searchCp(ground: CpGround, search: CpSearch, random: Random): Promise<CpFound> {
  const { data, basis, basisSums } = ground;
  const { size, samples, viewers } = data;
  const { rank } = search;
  const { courses } = basisSums;
  const begun: (Pick<CpFound, 'state' | 'metric'> & { readonly standing: number })[] = [];
  for (let start = 0; start < search.starts; start += 1) {
    await heard(search.signal);
    const state: CpState = {
      rank,
      viewer: Float64Array.from({ length: viewers * rank }, () => Math.abs(random.normal())),
      time: Float64Array.from({ length: courses * rank }, () => random.normal()),
      loading: Float64Array.from({ length: size * rank }, () => random.normal()),
    };
    const [metric, standing] = sweepInBasis(ground, state, search, identity(size), 20);
    begun.push({ state, metric, standing });
  }
  const sorted = (found: typeof begun): typeof begun => found.sort((p, q) => p.standing - q.standing);
  const finalists: typeof begun = [];
  for (const { state, metric } of sorted(begun.filter(({ standing }) => Number.isFinite(standing))).slice(0, 3)) {
    await heard(search.signal);
    const [now, standing] = sweepInBasis(ground, state, search, metric, 60);
    finalists.push({ state, metric: now, standing });
  }
  const [best] = sorted(finalists);
  if (best === undefined)
    throw new ModelFault(`alternating least squares of rank ${rank}: found no start that settles`);
  const time = new Float64Array(samples * rank);
  for (let t = 0; t < samples; t++) {
    for (let l = 0; l < courses; l++) {
      for (let k = 0; k < rank; k++) time[t * rank + k]! += basis[t * courses + l]! * best.state.time[l * rank + k]!;
    }
  }
  const state = { ...best.state, time };
  const sums = courseSums(data, ground.own, time, rank);
  return sweepWhole(ground, { state, metric: best.metric, sums }, search);
}
