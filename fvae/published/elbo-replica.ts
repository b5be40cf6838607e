import { normalReader, rowReader } from '../backend/feed.ts';
import { type ElboModel, elbo } from '../objective/elbo.ts';
import { type Shapes, toTensors, writeTensors } from '../parameters.ts';
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
  const { model, shapes, batch, entries, samples, seed, factorised } = init;
  const factors = model.decoder.widths[0] as number;
  const first = Math.floor((batch * rank) / size);
  const share = Math.floor((batch * (rank + 1)) / size) - first;
  const chosen = new Int32Array(share);
  const viewer = new Int32Array(share);
  const sample = new Int32Array(share);
  const stepsPerEpoch = Math.max(1, Math.floor(entries.length / batch));
  const rows = rowReader(backend, init.values, model.encoder.widths[0] as number, share);
  const normals = normalReader(backend, share, factors);
  let shuffled: Uint32Array = entries;
  let ordered = -1;
  let chosenFor = -1;

  const choose = (step: number): void => {
    if (chosenFor === step) return;
    chosenFor = step;
    const epoch = Math.floor(step / stepsPerEpoch);
    if (ordered !== epoch) {
      shuffled = createRandom(seed, `order ${epoch}`).shuffled(entries);
      ordered = epoch;
    }
    const at = (step % stepsPerEpoch) * batch + first;
    for (let b = 0; b < share; b += 1) {
      const entry = shuffled[(at + b) % entries.length]!;
      chosen[b] = entry;
      if (!factorised) continue;
      viewer[b] = Math.floor(entry / samples);
      sample[b] = entry % samples;
    }
  };

  return {
    async step(step) {
      choose(step);
      const { loss, gradients } = tf.tidy(() =>
        elbo(tf, model, toTensors(tf, shapes, parameters), {
          x: rows(chosen),
          viewer: tf.tensor1d(viewer, 'int32'),
          sample: tf.tensor1d(sample, 'int32'),
          epsilon: normals(createRandom(seed, `step ${step} of ${rank}`)),
          divisor: batch,
          // The prior of U and V counts once for all entries together, whatever the number of threads.
          ...(factorised ? { factorPrior: 1 / (entries.length * size) } : {}),
        }),
      );
      const read = Promise.all([loss.data<'float32'>(), writeTensors(shapes, gradients, gradient)]);
      // While the GPU is at it.
      if (backend.name === 'webgpu') choose(step + 1);
      const [[value]] = await read;
      tf.dispose([loss, gradients]);
      return value!;
    },
  };
}
