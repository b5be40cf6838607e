import { openBackend } from '../backend/open.ts';
import type { FvaeOptions } from '../fvae.ts';
import type { ElboModel } from '../objective/elbo.ts';
import { refuseRank, refuseUnusable } from '../refuse.ts';
import type { State, StateArray } from '../state.ts';
import { observedEntries, type Tensor } from '../tensor.ts';
import { keptTraining, resumedTraining, trainingKey } from '../unfinished.ts';
import { elboNetworks } from './networks.ts';
import { deviationAround, observedMeans, standardised } from './standardise.ts';
import { trainElbo } from './train-elbo.ts';

/** The learning rate. */
const RATE = 3e-3;

/**
 * A factorized variational autoencoder as published (Deng et al., CVPR 2017), to be compared with: landmarks less their
 * viewer's mean, each feature divided by its deviation; z_it ~ N(U_i * V_t, I), U and V ~ N(0, I) and of either sign;
 * x = f(z) + isotropic noise, f a free network; everything by Adam from random starts.
 *
 * Throws ModelFault for data that cannot carry it, and the signal's reason when aborted.
 */
export async function fitPaper(tensor: Tensor, options: FvaeOptions): Promise<State> {
  const { factors: K, epochs, seed } = options;
  refuseUnusable(tensor);
  refuseRank(tensor, K);
  const { viewers, samples, features } = tensor;
  const backend = await openBackend(options.backend);
  options.onBackend?.(backend.line);
  const key = trainingKey('paper', tensor, options, backend);
  const resume = options.resume === undefined ? null : resumedTraining(options.resume, key);
  const { viewer: centre, all } = observedMeans(tensor);
  const deviation = deviationAround(tensor, centre);
  const model: ElboModel = { ...elboNetworks(features, K), viewers, samples, noise: 'isotropic' };
  const { parts, shapes } = await trainElbo({
    model,
    backend,
    workers: options.workers,
    seed,
    samples,
    batch: options.batch,
    epochs,
    rate: RATE,
    values: standardised(tensor, { centre, deviation }),
    entries: observedEntries(tensor),
    factorised: true,
    resume,
    signal: options.signal,
    onProgress: options.onProgress,
    onEpoch: (epoch, objective, samplesPerEpoch, { parameters, moments }) => {
      const unfinished = (): State =>
        keptTraining(key, { epoch, objective, settings: null, parameters, moments, arrays: {} });
      options.onEpoch?.({ epoch, epochs, objective, samplesPerEpoch, unfinished });
    },
  });
  const spread = new Float64Array(features);
  centre.forEach((value, at) => {
    spread[at % features]! += (value - all[at % features]!) ** 2 / (viewers - 1);
  });
  const arrays: Record<string, StateArray> = {
    deviation: { shape: [features], values: deviation },
    population: { shape: [features], values: all },
    'population-variance': { shape: [features], values: spread },
  };
  for (const [name, shape] of Object.entries(shapes)) {
    const named = { sample: 'time', logNoise: 'log-noise' }[name] ?? name;
    arrays[named] = { shape, values: parts[name]!.slice() };
  }
  const sizes = { viewers, samples, features, factors: K };
  const { batch, workers } = options;
  const attributes = { model: 'paper', ...sizes, epochs, batch, seed, workers, backend: key['computes']! };
  return { attributes, arrays };
}
