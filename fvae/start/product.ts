import { cpLinearFit, cpSearch } from '../baselines/cp.ts';
import { costOf } from '../baselines/cp-cost.ts';
import { type CpFound, searchCp } from '../baselines/cp-fit.ts';
import { plainGround } from '../baselines/cp-ground.ts';
import { ModelFault } from '../model.ts';
import { createRandom } from '../random.ts';
import type { Tensor } from '../tensor.ts';

/** Factors to start a model from: a viewer's components are close to sum_k U_ik V_tk W_k plus the viewer's neutral. */
export type ProductStart = {
  readonly count: number;
  /** [N, K] U, at least 0. */
  readonly viewer: Float64Array;
  /** [T, K] V; 0 is the quiet of the screening, and what lies below it is noise. U and V have mean square 1. */
  readonly time: Float64Array;
  /** [P, K] W, in components of the subspace. */
  readonly weights: Float64Array;
  /** [T] 1 at the seconds at which the last factor may move; null where none is rare. */
  readonly rare: Uint8Array | null;
};

export type ProductOptions = {
  readonly seed: number;
  /** Random starts of each search. @defaultValue 12 */
  readonly starts?: number;
  /** Awaited before each search. */
  readonly pause?: () => Promise<void>;
};

/** Searches for the best CP: one alone ends now and then at a fit that is worse by little, with other factors. */
const SEARCHES = 3;

/**
 * K factors from projected data: its best non-negative CP. Components of the mean mix factors at will; the product form
 * tells them apart, as viewers differ in how much they have of each, and in the subspace little else is left to be fitted.
 *
 * V's zero cannot be seen, as every viewer has a neutral of its own: it is put at the lower quartile of the course, the
 * median of its quieter half. V is skewed upwards: reactions rise from quiet in bursts.
 *
 * Throws ModelFault for a count below 1, and for data that do not vary.
 */
export async function productStart(projected: Tensor, count: number, options: ProductOptions): Promise<ProductStart> {
  if (!(Number.isInteger(count) && count >= 1)) throw new ModelFault(`${count} factors, expected 1 or more`);
  const { seed, starts = 12, pause } = options;
  const ground = plainGround(projected);
  const search = cpSearch({ rank: count, nonNegative: true, weighed: false, starts });
  const { own, data } = ground;
  let best: { readonly found: CpFound; readonly cost: number } | null = null;
  for (let n = 0; n < SEARCHES; n += 1) {
    await pause?.();
    const found = await searchCp(ground, search, createRandom(seed, `start ${n}`));
    const cost = costOf(found.sums, found.state, own.within, { ...search, metric: found.metric }, data.size);
    // One that has diverged gives way to any other.
    if (best === null || cost < best.cost || !Number.isFinite(best.cost)) best = { found, cost };
  }
  const { found } = best!;
  const { fit, time: course, loading } = cpLinearFit(projected, ground, found, true);
  const { samples: T, features: P } = projected;
  const time = new Float64Array(T * count);
  const weights = new Float64Array(P * count);
  for (let k = 0; k < count; k += 1) {
    const own = Float64Array.from({ length: T }, (_, t) => course[t * count + k]!);
    const zero = own.toSorted()[Math.floor(T / 4)]!;
    const level = Math.sqrt(own.reduce((sum, value) => sum + (value - zero) ** 2, 0) / T) || 1;
    for (let t = 0; t < T; t += 1) time[t * count + k] = (own[t]! - zero) / level;
    for (let p = 0; p < P; p += 1) weights[p * count + k] = level * loading[k * P + p]!;
  }
  return { count, viewer: fit.viewer, time, weights, rare: null };
}
