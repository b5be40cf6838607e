import { type ElboModel, elbo } from '../objective/elbo.ts';
import { type Shapes, toTensors, writeTensors } from '../parameters.ts';
import type { Replica, ReplicaContext } from '../train/replica.ts';
import { batchDrawer } from './batches.ts';

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
  const { backend, init, size, parameters, gradient } = context;
  const { tf } = backend;
  const { model, shapes, batch, entries, factorised } = init;
  const draw = batchDrawer(context);
  return {
    async step(step) {
      const { loss, gradients } = tf.tidy(() =>
        elbo(tf, model, toTensors(tf, shapes, parameters), {
          ...draw(step),
          divisor: batch,
          // The prior of U and V counts once for all entries together, whatever the number of threads.
          ...(factorised ? { factorPrior: 1 / (entries.length * size) } : {}),
        }),
      );
      const [[value]] = await Promise.all([loss.data<'float32'>(), writeTensors(shapes, gradients, gradient)]);
      tf.dispose([loss, gradients]);
      return value!;
    },
  };
}
