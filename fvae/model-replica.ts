import type * as core from '@tensorflow/tfjs-core';
import type { Network } from './network.ts';
import { boundLoss } from './objective/bound.ts';
import { saturatingConstants } from './objective/saturating.ts';
import { type Parameters, partsOf, type Shapes, toTensors } from './parameters.ts';
import { createRandom } from './random.ts';
import type { Replica, ReplicaContext } from './train/replica.ts';

/** What a replica of the model is started with; the arrays are shared by all threads. */
export type ModelInit = {
  readonly seed: number;
  readonly samples: number;
  readonly components: number;
  readonly factors: number;
  readonly encoder: Network;
  /** Networks' parameters first, then U and V. */
  readonly shapes: Shapes;
  /** Entries of a step, all replicas together. */
  readonly batch: number;
  /** [N, T, P] components, each viewer's mean taken off. */
  readonly values: Float32Array;
  /** Observed entries, as i T + t. */
  readonly entries: Uint32Array;
  /** [N, P], what the neutral still lacks; set between epochs. */
  readonly offset: Float32Array;
  /** By rank: sums over an epoch that closed-form updates are made from; cleared by who reads them. */
  readonly sums: readonly EpochSums[];
};

/** Sums over the entries of an epoch. */
export type EpochSums = {
  /** [N, P] of the errors of the marginal way, [N] how many. */
  readonly error: Float64Array;
  readonly count: Float64Array;
  /** [2]: squared errors of the marginal way and of the bound, over all components. */
  readonly squares: Float64Array;
  /** [K] of E_q (z - U V)^2. */
  readonly latent: Float64Array;
};

/** What may change from epoch to epoch. */
export type EpochSettings = {
  readonly epoch: number;
  readonly bound: number;
  readonly priorVariance: number;
  readonly posteriorVariance: number;
  /** [K], s. */
  readonly latentDeviation: readonly number[];
};

/** This thread's share of the training of the model (see Team). */
export function createReplica(context: ReplicaContext<ModelInit>): Replica {
  const { backend, init, rank, size, parameters, gradient } = context;
  const { tf } = backend;
  const { factors, components, samples, batch, entries, values, offset, seed } = init;
  const constants = saturatingConstants(tf, factors);
  const networkShapes = Object.fromEntries(
    Object.entries(init.shapes).filter(([name]) => name !== 'viewer' && name !== 'time'),
  );
  const parts = partsOf(init.shapes, parameters);
  const slopes = partsOf(init.shapes, gradient);
  const sums = init.sums[rank]!;
  const share = Math.floor((batch * (rank + 1)) / size) - Math.floor((batch * rank) / size);
  const first = Math.floor((batch * rank) / size);
  const x = new Float32Array(share * components);
  const u = new Float32Array(share * factors);
  const v = new Float32Array(share * factors);
  const noise = [new Float32Array(share * factors), new Float32Array(share * factors)] as const;
  const chosen = new Uint32Array(share);
  let order = new Uint32Array(0);
  let ordered = -1;

  const fill = (step: number, epoch: number): void => {
    if (ordered !== epoch) {
      order = createRandom(seed, `order ${epoch}`).permutation(entries.length) as Uint32Array<ArrayBuffer>;
      ordered = epoch;
    }
    const random = createRandom(seed, `step ${step} of ${rank}`);
    random.fillNormal(noise[0]);
    random.fillNormal(noise[1]);
    const stepsPerEpoch = Math.max(1, Math.floor(entries.length / batch));
    const at = (step % stepsPerEpoch) * batch + first;
    for (let b = 0; b < share; b += 1) {
      const entry = entries[order[(at + b) % entries.length]!]!;
      chosen[b] = entry;
      const viewer = Math.floor(entry / samples);
      const t = entry % samples;
      for (let p = 0; p < components; p += 1) {
        x[b * components + p] = values[entry * components + p]! - offset[viewer * components + p]!;
      }
      for (let k = 0; k < factors; k += 1) {
        u[b * factors + k] = parts['viewer']![viewer * factors + k]!;
        v[b * factors + k] = parts['time']![t * factors + k]!;
      }
    }
  };

  const scatter = (name: 'viewer' | 'time', rows: Float32Array): void => {
    const into = slopes[name]!;
    for (let b = 0; b < share; b += 1) {
      const row = name === 'viewer' ? Math.floor(chosen[b]! / samples) : chosen[b]! % samples;
      for (let k = 0; k < factors; k += 1) into[row * factors + k]! += rows[b * factors + k]!;
    }
  };

  const gather = (error: Float32Array, posterior: Float32Array | null, latent: Float32Array | null): void => {
    for (let b = 0; b < share; b += 1) {
      const viewer = Math.floor(chosen[b]! / samples);
      sums.count[viewer]! += 1;
      for (let p = 0; p < components; p += 1) {
        const e = error[b * components + p]!;
        sums.error[viewer * components + p]! += e;
        sums.squares[0]! += e * e;
        if (posterior !== null) sums.squares[1]! += posterior[b * components + p]! ** 2;
      }
      if (latent !== null) for (let k = 0; k < factors; k += 1) sums.latent[k]! += latent[b * factors + k]!;
    }
  };

  return {
    step(step, settings) {
      const { epoch, bound, priorVariance, posteriorVariance, latentDeviation } = settings as EpochSettings;
      fill(step, epoch);
      gradient.fill(0);
      return tf.tidy(() => {
        const tensors: Parameters = {
          ...toTensors(tf, networkShapes, parameters),
          viewer: tf.tensor2d(u, [share, factors]),
          time: tf.tensor2d(v, [share, factors]),
        };
        const used = Object.keys(tensors).filter((name) => bound > 0 || !name.startsWith('encoder.'));
        const input = {
          x: tf.tensor2d(x, [share, components]),
          posteriorNoise: tf.tensor2d(noise[0], [share, factors]),
          priorNoise: tf.tensor2d(noise[1], [share, factors]),
          latentDeviation: tf.tensor2d([...latentDeviation], [1, factors]),
          posteriorVariance,
          priorVariance,
          bound,
          divisor: batch,
        };
        let kept: { error: core.Tensor; posterior: core.Tensor | null; latent: core.Tensor | null } | null = null;
        const { value, grads } = tf.valueAndGrads((...given) => {
          const named = { ...tensors, ...Object.fromEntries(used.map((name, at) => [name, given[at]!])) };
          const terms = boundLoss(tf, init.encoder, constants, named, input);
          kept = {
            error: tf.keep(terms.priorError),
            posterior: terms.posteriorError === null ? null : tf.keep(terms.posteriorError),
            latent: terms.latentSquare === null ? null : tf.keep(terms.latentSquare),
          };
          return terms.loss;
        })(used.map((name) => tensors[name]!));
        const { error, posterior, latent } = kept as unknown as {
          error: core.Tensor;
          posterior: core.Tensor | null;
          latent: core.Tensor | null;
        };
        gather(
          error.dataSync<'float32'>(),
          posterior?.dataSync<'float32'>() ?? null,
          latent?.dataSync<'float32'>() ?? null,
        );
        for (const tensor of [error, posterior, latent]) tensor?.dispose();
        used.forEach((name, at) => {
          const numbers = grads[at]!.dataSync<'float32'>();
          if (name === 'viewer' || name === 'time') scatter(name, numbers);
          else slopes[name]!.set(numbers);
        });
        return value.dataSync()[0]!;
      });
    },
  };
}
