import { ModelFault } from '../model.ts';
import type { Tensor } from '../tensor.ts';
import { type AdditiveFit, fitAdditive } from './additive-fit.ts';
import { type CpGround, layGround } from './cp-fit.ts';
import { principalSubspace, reduce, residualCovariance, type Subspace, sharedSubspace } from './reduce.ts';

/** Courses of time in which starts are sought. */
export const COURSES = 12;

/** A tensor made small enough to fit models of it many times. */
export type Ground = CpGround & { readonly space: Subspace; readonly fit: AdditiveFit };

/** How far the tensor is reduced: directions of the features, courses of time in which starts are sought. */
export type GroundOptions = {
  readonly fit?: AdditiveFit;
  readonly directions?: number;
  readonly courses?: number;
};

/**
 * The ground for models that weigh residuals by their covariance: the directions that viewers share most (`sharedSubspace`),
 * in coordinates that whiten the additive fit's residual.
 */
export function whitenedGround(tensor: Tensor, options: GroundOptions = {}): Ground {
  const { features } = tensor;
  const fit = options.fit ?? fitAdditive(tensor);
  const residual = residualCovariance(tensor, fit.viewer, fit.time);
  // Data that are additive to the last bit have no residual: a trace of the whole movement stands in.
  const level = 1e-9 * levelOf(residualCovariance(tensor, fit.plain, null, 20_000), features);
  for (let f = 0; f < features; f++) residual[f * features + f]! += level;
  const size = Math.min(options.directions ?? 28, features);
  return groundIn(tensor, fit, sharedSubspace(fit, residual, features, size), options);
}

/** The ground for models that take all directions alike: the leading principal components, scaled to mean variance 1. */
export function plainGround(tensor: Tensor, options: GroundOptions = {}): Ground {
  const { features } = tensor;
  const fit = options.fit ?? fitAdditive(tensor);
  const covariance = residualCovariance(tensor, fit.plain, null);
  const size = Math.min(options.directions ?? 28, features);
  const scale = Math.sqrt((levelOf(covariance, features) * features) / size);
  const { forward, back } = principalSubspace(covariance, features, size);
  const space = { size, forward: forward.map((value) => value / scale), back: back.map((value) => value * scale) };
  return groundIn(tensor, fit, space, options);
}

function groundIn(tensor: Tensor, fit: AdditiveFit, space: Subspace, options: GroundOptions): Ground {
  const data = reduce(tensor, fit.plain, space);
  return { ...layGround(data, options.courses ?? COURSES), space, fit };
}

/** Mean variance of a feature. Throws ModelFault when it is no positive number. */
function levelOf(covariance: Float64Array, features: number): number {
  let trace = 0;
  for (let f = 0; f < features; f++) trace += covariance[f * features + f]!;
  const level = trace / features;
  if (!(level > 0 && level < Number.POSITIVE_INFINITY)) {
    throw new ModelFault(`the landmarks vary by ${level}, expected a positive number`);
  }
  return level;
}
