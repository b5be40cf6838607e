import { setMaxListeners } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { ModelFault } from '../model.ts';
import type { AdamOptions, Moments } from './adam.ts';
import { barrierMemory } from './barrier.ts';
import { type Order, type ReplicaStart, startReplica, type TeamMemory } from './replica.ts';
import type { Answer } from './worker.ts';

export type TeamOptions<Init> = {
  /** The module whose `createReplica` (see ReplicaModule) makes each replica. */
  readonly module: URL;
  /** Given to every replica; typed arrays over SharedArrayBuffers are shared, all else is copied. */
  readonly init: Init;
  /** [P], copied. */
  readonly parameters: Float32Array;
  /** Copied; zeros unless given. */
  readonly moments?: Moments;
  /** Threads, each with a replica; 0 is one replica in this thread. */
  readonly workers: number;
  /** As for openBackend; more than one worker is of use with `wasm` only. */
  readonly backend: string;
  /** As for openBackend. @defaultValue true */
  readonly native?: boolean;
  readonly adam?: AdamOptions;
};

export type RunOptions = {
  /** The number of the first step, from 0: how many steps the parameters have behind them. */
  readonly from: number;
  readonly count: number;
  /** The learning rate, or one for each step's number. */
  readonly rate: number | ((step: number) => number);
  /** Given to every step of the replicas, copied. */
  readonly settings?: unknown;
  /** Ends the team; the call then throws the signal's reason, and the parameters may be halfway through a step. */
  readonly signal?: AbortSignal;
  readonly onStep?: (step: number, loss: number) => void;
};

/** Replicas of one training, in step. The same module, init, parameters and number of workers give the same results. */
export type Team = {
  /** [P], shared with the replicas: read them, copy them or set them between runs. */
  readonly parameters: Float32Array;
  readonly moments: Moments;
  /** Does steps and answers the loss of each, [count]. After a failure the team is closed. */
  run(options: RunOptions): Promise<Float64Array>;
  /** Ends the threads. */
  close(): Promise<void>;
};

