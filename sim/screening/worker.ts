import { parentPort, workerData } from 'node:worker_threads';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { DatasetFault, type FaultKind } from '../dataset/fault.ts';
import type { Extras } from '../dataset/layout.ts';
import { type ColumnMaker, columnMaker, type WrittenChunk } from './columns.ts';
import { buildFaces, type Face, rigsOf } from './faces.ts';
import { setStage } from './stage.ts';

/** What a worker is started with: it builds the faces of every `of`-th viewer from the `share`-th on. */
export type WorkerStart = {
  readonly scenario: Scenario;
  readonly extras: Extras;
  readonly dir: string;
  readonly share: number;
  readonly of: number;
};

/** What a worker is told: the faces that the others have built, then columns to make, by their numbers. */
export type WorkerOrder =
  | { readonly kind: 'faces'; readonly faces: readonly Face[] }
  | { readonly kind: 'column'; readonly column: number };

/** What a worker answers: its faces, each chunk it has written, and that it is ready for a column. */
export type WorkerAnswer =
  | { readonly kind: 'faces'; readonly faces: readonly Face[] }
  | { readonly kind: 'chunk'; readonly chunk: WrittenChunk }
  | { readonly kind: 'ready' }
  | { readonly kind: 'fault'; readonly fault: FaultKind; readonly message: string };

const port = parentPort;
if (port !== null) {
  const { scenario, extras, dir, share, of } = workerData as WorkerStart;
  const answer = (message: WorkerAnswer): void => port.postMessage(message);
  const stage = setStage(scenario);
  const own = buildFaces(stage, share, of);
  let maker: ColumnMaker | null = null;
  port.on('message', (order: WorkerOrder) => {
    try {
      if (order.kind === 'faces') maker = columnMaker(stage, extras, rigsOf([...own, ...order.faces]));
      else maker?.make(dir, order.column, (chunk) => answer({ kind: 'chunk', chunk }));
      answer({ kind: 'ready' });
    } catch (error) {
      // A fault is an expected ending and travels as data; anything else is a bug and ends the worker.
      if (!(error instanceof DatasetFault)) throw error;
      answer({ kind: 'fault', fault: error.kind, message: error.message });
    }
  });
  answer({ kind: 'faces', faces: own });
}
