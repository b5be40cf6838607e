import { type ElboModel, elbo } from '../objective/elbo.ts';
import { partsOf, type Shapes, toTensors } from '../parameters.ts';
import { createRandom } from '../random.ts';
import type { Replica, ReplicaContext } from '../train/replica.ts';

/** What a replica of a training by the published bound is started with; the arrays are shared by all threads. */
export type ElboInit = {
  readonly seed: number;
  readonly samples: number;
  readonly model: ElboModel;
  readonly shapes: Shapes;
  /** Entries of a step, all replicas together. */
  readonly batch: number;
  /** [N, T, D], standardised. */
  readonly values: Float32Array;
  /** Observed entries, as i T + t. */
  readonly entries: Uint32Array;
  /** Whether U and V are there to be learned: else all entries are of the one viewer and sample of the model. */
  readonly factorised: boolean;
};

/** This thread's share of the training (see Team). */
export function createReplica(context: ReplicaContext<ElboInit>): Replica {
  const { backend, init, rank, size, parameters, gradient } = context;
  const { tf } = backend;
  const { model, shapes, batch, entries, values, samples, seed, factorised } = init;
  const [features, factors] = [model.encoder.widths[0] as number, model.decoder.widths[0] as number];
  const first = Math.floor((batch * rank) / size);
  const share = Math.floor((batch * (rank + 1)) / size) - first;
  const x = new Float32Array(share * features);
  const epsilon = new Float32Array(share * factors);
  const viewer = new Int32Array(share);
  const sample = new Int32Array(share);
  const slopes = partsOf(shapes, gradient);
  const stepsPerEpoch = Math.max(1, Math.floor(entries.length / batch));
  let order = new Uint32Array(0);
  let ordered = -1;

  const fill = (step: number): void => {
    const epoch = Math.floor(step / stepsPerEpoch);
    if (ordered !== epoch) {
      order = createRandom(seed, `order ${epoch}`).permutation(entries.length) as Uint32Array<ArrayBuffer>;
      ordered = epoch;
    }
    createRandom(seed, `step ${step} of ${rank}`).fillNormal(epsilon);
    const at = (step % stepsPerEpoch) * batch + first;
    for (let b = 0; b < share; b += 1) {
      const entry = entries[order[(at + b) % entries.length]!]!;
      x.set(values.subarray(entry * features, (entry + 1) * features), b * features);
      if (!factorised) continue;
      viewer[b] = Math.floor(entry / samples);
      sample[b] = entry % samples;
    }
  };

  return {
    step(step) {
      fill(step);
      return tf.tidy(() => {
        const { loss, gradients } = elbo(tf, model, toTensors(tf, shapes, parameters), {
          x: tf.tensor2d(x, [share, features]),
          viewer: tf.tensor1d(viewer, 'int32'),
          sample: tf.tensor1d(sample, 'int32'),
          epsilon: tf.tensor2d(epsilon, [share, factors]),
          divisor: batch,
          // The prior of U and V counts once for all entries together, whatever the number of threads.
          ...(factorised ? { factorPrior: 1 / (entries.length * size) } : {}),
        });
        for (const name of Object.keys(shapes)) slopes[name]!.set(gradients[name]!.dataSync<'float32'>());
        return loss.dataSync()[0]!;
      });
    },
  };
}
