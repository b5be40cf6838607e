import { Worker } from 'node:worker_threads';
import { Interrupted } from '../../../sim/screening/interrupted.ts';
import { UsageError } from '../../fault.ts';
import type { Contender } from '../../models/contender.ts';
import type { TrialResult } from '../result.ts';
import { runTrial } from '../run.ts';
import type { World } from '../world.ts';
import { type CrewAnswer, type CrewMessage, type CrewStart, revived } from './message.ts';
import { contenderOf, planOf, type TrialOrder } from './order.ts';

/** Who works through trials, `size` of them at a time. */
export type Crew = {
  readonly size: number;
  /** The result of a trial; throws as runTrial. No more than `size` may be under way. */
  run(order: TrialOrder): Promise<TrialResult>;
  /** Ends it. What is under way is stopped. */
  close(): Promise<void>;
};

/** A crew of one, in this thread. */
export function crewHere(world: World, contender: (order: TrialOrder) => Promise<Contender> = contenderOf): Crew {
  return {
    size: 1,
    run: async (order) => runTrial(planOf(order, await contender(order)), world),
    close: async () => {},
  };
}

/** Milliseconds that a thread is given to stop by itself: a program that it has started must be ended, too. */
const GRACE = 2000;

/** A crew of threads, each with one trial at a time; a trial itself uses one thread, so that results are the same. */
export function crewOfThreads(size: number, start: CrewStart, signal: AbortSignal): Crew {
  const idle: Worker[] = [];
  const ends: Promise<void>[] = [];
  const all = Array.from({ length: size }, () => {
    const thread = new Worker(new URL('./worker.js', import.meta.url), { workerData: start });
    // Told of by whoever waits for an answer.
    thread.on('error', () => {});
    // Heard from the beginning: one that has died says so once.
    ends.push(new Promise((resolve) => thread.once('exit', () => resolve())));
    idle.push(thread);
    return thread;
  });
  const tell = (thread: Worker, message: CrewMessage): void => thread.postMessage(message);
  let stopped: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      for (const thread of all) tell(thread, { kind: 'stop' });
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, GRACE);
      });
      await Promise.race([Promise.all(ends), patience]);
      clearTimeout(timer);
      await Promise.all(all.map((thread) => thread.terminate()));
    })();
    return stopped;
  };
  return {
    size,
    async run(order) {
      const thread = idle.pop();
      if (thread === undefined) throw new Error(`more than ${size} trials at a time`);
      const answer = await answered(thread, order, signal, tell);
      idle.push(thread);
      if (answer.kind === 'fault') throw revived(answer);
      return answer.result;
    },
    close: stop,
  };
}

function answered(
  thread: Worker,
  order: TrialOrder,
  signal: AbortSignal,
  tell: (thread: Worker, message: CrewMessage) => void,
): Promise<CrewAnswer> {
  return new Promise((resolve, reject) => {
    const done = (settle: () => void): void => {
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const onMessage = (answer: CrewAnswer): void => done(() => resolve(answer));
    const onError = (error: Error): void => done(() => reject(error));
    const onExit = (code: number): void =>
      done(() =>
        reject(new UsageError(`${order.model.text}: ended its thread with status ${code}, expected an answer`)),
      );
    const onAbort = (): void => done(() => reject(new Interrupted('interrupted')));
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else tell(thread, { kind: 'trial', order });
  });
}
