import type { Factorisation } from '../factorisation.ts';
import { choleskyFactor, choleskyLogDeterminant } from '../linear/cholesky.ts';
import { multiply } from '../linear/matrix.ts';
import { meanCourses } from '../objective/mean-courses.ts';
import { placeAll } from '../place-all.ts';
import type { Film } from '../placement.ts';
import { populationFrom } from '../population.ts';
import { meanResiduals, residualWindows } from '../residuals.ts';
import type { Subspace } from '../start/kept.ts';
import type { Tensor } from '../tensor.ts';
import { fitCourses, sumCourses } from './courses.ts';
import { precisionIn } from './precision.ts';
import { chooseWalks, smoothTime } from './smooth.ts';
import { estimateTime, type TimeEstimate, together } from './time.ts';
import { type Doubts, doubtsOf } from './unsure.ts';

/** The data, as they are and in the subspace. */
export type Ground = { readonly tensor: Tensor; readonly projected: Tensor; readonly subspace: Subspace };

/** About how many entries courses are fitted to, and powers compared on. */
const ENTRIES = { courses: 300_000, powers: 40_000 };
/** About how many entries residuals are taken from. */
const ROWS = 20_000;
/** Powers that are tried for a factor: z^p is a product of viewer and time as z is. */
const POWERS = [0.77, 0.88, 1, 1.14, 1.3];

/** The share of V's square that is its variance, below which it does not move. */
const STILL = 1e-3;

/** The film as the subspace shows it: reaches are directions. */
function projectedFilm({ decoder, time }: Factorisation, deviation: ArrayLike<number>): Film {
  return { courses: meanCourses(decoder, deviation), reach: decoder.direction, time };
}

/** A better factorisation, its loss per entry, and the factors of which the audience says least (see `doubtsOf`). */
export type Improved = {
  readonly factorisation: Factorisation;
  readonly loss: number;
  readonly doubts: Doubts;
};

/**
 * A factorisation that is better while the loss falls: U and the neutrals viewer by viewer, V second by second, smoothed as
 * far as one half of the audience foretells the other half's by it, and the courses with the power at which they fit best,
 * each given the others. With it the loss per entry, minus the log likelihood of its components up to a constant. `pause` is
 * awaited between steps.
 */
export async function improve(
  ground: Ground,
  now: Factorisation,
  deviation: ArrayLike<number>,
  pause: () => Promise<void>,
): Promise<Improved> {
  const { projected } = ground;
  const { viewers: N, samples: T } = projected;
  const K = now.decoder.factors;
  const film = projectedFilm(now, deviation);
  const intercept = meanResiduals(projected, film, now.viewer);
  const before = residualWindows(projected, film, now.viewer, intercept, ROWS);
  const population = populationFrom(projected, before, { viewer: now.viewer, rank: K, intercept });
  await pause();
  const { viewer, intercept: offset } = placeAll(projected, film, population);
  const precision = precisionIn(residualWindows(projected, film, viewer, offset, ROWS), projected.features);
  const held = { courses: film.courses, direction: now.decoder.direction, projected, offset, precision };
  const half = async (which: number): Promise<TimeEstimate> => {
    await pause();
    return estimateTime(held, viewer, now.time, (i) => i % 2 === which, now.rare);
  };
  const halves = [await half(0), await half(1)] as const;
  await pause();
  const walks = chooseWalks(halves, K);
  const { rare } = now;
  const atRest = (at: number): boolean => rare !== null && at % K === K - 1 && rare[Math.floor(at / K)] === 0;
  const time = moving(
    smoothTime(together(halves), walks).map((v, at) => (atRest(at) ? 0 : Math.max(0, v))),
    K,
  );
  const doubts = doubtsOf(halves, walks, time, rare !== null);
  normalise(viewer, time, K);
  const { decoder } = fitCourses(
    sumCourses(held, deviation, viewer, time, stride(N * T, ENTRIES.courses)),
    now.decoder,
    precision,
  );
  let loss = Number.POSITIVE_INFINITY;
  let best: Factorisation = { viewer, time, rare, decoder };
  for (let k = 0; k < K; k += 1) {
    await pause();
    loss = Number.POSITIVE_INFINITY;
    const from = best;
    for (const power of POWERS) {
      const u = raised(from.viewer, K, k, power);
      const v = raised(from.time, K, k, power);
      normalise(u, v, K);
      const sums = sumCourses(held, deviation, u, v, stride(N * T, ENTRIES.powers));
      const fitted = fitCourses(sums, from.decoder, precision);
      if (!(fitted.loss < loss)) continue;
      loss = fitted.loss;
      best = { viewer: u, time: v, rare, decoder: fitted.decoder };
    }
  }
  return { factorisation: best, loss: 0.5 * (loss - logDeterminant(precision, projected.features)), doubts };
}

/** [N, P]: by how much neutrals [N, D] lie above those that the subspace has taken off. */
export function offsetsOf(intercept: Float64Array, { neutral, basis, components, features }: Subspace): Float64Array {
  const above = intercept.map((value, at) => value - neutral[at]!);
  return multiply(above, basis, above.length / features, features, components);
}

function stride(all: number, wanted: number): number {
  return Math.max(1, Math.floor(all / wanted));
}

function raised(values: Float64Array, K: number, k: number, power: number): Float64Array {
  return values.map((value, at) => (at % K === k ? value ** power : value));
}

/** V [T, K], 0 throughout for a factor that hardly moves: what is always there is told from no viewer's neutral. */
export function moving(time: Float64Array, K: number): Float64Array {
  const T = time.length / K;
  const sum = new Float64Array(K);
  const square = new Float64Array(K);
  time.forEach((v, at) => {
    sum[at % K]! += v;
    square[at % K]! += v * v;
  });
  const moves = square.map((whole, k) => (whole - sum[k]! ** 2 / T > STILL * whole ? 1 : 0));
  return time.map((v, at) => (moves[at % K] === 1 ? v : 0));
}

/** Scales U [N, K] and V [T, K] so that both have mean square 1. */
export function normalise(viewer: Float64Array, time: Float64Array, K: number): void {
  for (const values of [viewer, time]) {
    for (let k = 0; k < K; k += 1) {
      let square = 0;
      for (let at = k; at < values.length; at += K) square += (values[at]! ** 2 * K) / values.length;
      const root = Math.sqrt(square) || 1;
      for (let at = k; at < values.length; at += K) values[at]! /= root;
    }
  }
}

function logDeterminant(matrix: Float64Array, n: number): number {
  const factor = new Float64Array(n * n);
  return choleskyFactor(matrix, n, factor) ? choleskyLogDeterminant(factor, n) : 0;
}
