import { openBackend } from './backend/open.ts';
import { calibrated } from './calibrate.ts';
import { encoderOf } from './encode.ts';
import { type Factorisation, factorArrays, keptFactors, startFactors } from './factorisation.ts';
import { finished } from './finished.ts';
import { heard } from './heard.ts';
import { multiply } from './linear/matrix.ts';
import { type FitOptions, ModelFault } from './model.ts';
import type { EpochSettings, EpochSums, ModelInit } from './model-replica.ts';
import { initialiseNetwork, networkShapes } from './network.ts';
import { featureCount } from './objective/features.ts';
import { acrossOutages, toldSamples } from './outages.ts';
import { parameterCount, partsOf } from './parameters.ts';
import { placedAgain } from './placed-again.ts';
import { createRandom } from './random.ts';
import { type Ground, improve, offsetsOf } from './refine/round.ts';
import { SURE } from './refine/unsure.ts';
import { refuseRank, refuseUnusable } from './refuse.ts';
import { fitResponse, meanResponses } from './response.ts';
import { joined, keptSlow, reachesOf, slowArrays, withoutSlow } from './slow/apart.ts';
import type { Slow } from './slow/course.ts';
import { retold } from './slow/retold.ts';
import { keptSubspace, subspaceArrays } from './start/kept.ts';
import { productStart } from './start/product.ts';
import { projectTensor } from './start/project.ts';
import { rareStart } from './start/rare.ts';
import { type TimeLockedSubspace, timeLockedSubspace } from './start/subspace.ts';
import { upright } from './start/upright.ts';
import type { Json, State } from './state.ts';
import { tempered } from './temper.ts';
import { observedEntries, type Tensor } from './tensor.ts';
import { emptyMoments } from './train/adam.ts';
import { createTeam, sharedFloats } from './train/team.ts';
import { keptTraining, resumedTraining, trainingKey } from './unfinished.ts';

/** How the model is fitted. */
export type FvaeOptions = FitOptions & {
  /** K. */
  readonly factors: number;
  readonly epochs: number;
  /** Entries a step. */
  readonly batch: number;
  /** As for openBackend. */
  readonly backend: string;
  /** Threads that train, with the wasm backend. */
  readonly workers: number;
  /** Hears what computes, once. */
  readonly onBackend?: (line: string) => void;
  readonly onEpoch?: (report: EpochReport) => void;
  /** What `unfinished` gave after an epoch of a fit to the same tensor with the same options: goes on from there. */
  readonly resume?: State;
  /** The tensor's subspace where it is known, for fits of several numbers of factors; used for as many as it carries. */
  readonly subspace?: TimeLockedSubspace;
};

/** An epoch that is done: its number from 1, and the mean loss per entry. */
export type EpochReport = {
  readonly epoch: number;
  readonly epochs: number;
  readonly objective: number;
  readonly samplesPerEpoch: number;
  /** All that the rest of the fit follows from; to be taken before the next epoch begins. */
  readonly unfinished: () => State;
};

export const FVAE_DEFAULTS = { factors: 5, epochs: 20, batch: 1024, backend: 'auto', workers: 2 } as const;

/** Learning rate at its height. */
const RATE = 0.01;
/** Epochs that are rounds of `improve`: as many, but no more than this share of all; the encoder learns in the others. */
const ROUNDS = 8;
const ROUND_SHARE = 0.4;
/** s: how far z strays from U V, which has mean square 1. */
export const DEVIATION = 0.1;

/**
 * A fitted factorized variational autoencoder (Deng et al., CVPR 2017) of a tensor: x_it = neutral_i + f(z_it) + noise,
 * z_it ~ N(U_i * V_t, s^2), U and V at least 0. It works in the time-locked subspace of the data and starts from the
 * non-negative CP there. The first epochs are rounds of `improve`, which make what U, V and f say of the data likelier, z
 * integrated out; after the first one a factor may be better told over minutes (`retold`). In the others the encoder learns by
 * the bound of `boundLoss`.
 *
 * Throws ModelFault for data that cannot carry it, and the signal's reason when aborted.
 */
