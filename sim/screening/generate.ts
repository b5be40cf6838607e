import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { FACTOR_COUNT } from '../audience/sensitivity.ts';
import { writeChunk } from '../dataset/chunk.ts';
import { DatasetFault } from '../dataset/fault.ts';
import { type ArrayName, type ArraySpec, chunkGrid, datasetBytes, type Extras } from '../dataset/layout.ts';
import { abandonDataset, beginDataset, finishDataset, requireSpace } from '../dataset/writer.ts';
import { type Provenance, screeningAttributes } from './attributes.ts';
import { columnMaker, screeningSpecs, type WrittenChunk } from './columns.ts';
import type { Face } from './faces.ts';
import { Interrupted } from './interrupted.ts';
import { type Stage, setStage } from './stage.ts';
import type { WorkerAnswer, WorkerOrder, WorkerStart } from './worker.ts';

/** What to generate, and how. */
export type GenerateOptions = {
  readonly scenario: Scenario;
  readonly out: string;
  readonly extras: Extras;
  readonly provenance: Provenance;
  /** Worker threads; 0 works in this thread. The bytes are the same. */
  readonly workers: number;
  /** Chunks written, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Stops the work; nothing is left behind. */
  readonly signal?: AbortSignal;
  /** The order in which this thread makes the columns, ascending unless given (for tests; workers take turns). */
  readonly order?: readonly number[];
};

/** What was made. */
export type Generated = {
  readonly viewers: number;
  readonly samples: number;
  readonly bytes: number;
  readonly stage: Stage;
};

/**
 * Generates a dataset at `out` and says what it holds. The folder appears there complete or not at all. Throws
 * DatasetFault for an existing output and the disk's faults, Interrupted when the signal says so.
 */
export async function generateDataset(options: GenerateOptions): Promise<Generated> {
  const { scenario, out, extras } = options;
  const specs = screeningSpecs(scenario, extras);
  const temp = beginDataset(out);
  try {
    requireSpace(temp, datasetBytes(specs));
    const stage = setStage(scenario);
    const digests = new Map<string, string[]>(specs.map((spec) => [spec.name, []]));
    const grid = chunkGrid(stage.viewers.length, stage.samples);
    let done = 0;
    const onChunk = ({ row, column, digests: made }: WrittenChunk): void => {
      for (const [name, digest] of Object.entries(made)) {
        (digests.get(name) as string[])[row * grid.columns + column] = digest;
      }
      done += 1;
      options.onProgress?.(done, grid.rows * grid.columns);
    };
    if (options.workers === 0) await makeHere(options, stage, temp, grid.columns, onChunk);
    else await makeInWorkers(options, temp, grid.columns, onChunk);
    stop(options.signal);
    writeSmallArrays(stage, temp, specs, digests);
    finishDataset(temp, out, specs, digests, screeningAttributes(stage, options.provenance));
    return { viewers: stage.viewers.length, samples: stage.samples, bytes: datasetBytes(specs), stage };
  } catch (error) {
    abandonDataset(temp);
    throw error;
  }
}

function stop(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new Interrupted('interrupted');
}

async function makeHere(
  options: GenerateOptions,
  stage: Stage,
  temp: string,
  columns: number,
  onChunk: (chunk: WrittenChunk) => void,
): Promise<void> {
  const maker = columnMaker(stage, options.extras);
  const order = options.order ?? Array.from({ length: columns }, (_, column) => column);
  for (const column of order) {
    // What the process was told meanwhile is heard now.
    await setImmediate();
    stop(options.signal);
    maker.make(temp, column, onChunk);
  }
}

async function makeInWorkers(
  options: GenerateOptions,
  temp: string,
  columns: number,
  onChunk: (chunk: WrittenChunk) => void,
): Promise<void> {
  const count = Math.min(options.workers, columns);
  const threads: Worker[] = [];
  // Each worker builds its share of the faces; once all are there, each is told those of the others.
  const built: (readonly Face[])[] = [];
  let next = 0;
  const tell = (worker: Worker, order: WorkerOrder): void => worker.postMessage(order);
  const shareFaces = (): void => {
    if (built.filter((faces) => faces !== undefined).length < count) return;
    threads.forEach((worker, w) => {
      tell(worker, { kind: 'faces', faces: built.flatMap((faces, other) => (other === w ? [] : faces)) });
    });
    built.length = 0;
  };
  const runOne = (share: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const { scenario, extras } = options;
      const start: WorkerStart = { scenario, extras, dir: temp, share, of: count };
      const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: start });
      threads.push(worker);
      const onAbort = (): void => reject(new Interrupted('interrupted'));
      options.signal?.addEventListener('abort', onAbort, { once: true });
      if (options.signal?.aborted === true) onAbort();
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`a worker ended with status ${code}`)));
      worker.on('message', (answer: WorkerAnswer) => {
        if (answer.kind === 'chunk') onChunk(answer.chunk);
        else if (answer.kind === 'fault') reject(new DatasetFault(answer.fault, answer.message));
        else if (answer.kind === 'faces') {
          built[share] = answer.faces;
          shareFaces();
        } else if (next < columns) tell(worker, { kind: 'column', column: next++ });
        else resolve();
      });
    });
  try {
    await Promise.all(Array.from({ length: count }, (_, share) => runOne(share)));
  } finally {
    await Promise.all(threads.map((worker) => worker.terminate()));
  }
}

/** The arrays without a viewer x sample plane: the stimulus, U* and V*. */
function writeSmallArrays(
  stage: Stage,
  temp: string,
  specs: readonly ArraySpec[],
  digests: ReadonlyMap<string, string[]>,
): void {
  const sensitivities = new Float32Array(stage.viewers.length * FACTOR_COUNT);
  for (const viewer of stage.viewers) sensitivities.set(viewer.sensitivity, viewer.index * FACTOR_COUNT);
  const values: Partial<Record<ArrayName, Float32Array>> = {
    stimulus: stage.stimulus,
    'factors/viewer': sensitivities,
    'factors/time': Float32Array.from(stage.reaction.courses.factors),
  };
  for (const spec of specs) {
    const array = values[spec.name];
    if (array === undefined) continue;
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    digests.get(spec.name)?.push(writeChunk(temp, spec, [0, 0], bytes));
  }
}
