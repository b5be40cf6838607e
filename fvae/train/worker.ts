import { parentPort, workerData } from 'node:worker_threads';
import { breakBarrier } from './barrier.ts';
import { type Order, type ReplicaStart, startReplica } from './replica.ts';

/** What a replica's thread answers. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'step'; readonly step: number; readonly loss: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'fault'; readonly name: string; readonly message: string; readonly stack: string };

const port = parentPort;
if (port !== null) {
  const start = workerData as ReplicaStart;
  const answer = (message: Answer): void => port.postMessage(message);
  const fail = (error: unknown): void => {
    const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    answer({ kind: 'fault', name, message, stack });
    breakBarrier(start.memory.barrier);
  };
  try {
    const { perform } = await startReplica(start);
    port.on('message', (order: Order) => {
      // Every replica knows the loss; the first reports it.
      const onStep = (step: number, loss: number): void => {
        if (start.rank === 0) answer({ kind: 'step', step, loss });
      };
      perform(order, onStep).then((whole) => {
        if (whole) answer({ kind: 'done' });
      }, fail);
    });
    answer({ kind: 'ready' });
  } catch (error) {
    fail(error);
  }
}
