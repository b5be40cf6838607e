import type * as core from '@tensorflow/tfjs-core';
import type { Network } from './network.ts';
import { boundLoss } from './objective/bound.ts';
import { featureConstants, featureCount } from './objective/features.ts';
import { differentiate, type Shapes, toTensors, writeTensors } from './parameters.ts';
import { createRandom } from './random.ts';
import type { Replica, ReplicaContext } from './train/replica.ts';

/** What a replica of the model is started with; the arrays are shared by all threads. */
export type ModelInit = {
  readonly seed: number;
  readonly samples: number;
  readonly components: number;
  readonly factors: number;
  readonly encoder: Network;
  /** Of the encoder's parameters. */
  readonly shapes: Shapes;
  /** [N, K] U, [T, K] V, [K] s and [F, P] the decoder, which stay as they are. */
  readonly viewer: Float32Array;
  readonly time: Float32Array;
  readonly deviation: readonly number[];
  readonly decoder: Float32Array;
  /** Entries of a step, all replicas together. */
  readonly batch: number;
  /** [N, T, P] components, each viewer's mean taken off. */
  readonly values: Float32Array;
  /** Observed entries, as i T + t. */
  readonly entries: Uint32Array;
  /** [N, P], what the neutrals lie above those taken off. */
  readonly offset: Float32Array;
  /** By rank: sums over an epoch that closed-form updates are made from; cleared by who reads them. */
  readonly sums: readonly EpochSums[];
};

/** Sums over the entries of an epoch. */
export type EpochSums = {
  /** [1]: squared errors, over all components. */
  readonly squares: Float64Array;
};

/** What may change from epoch to epoch. */
export type EpochSettings = {
  readonly epoch: number;
  /** sigma^2. */
  readonly variance: number;
};

/** This thread's share of the training of the model (see Team). */
export function createReplica(context: ReplicaContext<ModelInit>): Replica {
  const { backend, init, rank, size, parameters, gradient } = context;
  const { tf } = backend;
  const { factors, components, samples, batch, entries, values, offset, seed, viewer, time } = init;
  const constants = featureConstants(tf, factors);
  const decoder = tf.tensor2d(init.decoder, [featureCount(factors), components]);
  const latentDeviation = tf.tensor2d([...init.deviation], [1, factors]);
  const sums = init.sums[rank]!;
  const share = Math.floor((batch * (rank + 1)) / size) - Math.floor((batch * rank) / size);
  const first = Math.floor((batch * rank) / size);
  const x = new Float32Array(share * components);
  const u = new Float32Array(share * factors);
  const v = new Float32Array(share * factors);
  const noise = new Float32Array(share * factors);
  let shuffled: Uint32Array = entries;
  let ordered = -1;

  const fill = (step: number, epoch: number): void => {
    if (ordered !== epoch) {
      shuffled = createRandom(seed, `order ${epoch}`).shuffled(entries);
      ordered = epoch;
    }
    const random = createRandom(seed, `step ${step} of ${rank}`);
    random.fillNormal(noise);
    const stepsPerEpoch = Math.max(1, Math.floor(entries.length / batch));
    const at = (step % stepsPerEpoch) * batch + first;
    for (let b = 0; b < share; b += 1) {
      const entry = shuffled[(at + b) % entries.length]!;
      const i = Math.floor(entry / samples);
      const t = entry % samples;
      for (let p = 0; p < components; p += 1) {
        x[b * components + p] = values[entry * components + p]! - offset[i * components + p]!;
      }
      for (let k = 0; k < factors; k += 1) {
        u[b * factors + k] = viewer[i * factors + k]!;
        v[b * factors + k] = time[t * factors + k]!;
      }
    }
  };

  const { spread, inverse, one, other } = constants;
  return {
    held: [decoder, latentDeviation, spread, inverse, one, other].filter((tensor) => tensor !== null),
    async step(step, settings) {
      const { epoch, variance } = settings as EpochSettings;
      fill(step, epoch);
      const { loss, gradients, error } = tf.tidy(() => {
        const learned = toTensors(tf, init.shapes, parameters);
        const fixed = { decoder, viewer: tf.tensor2d(u, [share, factors]), time: tf.tensor2d(v, [share, factors]) };
        const input = {
          x: tf.tensor2d(x, [share, components]),
          noise: tf.tensor2d(noise, [share, factors]),
          latentDeviation,
          variance,
          divisor: batch,
        };
        const kept: core.Tensor[] = [];
        const differentiated = differentiate(tf, learned, (given) => {
          const terms = boundLoss(tf, init.encoder, constants, { ...given, ...fixed }, input);
          kept.push(tf.keep(terms.error));
          return terms.loss;
        });
        return { ...differentiated, error: kept[0]! };
      });
      const [[value], errors] = await Promise.all([
        loss.data<'float32'>(),
        error.data<'float32'>(),
        writeTensors(init.shapes, gradients, gradient),
      ]);
      tf.dispose([loss, error, gradients]);
      for (const e of errors) sums.squares[0]! += e * e;
      return value!;
    },
  };
}