/** A copy of numbers in memory that threads share. */
export function sharedFloats(values: Float32Array): Float32Array {
  const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

const here = import.meta.url;

/** What a thread can load: a source file's compiled counterpart under dist, everything else as it is. */
function loadable(module: URL): string {
  const root = new URL('../../', here).href;
  if (!module.href.endsWith('.ts')) return module.href;
  const built = module.href.replace(root, `${root}dist/`).replace(/\.ts$/, '.js');
  if (!module.href.startsWith(root) || !existsSync(fileURLToPath(built))) {
    throw new Error(`${module.href} has no compiled counterpart under dist: build first`);
  }
  return built;
}

function share(options: TeamOptions<unknown>, size: number): TeamMemory {
  const { parameters, moments } = options;
  const zeros = (): Float32Array => sharedFloats(new Float32Array(parameters.length));
  return {
    parameters: sharedFloats(parameters),
    moments: moments
      ? { first: sharedFloats(moments.first), second: sharedFloats(moments.second) }
      : { first: zeros(), second: zeros() },
    gradients: Array.from({ length: size }, zeros),
    losses: new Float64Array(new SharedArrayBuffer(8 * size)),
    barrier: barrierMemory(),
  };
}

type Perform = (order: Order, onStep: (step: number, loss: number) => void, signal?: AbortSignal) => Promise<void>;

/** Starts a team. Throws what a replica throws while it is made. */
export async function createTeam<Init>(options: TeamOptions<Init>): Promise<Team> {
  const { init, backend, adam = {}, native = true, workers } = options;
  const memory = share(options, Math.max(1, workers));
  const start = { init, backend, native, adam, memory };
  const { perform, close } =
    workers === 0
      ? await performHere({ ...start, module: options.module.href, rank: 0 })
      : await performInWorkers({ ...start, module: loadable(options.module), rank: 0 }, workers);
  return {
    parameters: memory.parameters,
    moments: memory.moments,
    close,
    async run({ from, count, rate, settings, signal, onStep }) {
      const losses = new Float64Array(count);
      const rates = Array.from(losses, (_, n) => (typeof rate === 'number' ? rate : rate(from + n)));
      const hear = (step: number, loss: number): void => {
        losses[step - from] = loss;
        onStep?.(step, loss);
      };
      try {
        signal?.throwIfAborted();
        await perform({ from, rates, settings }, hear, signal);
        return losses;
      } catch (error) {
        await close();
        throw error;
      }
    },
  };
}

async function performHere(start: ReplicaStart): Promise<{ perform: Perform; close: () => Promise<void> }> {
  const replica = await startReplica(start);
  const perform: Perform = async (order, onStep, signal) => {
    for (const [n, rate] of order.rates.entries()) {
      await replica.perform({ ...order, from: order.from + n, rates: [rate] }, onStep);
      // Lets the signal's sender have its turn.
      await new Promise(setImmediate);
      signal?.throwIfAborted();
    }
  };
  return { perform, close: async () => replica.end() };
}

async function performInWorkers(
  start: ReplicaStart,
  count: number,
): Promise<{ perform: Perform; close: () => Promise<void> }> {
  const script = loadable(new URL(here.endsWith('.ts') ? './worker.ts' : './worker.js', here));
  const threads = Array.from(
    { length: count },
    (_, rank) => new Worker(new URL(script), { workerData: { ...start, rank } satisfies ReplicaStart }),
  );
  // A thread that ends between runs, or by `close`, is told of by the next run.
  let ended: Error | undefined;
  for (const thread of threads) {
    thread.on('error', (error: Error) => {
      ended ??= error;
    });
    thread.on('exit', () => {
      ended ??= new Error('the team is closed');
    });
  }
  const close = async (): Promise<void> => {
    await Promise.all(threads.map((thread) => thread.terminate()));
  };
  /** Waits until every thread has answered `kind`; throws the first failure of any. */
  const all = async (
    kind: 'ready' | 'done',
    onStep: (step: number, loss: number) => void = () => {},
    signal?: AbortSignal,
  ): Promise<void> => {
    const stop = new AbortController();
    // Each thread listens, however many there are.
    setMaxListeners(0, stop.signal);
    const waits = threads.map((thread) => answered(thread, kind, onStep, stop.signal));
    const aborted = new Promise<never>((_, reject) => {
      const end = (): void => reject(signal?.reason);
      signal?.addEventListener('abort', end, { once: true, signal: stop.signal });
      if (signal?.aborted === true) end();
    });
    try {
      await Promise.race([Promise.all(waits), aborted]);
    } finally {
      stop.abort();
    }
  };
  const perform: Perform = async (order, onStep, signal) => {
    if (ended !== undefined) throw ended;
    const finished = all('done', onStep, signal);
    for (const thread of threads) thread.postMessage(order);
    await finished;
  };
  try {
    await all('ready');
  } catch (error) {
    await close();
    throw error;
  }
  return { perform, close };
}

/** Resolves when the thread answers `kind`, rejects when it fails or ends; `stop` ends the listening. */
function answered(
  thread: Worker,
  kind: 'ready' | 'done',
  onStep: (step: number, loss: number) => void,
  stop: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: Answer): void => {
      if (answer.kind === 'step') onStep(answer.step, answer.loss);
      else if (answer.kind === kind) resolve();
      else if (answer.kind === 'fault') reject(revived(answer));
    };
    const onExit = (code: number): void => reject(new Error(`a training thread ended with status ${code}`));
    thread.on('message', onMessage).on('error', reject).on('exit', onExit);
    stop.addEventListener('abort', () => thread.off('message', onMessage).off('error', reject).off('exit', onExit), {
      once: true,
    });
  });
}

/** The error of a thread, as an error of this one. */
function revived({ name, message, stack }: Extract<Answer, { kind: 'fault' }>): Error {
  if (name === 'ModelFault') return new ModelFault(message);
  const error = new Error(message);
  error.stack = stack;
  return error;
}
