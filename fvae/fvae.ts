import { openBackend } from './backend/open.ts';
import { type FitOptions, ModelFault } from './model.ts';
import type { EpochSettings, EpochSums, ModelInit } from './model-replica.ts';
import { initialiseNetwork, type Network, networkShapes } from './network.ts';
import { BENDS, saturatingShapes, softplus } from './objective/saturating.ts';
import { parameterCount, partsOf } from './parameters.ts';
import { createRandom } from './random.ts';
import { refuseRank, refuseUnusable } from './refuse.ts';
import { fitSpread } from './spread.ts';
import { jointStart } from './start/joint.ts';
import { keptSubspace, type Subspace, subspaceArrays } from './start/kept.ts';
import { projectTensor } from './start/project.ts';
import { timeLockedSubspace } from './start/subspace.ts';
import type { Json, State, StateArray } from './state.ts';
import { observedEntries, type Tensor } from './tensor.ts';
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
  readonly subspace?: Subspace;
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

export const FVAE_DEFAULTS = { factors: 4, epochs: 40, batch: 1024, backend: 'auto', workers: 2 } as const;

/** Hidden widths of the encoder. */
const HIDDEN = [32, 32] as const;
/** Learning rate at its height, and by what U and V learn faster. */
const RATE = 0.01;
const FACTOR_RATE = 2;
/** Share of the epochs in which the factors alone must explain the data, and the bound's weight after that. */
const MARGINAL_SHARE = 0.5;
const BOUND_WEIGHT = 0.5;
/** s to begin with, and its range; z has mean square 1. */
const DEVIATION = { first: 0.1, least: 0.02, most: 1 };

/**
 * A fitted factorized variational autoencoder (Deng et al., CVPR 2017) of a tensor: x_it = neutral_i + f(z_it) + noise,
 * z_it ~ N(U_i * V_t, s^2), U and V at least 0. It works in the time-locked subspace of the data, where the noise is
 * white, starts from the joint diagonalisation of the viewers' answers, and learns by the bound of `boundLoss`.
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
  const resumed = options.resume === undefined ? null : resumedTraining(options.resume, key);
  const subspace = resumed === null ? subspaceFor(tensor, options) : keptSubspace(resumed.arrays);
  const projected = projectTensor(tensor, subspace);
  const P = subspace.components;

  const encoder: Network = { widths: [P, ...HIDDEN, 2 * K], activation: 'silu', skip: true };
  const shapes = {
    ...networkShapes(encoder, 'encoder'),
    ...saturatingShapes(K, P),
    viewer: [tensor.viewers, K],
    time: [tensor.samples, K],
  };
  const parameters = new Float32Array(parameterCount(shapes));
  const parts = partsOf(shapes, parameters);
  const offset = sharedFloats(new Float32Array(tensor.viewers * P));
  if (resumed === null) {
    const start = jointStart(projected, K, { seed })[0]!;
    signal?.throwIfAborted();
    initialiseNetwork(encoder, 'encoder', parts, createRandom(seed, 'encoder'));
    startDecoder(parts, start, K, P);
    startOffset(projected, start, offset, P);
  } else {
    parameters.set(resumed.parameters);
    offset.set(resumed.arrays['offset']!.values);
  }

  const entries = observedEntries(tensor);
  const batch = Math.min(options.batch, entries.length);
  const workers = backend.name === 'wasm' ? options.workers : 0;
  const sums = Array.from({ length: Math.max(1, workers) }, () => emptySums(tensor.viewers, P, K));
  const init: ModelInit = {
    seed,
    samples: tensor.samples,
    components: P,
    factors: K,
    encoder,
    shapes,
    batch,
    values: sharedFloats(projected.values),
    entries,
    offset,
    sums,
  };
  const bounded = new Float32Array(parameters.length).fill(Number.NEGATIVE_INFINITY);
  const rateScale = new Float32Array(parameters.length).fill(1);
  for (const name of ['viewer', 'time']) {
    partsOf(shapes, bounded)[name]!.fill(0);
    partsOf(shapes, rateScale)[name]!.fill(FACTOR_RATE);
  }
  const here = import.meta.url;
  const team = await createTeam({
    module: new URL(here.endsWith('.ts') ? './model-replica.ts' : './model-replica.js', here),
    init,
    parameters,
    ...(resumed === null ? {} : { moments: resumed.moments }),
    workers,
    backend: backend.name,
    adam: { rateScale, lowest: bounded },
  });
  const perEpoch = Math.max(1, Math.floor(entries.length / batch));
  let settings: EpochSettings = (resumed?.settings as EpochSettings | undefined) ?? {
    epoch: 0,
    bound: 0,
    priorVariance: 1,
    posteriorVariance: 1,
    latentDeviation: Array.from({ length: K }, () => DEVIATION.first),
  };
  try {
    for (let epoch = resumed?.epoch ?? 0; epoch < epochs; epoch += 1) {
      settings = { ...settings, epoch, bound: epoch < MARGINAL_SHARE * epochs ? 0 : BOUND_WEIGHT };
      const losses = await team.run({
        from: epoch * perEpoch,
        count: perEpoch,
        rate: (step) => RATE * oneCycle(step / (epochs * perEpoch)),
        settings,
        ...(signal === undefined ? {} : { signal }),
        onStep: (step) => options.onProgress?.(step + 1, epochs * perEpoch),
      });
      const objective = losses.reduce((sum, loss) => sum + loss, 0) / losses.length + normaliser(settings, P);
      if (!Number.isFinite(objective)) {
        throw new ModelFault(`training diverged in epoch ${epoch + 1}, expected a finite objective`);
      }
      settings = { ...settings, ...closedForm(sums, settings, offset, P) };
      const unfinished = (): State =>
        keptTraining(key, {
          epoch: epoch + 1,
          objective,
          settings: settings as Json,
          parameters: team.parameters,
          moments: team.moments,
          arrays: { ...subspaceArrays(subspace), offset: { shape: [tensor.viewers, P], values: offset.slice() } },
        });
      options.onEpoch?.({ epoch: epoch + 1, epochs, objective, samplesPerEpoch: perEpoch * batch, unfinished });
    }
    parameters.set(team.parameters);
  } finally {
    await team.close();
  }
  const arrays: Record<string, StateArray> = {
    basis: { shape: [tensor.features, P], values: subspace.basis },
    loading: { shape: [P, tensor.features], values: subspace.loading },
    'latent-deviation': { shape: [K], values: Float64Array.from(settings.latentDeviation) },
  };
  for (const [name, shape] of Object.entries(shapes)) arrays[name] = { shape, values: parts[name]!.slice() };
  const attributes = {
    model: 'fvae',
    viewers: tensor.viewers,
    samples: tensor.samples,
    features: tensor.features,
    components: P,
    factors: K,
    epochs,
    batch,
    seed,
    backend: key['computes']!,
    variance: settings.priorVariance,
  };
  return fitSpread({ attributes, arrays }, tensor, {
    neutral: subspace.neutral,
    offset: Float64Array.from(offset),
  });
}

function subspaceFor(tensor: Tensor, { factors, seed, subspace }: FvaeOptions): Subspace {
  if (subspace !== undefined && subspace.components >= factors) return subspace;
  return timeLockedSubspace(tensor, { seed, fewest: factors });
}

/** What the loss leaves out because it is no function of the networks: the logarithms of the noise's variances. */
function normaliser({ bound, posteriorVariance, priorVariance }: EpochSettings, P: number): number {
  return 0.5 * P * (bound * Math.log(posteriorVariance) + (1 - bound) * Math.log(priorVariance));
}

