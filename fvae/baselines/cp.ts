import { type Factors, type Fitted, type Model, ModelFault } from '../model.ts';
import { createRandom } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { type CpFound, type CpSearch, searchCp } from './cp-fit.ts';
import { type Ground, plainGround, whitenedGround } from './cp-ground.ts';
import { productDesign } from './design.ts';
import { linearFitted } from './linear-fitted.ts';
import { refuseRank, refuseUnusable } from './refuse.ts';
import { regressLoadings } from './regress-loadings.ts';
import type { LinearFit } from './windows.ts';

/** Options of the CP model. */
export type CpOptions = {
  readonly rank: number;
  /** Whether U and V are held to be at least 0. @defaultValue false */
  readonly nonNegative?: boolean;
  /** Whether residuals are weighed by the inverse of their covariance (generalised least squares). @defaultValue true */
  readonly weighed?: boolean;
  /** Random starts. @defaultValue 12 */
  readonly starts?: number;
  /** Directions of the features to which the data is reduced. @defaultValue 28 */
  readonly directions?: number;
};

/** The name a CP model goes by: `cp-gls-nn-4` is of rank 4, weighed, non-negative. */
export function cpName({ rank, nonNegative = false, weighed = true }: CpOptions): string {
  return `cp${weighed ? '-gls' : ''}${nonNegative ? '-nn' : ''}-${rank}`;
}

/**
 * CP tensor factorisation with an intercept for every viewer, x_it = n_i + Σ_k U_ik V_tk W_k, by alternating least squares
 * over the observed entries (Kroonenberg and de Leeuw 1980; Harshman 1970; masks as in Tomasi and Bro 2005).
 */
export function cp(options: CpOptions): Model {
  const name = cpName(options);
  return {
    name,
    async fit(tensor, { seed, signal, onProgress }) {
      refuseUnusable(tensor);
      refuseRank(tensor, options.rank);
      const directions = options.directions === undefined ? {} : { directions: options.directions };
      const ground = ((options.weighed ?? true) ? whitenedGround : plainGround)(tensor, directions);
      onProgress?.(1, 2);
      const found = searchCp(ground, cpSearch(options, signal), createRandom(seed, name));
      onProgress?.(2, 2);
      return cpFitted(name, tensor, ground, found, options.nonNegative ?? false);
    },
  };
}

/** The search that the options stand for. */
export function cpSearch(options: CpOptions, signal?: AbortSignal): CpSearch {
  return {
    rank: options.rank,
    nonNegative: options.nonNegative ?? false,
    weighed: options.weighed ?? true,
    starts: options.starts ?? 12,
    ridge: 1,
    sweeps: 30,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The found model as evaluation sees it. Throws ModelFault when the search has come to nothing finite. */
export function cpFitted(name: string, tensor: Tensor, ground: Ground, found: CpFound, nonNegative: boolean): Fitted {
  const { fit, time } = cpLinearFit(tensor, ground, found, nonNegative);
  const rank = found.state.rank;
  const factors = (): Factors => ({ count: rank, viewer: fit.viewer, time });
  return linearFitted(name, tensor, fit, factors);
}

/** The model in the data's own features, every factor with a positive sum of U and root mean square 1 of it; and its V [T, K]. */
export function cpLinearFit(
  tensor: Tensor,
  ground: Ground,
  found: CpFound,
  nonNegative: boolean,
): { fit: LinearFit; time: Float64Array } {
  const { own, fit: additive } = ground;
  const { viewers, samples, features } = tensor;
  const { rank } = found.state;
  const viewer = found.state.viewer.slice();
  const time = found.state.time.slice();
  if (!viewer.every(Number.isFinite) || !time.every(Number.isFinite)) {
    throw new ModelFault(`alternating least squares of rank ${rank} diverged, expected a finite model`);
  }
  // A viewer without samples stands at the others' mean.
  const seen = own.count.reduce((sum, count) => sum + (count > 1 ? 1 : 0), 0);
  for (let k = 0; k < rank; k++) {
    let total = 0;
    for (let i = 0; i < viewers; i++) if (own.count[i]! > 1) total += viewer[i * rank + k]!;
    for (let i = 0; i < viewers; i++) if (own.count[i]! <= 1) viewer[i * rank + k] = total / seen;
  }
  const loading = regressLoadings(tensor, viewer, time, rank, additive.plain);
  const intercept = additive.viewer.slice();
  for (let i = 0; i < viewers; i++) {
    if (own.count[i] === 0) continue;
    for (let f = 0; f < features; f++) {
      let value = additive.plain[i * features + f]!;
      for (let k = 0; k < rank; k++) {
        value -= viewer[i * rank + k]! * found.sums.mean[i * rank + k]! * loading[k * features + f]!;
      }
      intercept[i * features + f] = value;
    }
  }
  for (let k = 0; k < rank; k++) {
    let sum = 0;
    let square = 0;
    for (let i = 0; i < viewers; i++) {
      sum += viewer[i * rank + k]!;
      square += viewer[i * rank + k]! ** 2;
    }
    const scale = (sum < 0 ? -1 : 1) * Math.sqrt(square / viewers);
    if (!(Math.abs(scale) > 0)) continue;
    for (let i = 0; i < viewers; i++) viewer[i * rank + k]! /= scale;
    for (let t = 0; t < samples; t++) time[t * rank + k]! *= Math.abs(scale);
    if (scale < 0) for (let f = 0; f < features; f++) loading[k * features + f]! *= -1;
    let peak = 0;
    let mean = 0;
    for (let t = 0; t < samples; t++) mean += time[t * rank + k]! / samples;
    for (let t = 0; t < samples; t++) {
      const value = time[t * rank + k]! - mean;
      peak += value ** 3;
    }
    if (peak < 0) {
      for (let t = 0; t < samples; t++) time[t * rank + k]! *= -1;
      for (let f = 0; f < features; f++) loading[k * features + f]! *= -1;
    }
  }
  if (nonNegative) raiseCourses(time, rank, viewer, intercept, loading, features);
  const design = productDesign(time, loading, rank, features);
  return { fit: { base: null, design, viewer, intercept, nonNegative }, time };
}

/** Raises every course until its lowest value is 0; the intercepts take it back, so that the model stays the same. */
function raiseCourses(
  time: Float64Array,
  rank: number,
  viewer: Float64Array,
  intercept: Float64Array,
  loading: Float64Array,
  features: number,
): void {
  for (let k = 0; k < rank; k++) {
    let lowest = Number.POSITIVE_INFINITY;
    for (let t = k; t < time.length; t += rank) lowest = Math.min(lowest, time[t]!);
    for (let t = k; t < time.length; t += rank) time[t]! -= lowest;
    for (let i = 0; i < viewer.length / rank; i++) {
      const shift = viewer[i * rank + k]! * lowest;
      for (let f = 0; f < features; f++) intercept[i * features + f]! += shift * loading[k * features + f]!;
    }
  }
}
