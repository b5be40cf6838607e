import { elbo } from '../objective/elbo.ts';
import { toTensors, writeTensors } from '../parameters.ts';
import type { Replica, ReplicaContext } from '../train/replica.ts';
import { batchDrawer, type ElboInit } from './batches.ts';

/** This thread's share of the training (see Team). */
export function createReplica(context: ReplicaContext<ElboInit>): Replica {
  const { backend, init, size, parameters, gradient } = context;
  const { tf } = backend;
  const { model, shapes, batch, entries, factorised } = init;
  const { draw, held } = batchDrawer(context);
  return {
    held,
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