/** Warm-up over a tenth, then down by a cosine (Smith and Topin, "Super-convergence", 2019); 0 to 1. */
function oneCycle(share: number): number {
  return share < 0.1 ? 0.1 + 9 * share : 0.5 * (1 + Math.cos((Math.PI * (share - 0.1)) / 0.9));
}

function emptySums(viewers: number, P: number, K: number): EpochSums {
  const zeros = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));
  return { error: zeros(viewers * P), count: zeros(viewers), squares: zeros(2), latent: zeros(K) };
}

type Start = { readonly viewer: Float64Array; readonly time: Float64Array; readonly weights: Float64Array };

/** A nearly straight decoder along the start's weights, with the start's U and V. */
function startDecoder(parts: Record<string, Float32Array>, start: Start, K: number, P: number): void {
  let slope = 0;
  BENDS.forEach((_, j) => {
    const logit = j === 0 ? 1 : -2;
    slope += softplus(logit);
    for (let k = 0; k < K; k += 1) parts['decoder.mixing']![k * BENDS.length + j] = logit;
  });
  for (let k = 0; k < K; k += 1) {
    for (let p = 0; p < P; p += 1) parts['decoder.direction']![k * P + p] = start.weights[p * K + k]! / slope;
  }
  parts['viewer']!.set(start.viewer.map((u) => Math.max(0, u)));
  parts['time']!.set(start.time.map((v) => Math.max(0, v)));
}

/** What each viewer's mean holds of its reactions: the neutral lies below it by that. */
function startOffset(projected: Tensor, start: Start, offset: Float32Array, P: number): void {
  const { viewers, samples, mask } = projected;
  const K = start.weights.length / P;
  for (let i = 0; i < viewers; i += 1) {
    const mean = new Float64Array(K);
    let count = 0;
    for (let t = 0; t < samples; t += 1) {
      if (mask[i * samples + t] === 0) continue;
      count += 1;
      for (let k = 0; k < K; k += 1) mean[k]! += Math.max(0, start.time[t * K + k]!);
    }
    for (let p = 0; p < P; p += 1) {
      let sum = 0;
      for (let k = 0; k < K; k += 1) {
        sum += start.weights[p * K + k]! * start.viewer[i * K + k]! * (mean[k]! / Math.max(1, count));
      }
      offset[i * P + p] = -sum;
    }
  }
}

/** After an epoch: the neutrals, variances and s that are best given all else; clears the sums. */
function closedForm(
  sums: readonly EpochSums[],
  settings: EpochSettings,
  offset: Float32Array,
  P: number,
): Partial<EpochSettings> {
  const total = (of: (sum: EpochSums) => number): number => sums.reduce((sum, one) => sum + of(one), 0);
  const viewers = offset.length / P;
  let entries = 0;
  for (let i = 0; i < viewers; i += 1) {
    const count = total((sum) => sum.count[i]!);
    entries += count;
    for (let p = 0; p < P; p += 1) offset[i * P + p]! += total((sum) => sum.error[i * P + p]!) / (count + 3);
  }
  const priorVariance = Math.max(1e-6, total((sum) => sum.squares[0]!) / (entries * P));
  const bounded = settings.bound > 0;
  const posteriorVariance = bounded ? Math.max(1e-6, total((sum) => sum.squares[1]!) / (entries * P)) : priorVariance;
  const latentDeviation = settings.latentDeviation.map((s, k) => {
    const root = Math.sqrt(total((sum) => sum.latent[k]!) / entries);
    return bounded ? Math.min(DEVIATION.most, Math.max(DEVIATION.least, root)) : s;
  });
  for (const one of sums) for (const array of [one.error, one.count, one.squares, one.latent]) array.fill(0);
  return { priorVariance, posteriorVariance, latentDeviation };
}
