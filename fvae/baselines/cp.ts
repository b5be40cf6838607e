import { type Fitted, type Model, ModelFault } from '../model.ts';
import { createRandom } from '../random.ts';
import { refuseRank, refuseUnusable } from '../refuse.ts';
import type { Tensor } from '../tensor.ts';
import { type CpFound, type CpSearch, searchCp } from './cp-fit.ts';
import { drawIn, raiseCourses, settleSigns } from './cp-gauge.ts';
import { type Ground, plainGround, whitenedGround } from './cp-ground.ts';
import { productDesign } from './design.ts';
import { linearFitted } from './linear-fitted.ts';
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

const WEIGHED = '-gls';

/** The name a CP model goes by: `cp-gls-nn-4` is of rank 4, weighed, non-negative. */
export function cpName({ rank, nonNegative = false, weighed = true }: CpOptions): string {
  return `cp${weighed ? WEIGHED : ''}${nonNegative ? '-nn' : ''}-${rank}`;
}

/** Whether a CP model of such a name weighs residuals. */
export function isWeighed(name: string): boolean {
  return name.startsWith(`cp${WEIGHED}-`);
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
      const ground = ((options.weighed ?? true) ? whitenedGround : plainGround)(tensor, options);
      onProgress?.(1, 2);
      const found = await searchCp(ground, cpSearch(options, signal), createRandom(seed, name));
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
    tolerance: 1e-6,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The found model as evaluation sees it. Throws ModelFault when the search has come to nothing finite. */
export function cpFitted(name: string, tensor: Tensor, ground: Ground, found: CpFound, nonNegative: boolean): Fitted {
  const { fit, time } = cpLinearFit(tensor, ground, found, nonNegative);
  return linearFitted(name, tensor, fit, time);
}

/** The model in the data's own features, every factor with a positive sum of U and root mean square 1 of it; and its V [T, K]. */
export function cpLinearFit(
  tensor: Tensor,
  ground: Ground,
  found: CpFound,
  nonNegative: boolean,
): { fit: LinearFit; time: Float64Array; loading: Float64Array } {
  const { own, fit: additive } = ground;
  const { viewers, features } = tensor;
  const { rank } = found.state;
  const viewer = found.state.viewer.slice();
  const time = found.state.time.slice();
  if (!viewer.every(Number.isFinite) || !time.every(Number.isFinite)) {
    throw new ModelFault(`alternating least squares of rank ${rank} diverged, expected a finite model`);
  }
  drawIn(viewer, rank, own.count);
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
  settleSigns(viewer, time, loading, rank);
  if (nonNegative) raiseCourses(viewer, time, loading, intercept, rank);
  const design = productDesign(time, loading, rank, features);
  return { fit: { base: null, design, viewer, intercept, nonNegative }, time, loading };
}
