import { parentPort, workerData } from 'node:worker_threads';
import { explain } from '../../fault.ts';
import type { TrialResult } from '../../trial/result.ts';
import { openWorld } from '../../trial/world.ts';
import type { ContenderSource } from './contenders.ts';
import { createFitter } from './fitter.ts';
import type { FitOrder } from './order.ts';

/** What a thread is started with: the cache, and the module that models come from. */
export type CrewStart = { readonly cache: string; readonly contenders: string };

/** What a thread is told: an order, or to end. */
export type CrewOrder = FitOrder | 'stop';

/** What a thread answers: what came of an order, or the line and exit status of an error. */
export type CrewAnswer = { readonly result: TrialResult } | { readonly line: string; readonly status: number };

const port = parentPort;
if (port !== null) {
  const abort = new AbortController();
  const { cache, contenders } = workerData as CrewStart;
  const world = openWorld({
    cache,
    signal: abort.signal,
    progress: () => () => {},
    clock: () => performance.now() / 1000,
    workers: 1,
  });
  const source = import(contenders) as Promise<ContenderSource>;
  const fitter = source.then((loaded) => createFitter(world, loaded));
  port.on('message', (order: CrewOrder) => {
    if (order === 'stop') {
      abort.abort();
      port.close();
      return;
    }
    const answer = (message: CrewAnswer): void => port.postMessage(message);
    fitter
      .then((carryOut) => carryOut(order))
      .then(
        (result) => answer({ result }),
        (error: unknown) => answer(explain(error)),
      );
  });
}
