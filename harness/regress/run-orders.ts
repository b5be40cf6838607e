import { Interrupted } from '../../sim/screening/interrupted.ts';
import { crewHere, crewOfThreads } from '../trial/crew/crew.ts';
import { contenderOf, type TrialOrder } from '../trial/crew/order.ts';
import type { TrialResult } from '../trial/result.ts';
import { scenarioOf } from '../trial/run.ts';
import { openWorld, originHere, type WorldOptions } from '../trial/world.ts';
import type { Done } from './measured.ts';
import { datasetOf, type FitOrder } from './order.ts';
import { createQueue } from './queue.ts';

/** What carrying out orders needs of the world; `workers` are the fits at a time. */
export type RunOptions = WorldOptions & {
  /** Called with the fits done so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
  /** The module whose export `contenderOf` gives models. @defaultValue the models that have a name */
  readonly contenders?: string;
};

/**
 * What comes of each order, in their order; a model that fails is a fault in its result. Each fit has one thread, so that
 * their number changes nothing. Throws as runTrial and namedContender do, Interrupted when the signal says so.
 */
export async function runOrders(orders: readonly FitOrder[], options: RunOptions): Promise<readonly Done[]> {
  const { cache, signal, contenders, onProgress } = options;
  const origin = options.origin ?? originHere();
  const world = openWorld({ ...options, origin, workers: 1 });
  for (const screening of screeningsOf(orders)) {
    await world.hall.prepare(scenarioOf(screening).played, options.workers);
  }
  const workers = Math.min(options.workers, orders.length);
  const crew =
    workers <= 1
      ? crewHere(world, await contendersOf(contenders))
      : crewOfThreads(workers, { cache, origin, ...(contenders === undefined ? {} : { contenders }) }, signal);
  const results = new Map<FitOrder, TrialResult>();
  const queue = createQueue(orders, datasetOf);
  let stopped = false;
  const hand = async (): Promise<void> => {
    for (let order = queue(null); order !== null && !stopped; order = queue(datasetOf(order))) {
      if (signal.aborted) throw new Interrupted('interrupted');
      results.set(order, await crew.run(order.trial));
      onProgress?.(results.size, orders.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: crew.size }, hand));
  } finally {
    stopped = true;
    await crew.close();
  }
  return orders.map((order) => ({ order, result: results.get(order) as TrialResult }));
}

/** The screenings of orders, each once. */
function screeningsOf(orders: readonly FitOrder[]): readonly TrialOrder['screening'][] {
  return [...new Map(orders.map((order) => [datasetOf(order), order.trial.screening])).values()];
}

async function contendersOf(module: string | undefined): Promise<typeof contenderOf> {
  if (module === undefined) return contenderOf;
  return ((await import(module)) as { contenderOf: typeof contenderOf }).contenderOf;
}