export async function fitFvae(tensor: Tensor, options: FvaeOptions): Promise<State> {
  const { factors: K, epochs, seed, signal } = options;
  refuseUnusable(tensor);
  refuseRank(tensor, K);
  const backend = await openBackend(options.backend);
  options.onBackend?.(backend.line);
  const key = trainingKey('matinee', tensor, options, backend);
  const seen = toldSamples(tensor);
  const bridged = (of: Factorisation): Factorisation =>
    seen === null ? of : { ...of, time: acrossOutages(of.time, seen).time };
  const resumed = options.resume === undefined ? null : resumedTraining(options.resume, key);
  const found = resumed === null ? subspaceFor(tensor, options) : null;
  const subspace = found ?? keptSubspace(resumed!.arrays);
  const ground: Ground = { tensor, projected: projectTensor(tensor, subspace), subspace };
  const P = subspace.components;

  const deviation = Array.from({ length: K }, () => DEVIATION);
  const entries = observedEntries(tensor);
  const batch = Math.min(options.batch, entries.length);
  const perEpoch = Math.max(1, Math.floor(entries.length / batch));
  const rounds = Math.min(ROUNDS, Math.floor(ROUND_SHARE * epochs));

  const encoder = encoderOf(P, K);
  const shapes = networkShapes(encoder, 'encoder');
  const parameters = new Float32Array(parameterCount(shapes));
  const parts = partsOf(shapes, parameters);
  let settings: EpochSettings = (resumed?.settings as EpochSettings | undefined) ?? { epoch: 0, variance: 1 };
  let moments = resumed?.moments ?? emptyMoments(parameters.length);
  const pause = (): Promise<void> => heard(signal);
  // The factors that are told sample by sample, and one that is told over minutes, where there is one.
  let quick: Factorisation;
  let slow: Slow | null = null;
  if (resumed === null) {
    initialiseNetwork(encoder, 'encoder', parts, createRandom(seed, 'encoder'));
    const start = await productStart(ground.projected, K, { seed, pause });
    const started = startFactors(await rareStart(ground.projected, start, found!, { seed, pause }));
    // Which way a factor runs is told by what is seen of it.
    quick = bridged(upright(bridged(started)));
  } else {
    parameters.set(resumed.parameters);
    quick = keptFactors(resumed.arrays);
    slow = keptSlow(resumed.arrays);
  }
  const say = (epoch: number, objective: number): void => {
    if (!Number.isFinite(objective)) {
      throw new ModelFault(`training diverged in epoch ${epoch + 1}, expected a finite objective`);
    }
    const kept = { epoch: epoch + 1, objective, settings: settings as Json, parameters, moments };
    const arrays = { ...subspaceArrays(subspace), ...factorArrays(quick), ...slowArrays(slow) };
    const unfinished = (): State => keptTraining(key, { ...kept, arrays });
    options.onEpoch?.({ epoch: epoch + 1, epochs, objective, samplesPerEpoch: perEpoch * batch, unfinished });
  };

  const first = resumed?.epoch ?? 0;
  let loss = resumed?.objective ?? Number.POSITIVE_INFINITY;
  for (let epoch = first; epoch < rounds; epoch += 1) {
    let steps = 0;
    const step = async (): Promise<void> => {
      // A round pauses after its population, before each half and the courses, and before each factor's power.
      steps += 1;
      options.onProgress?.((epoch + steps / (5 + K)) * perEpoch, epochs * perEpoch);
      await pause();
    };
    const rest = slow === null ? ground : { ...ground, projected: withoutSlow(ground.projected, slow, subspace.basis) };
    // What was told before a slow factor was taken out is of other components.
    if (epoch === 1 && slow !== null) loss = Number.POSITIVE_INFINITY;
    const improved = await improve(rest, quick, deviation.slice(0, quick.decoder.factors), step);
    const better = improved.loss < loss;
    if (better) {
      loss = improved.loss;
      const doubts = epoch === 0 ? improved.doubts : SURE;
      ({ quick, slow } = retold(tensor, improved.factorisation, slow, doubts, seed));
      quick = bridged(quick);
    }
    options.onProgress?.((epoch + 1) * perEpoch, epochs * perEpoch);
    say(epoch, loss);
    // The rounds left would end as this one did.
    if (!better) break;
  }
  const told = bridged(joined(quick, slow, subspace.basis));
  const reach = reachesOf(told, slow, subspace.loading);
  const factors = await placedAgain(tensor, told, reach, deviation, pause);
  const response = fitResponse(tensor, factors, reach, deviation, slow === null ? [] : [K - 1]);
  await pause();

  // None is without a sample of the batch.
  const workers = backend.name === 'wasm' ? Math.min(options.workers, batch) : 0;
  const sums = Array.from({ length: Math.max(1, workers) }, emptySums);
  const offset = offsetsOf(meanResponses(tensor, factors, response, deviation), subspace);
  const init: ModelInit = {
    seed,
    samples: tensor.samples,
    components: P,
    factors: K,
    encoder,
    shapes,
    viewer: sharedFloats(Float32Array.from(factors.viewer)),
    time: sharedFloats(Float32Array.from(factors.time)),
    deviation,
    decoder: Float32Array.from(multiply(response, subspace.basis, featureCount(K), tensor.features, P)),
    batch,
    values: sharedFloats(ground.projected.values),
    entries,
    offset: sharedFloats(Float32Array.from(offset)),
    sums,
  };
  const here = import.meta.url;
  const team = await createTeam({
    module: new URL(here.endsWith('.ts') ? './model-replica.ts' : './model-replica.js', here),
    init,
    parameters,
    moments,
    workers,
    backend: backend.name,
  });
  try {
    for (let epoch = Math.max(first, rounds); epoch < epochs; epoch += 1) {
      settings = { ...settings, epoch };
      const losses = await team.run({
        from: (epoch - rounds) * perEpoch,
        count: perEpoch,
        rate: (step) => RATE * oneCycle(step / ((epochs - rounds) * perEpoch)),
        settings,
        ...(signal === undefined ? {} : { signal }),
        onStep: (step) => options.onProgress?.(rounds * perEpoch + step + 1, epochs * perEpoch),
      });
      // The logarithm of the noise's variance is no function of the networks, and not in the loss.
      const loss = losses.reduce((sum, one) => sum + one, 0) / losses.length + 0.5 * P * Math.log(settings.variance);
      settings = { ...settings, variance: takeVariance(sums, perEpoch * batch * P) };
      parameters.set(team.parameters);
      moments = team.moments;
      say(epoch, loss);
    }
  } finally {
    await team.close();
  }
  const networks = Object.entries(shapes).map(([name, shape]) => [name, { shape, values: parts[name]!.slice() }]);
  const rest = {
    attributes: { epochs, batch, seed, workers: options.workers, backend: key['computes']! },
    arrays: Object.fromEntries(networks),
  };
  const model = await finished(ground, factors, reach, response, deviation, rest, pause);
  return calibrated(await tempered(model, tensor, pause), tensor, pause);
}

function subspaceFor(tensor: Tensor, { factors, seed, subspace }: FvaeOptions): TimeLockedSubspace {
  if (subspace !== undefined && subspace.components >= factors) return subspace;
  return timeLockedSubspace(tensor, { seed, fewest: factors });
}

/** Warm-up over a tenth, then down by a cosine (Smith and Topin, "Super-convergence", 2019); 0 to 1. */
function oneCycle(share: number): number {
  return share < 0.1 ? 0.1 + 9 * share : 0.5 * (1 + Math.cos((Math.PI * (share - 0.1)) / 0.9));
}

function emptySums(): EpochSums {
  return { squares: new Float64Array(new SharedArrayBuffer(8)) };
}

/** After an epoch: sigma^2 that is best given all else, over so many numbers; clears the sums. */
function takeVariance(sums: readonly EpochSums[], count: number): number {
  const squares = sums.reduce((sum, one) => sum + one.squares[0]!, 0);
  for (const one of sums) one.squares.fill(0);
  return Math.max(1e-6, squares / count);
}
