import { type FitOptions, type Fitted, ModelFault } from '../model.ts';
import { createRandom } from '../random.ts';
import { refuseRank, refuseUnusable } from '../refuse.ts';
import type { State } from '../state.ts';
import { refuseOtherSizes, stateReader } from '../state-reader.ts';
import type { Tensor } from '../tensor.ts';
import { type CpOptions, cpLinearFit, cpName, cpSearch } from './cp.ts';
import { searchCp } from './cp-fit.ts';
import { plainGround, whitenedGround } from './cp-ground.ts';
import { productDesign } from './design.ts';
import { linearFitted } from './linear-fitted.ts';

/** A CP model of these options as a state that a checkpoint keeps; the same model as `cp(options)` fits. */
export async function fitCpState(tensor: Tensor, options: CpOptions, { seed, signal }: FitOptions): Promise<State> {
  refuseUnusable(tensor);
  refuseRank(tensor, options.rank);
  const { viewers, samples, features } = tensor;
  const { rank, nonNegative = false, weighed = true } = options;
  const name = cpName(options);
  const ground = (weighed ? whitenedGround : plainGround)(tensor, options);
  const found = await searchCp(ground, cpSearch(options, signal), createRandom(seed, name));
  const { fit, time, loading } = cpLinearFit(tensor, ground, found, nonNegative);
  return {
    attributes: { model: 'cp', name, viewers, samples, features, factors: rank, nonNegative, seed },
    arrays: {
      viewer: { shape: [viewers, rank], values: fit.viewer },
      time: { shape: [samples, rank], values: time },
      loading: { shape: [rank, features], values: loading },
      intercept: { shape: [viewers, features], values: fit.intercept },
    },
  };
}

/**
 * Predictions of a CP model from its state and the tensor that it was fitted to. Throws ModelFault when the state is not
 * whole or the tensor is of other sizes.
 */
export function cpRestored(state: State, tensor: Tensor): Fitted {
  const { size, array } = stateReader(state, 'cp');
  const [N, T, D, K] = [size('viewers'), size('samples'), size('features'), size('factors')];
  refuseOtherSizes(tensor, N, T, D);
  const { name, nonNegative } = state.attributes;
  if (typeof name !== 'string' || typeof nonNegative !== 'boolean') {
    throw new ModelFault('name, nonNegative: found another type, expected a text and true or false');
  }
  const time = array('time', T, K);
  const design = productDesign(time, array('loading', K, D), K, D);
  const fit = { base: null, design, viewer: array('viewer', N, K), intercept: array('intercept', N, D), nonNegative };
  return linearFitted(name, tensor, fit, time);
}
