import { Worker } from 'node:worker_threads';
import { DatasetFault } from '../../../sim/dataset/fault.ts';
import { Interrupted } from '../../../sim/screening/interrupted.ts';
import { STATUS, UsageError } from '../../fault.ts';
import type { TrialResult } from '../../trial/result.ts';
import { openWorld, type WorldOptions } from '../../trial/world.ts';
import type { Done } from '../measured.ts';
import type { ContenderSource } from './contenders.ts';
import { createFitter } from './fitter.ts';
import { datasetOf, type FitOrder } from './order.ts';
import { createQueue } from './queue.ts';
import type { CrewAnswer, CrewStart } from './worker.ts';

/** What carrying out orders needs of the world; `workers` are the fits at a time. */
export type CrewOptions = WorldOptions & {
  /** The module that models come from. @defaultValue './contenders.ts' */
  readonly contenders?: string;
  /** Called with the fits done so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
};

/**
 * What comes of each order, in their order; a model that fails is a fault in its result. One worker is this thread; more are
 * threads. Throws ScenarioError, UsageError and DatasetFault as runTrial and namedContender do, Interrupted when the signal
 * says so.
 */
export async function runOrders(orders: readonly FitOrder[], options: CrewOptions): Promise<readonly Done[]> {
  const results = new Map<FitOrder, TrialResult>();
  const keep = (order: FitOrder, result: TrialResult): void => {
    results.set(order, result);
    options.onProgress?.(results.size, orders.length);
  };
  const workers = Math.min(options.workers, orders.length);
  if (workers <= 1) {
    const source = (await import(options.contenders ?? contendersHere())) as ContenderSource;
    const carryOut = createFitter(openWorld({ ...options, workers: 1 }), source);
    for (const order of orders) {
      if (options.signal.aborted) throw new Interrupted('interrupted');
      keep(order, await carryOut(order));
    }
  } else {
    await runInThreads(orders, { ...options, workers }, keep);
  }
  return orders.map((order) => ({ order, result: results.get(order) as TrialResult }));
}

async function runInThreads(
  orders: readonly FitOrder[],
  { cache, workers, signal, contenders = contendersHere() }: CrewOptions,
  keep: (order: FitOrder, result: TrialResult) => void,
): Promise<void> {
  const queue = createQueue(orders, datasetOf);
  const threads: Worker[] = [];
  /** Threads that had to wait for a dataset, by how to wake them. */
  const waiting: (() => void)[] = [];
  const runOne = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const start: CrewStart = { cache, contenders };
      const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData: start });
      threads.push(thread);
      let order: FitOrder | null = null;
      const goOn = (): void => {
        const next = queue.next(order === null ? null : datasetOf(order));
        if (next === null && queue.empty()) resolve();
        else if (next === null) waiting.push(goOn);
        else {
          order = next;
          thread.postMessage(next);
        }
      };
      const stop = (): void => reject(new Interrupted('interrupted'));
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      thread.on('error', reject);
      thread.on('exit', (code) => reject(new Error(`a thread ended with status ${code}`)));
      thread.on('message', (answer: CrewAnswer) => {
        if ('line' in answer) {
          reject(faultOf(answer));
          return;
        }
        queue.done(order as FitOrder);
        keep(order as FitOrder, answer.result);
        for (const wake of waiting.splice(0)) wake();
        goOn();
      });
      goOn();
    });
  try {
    await Promise.all(Array.from({ length: workers }, runOne));
  } finally {
    await Promise.all(threads.map(end));
  }
}

/** The module of the models that suites can name. */
function contendersHere(): string {
  const here = import.meta.url;
  return new URL(here.endsWith('.ts') ? './contenders.ts' : './contenders.js', here).href;
}

/** Ends a thread; one that is at work is asked first, so that programs which it has started end with it. */
async function end(thread: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
  thread.postMessage('stop');
  const patience = setTimeout(() => void thread.terminate(), 5000);
  await ended;
  clearTimeout(patience);
}

function faultOf({ line, status }: { readonly line: string; readonly status: number }): Error {
  if (status === STATUS.input) return new UsageError(line);
  if (status === STATUS.environment) return new DatasetFault('environment', line);
  return status === STATUS.interrupted ? new Interrupted('interrupted') : new Error(line);
}
