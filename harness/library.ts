import { fit as fitTensor, type ModelOptions, type Trained } from '../fvae/fit.ts';
import type { Tensor } from '../fvae/tensor.ts';
import { type Dataset, openDataset } from '../sim/dataset/reader.ts';
import { type Split, splitViewers } from './evaluation/split.ts';
import { visibleOf, visibleTensor } from './evaluation/visible.ts';

export type { Fitted, Prediction, SampledViewer, SampleOptions, Sampler, ViewerTraits } from '../fvae/model.ts';
export { restore } from '../fvae/restore.ts';
export { loadModel } from './checkpoint/load.ts';
export { saveModel } from './checkpoint/save.ts';
export { evaluate } from './evaluation/evaluate.ts';
export { BASELINES } from './evaluation/roster.ts';
export type { OwnFitOptions, OwnFitted, OwnModel, OwnPrediction } from './models/own-model.ts';
export { openTensorFile } from './own-data/open.ts';
export type { Dataset, ModelOptions, Split, Tensor, Trained };
export { openDataset, splitViewers, visibleOf, visibleTensor };

/** A model fitted to a dataset: what it was fitted to, and under which split of the viewers. */
export type TrainedOnDataset = Trained & { readonly tensor: Tensor; readonly split: Split };

/**
 * A model fitted to a tensor, or to what the cameras gave of a dataset (or of the one in a folder): a share `holdOut` (0.2)
 * of its viewers, chosen by the seed, is left out, as by `matinee train`.
 *
 * Throws ModelFault for data or options that cannot carry a model, DatasetFault for a dataset that cannot be read, and the
 * signal's reason when aborted.
 */
export function fit(source: Tensor, options?: Partial<ModelOptions>): Promise<Trained>;
export function fit(
  source: Dataset | string,
  options?: Partial<ModelOptions> & { readonly holdOut?: number },
): Promise<TrainedOnDataset>;
export async function fit(
  source: Tensor | Dataset | string,
  options: Partial<ModelOptions> & { readonly holdOut?: number } = {},
): Promise<Trained | TrainedOnDataset> {
  const { holdOut = 0.2, ...rest } = options;
  if (typeof source !== 'string' && 'mask' in source) return fitTensor(source, rest);
  const dataset = typeof source === 'string' ? openDataset(source) : source;
  const split = splitViewers(dataset.sizes.viewers, holdOut, rest.seed ?? 0);
  const tensor = visibleTensor(visibleOf(dataset, split), split.training);
  return { ...(await fitTensor(tensor, rest)), tensor, split };
}
