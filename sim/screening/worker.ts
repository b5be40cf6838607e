import { parentPort, workerData } from 'node:worker_threads';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { DatasetFault, type FaultKind } from '../dataset/fault.ts';
import type { Extras } from '../dataset/layout.ts';
import { columnMaker, type WrittenChunk } from './columns.ts';

/** What a worker is started with, is asked for (a column's number) and answers. */
export type WorkerStart = { readonly scenario: Scenario; readonly extras: Extras; readonly dir: string };
export type WorkerAnswer =
  | { readonly kind: 'chunk'; readonly chunk: WrittenChunk }
  | { readonly kind: 'ready' }
  | { readonly kind: 'fault'; readonly fault: FaultKind; readonly message: string };

const port = parentPort;
if (port !== null) {
  const { scenario, extras, dir } = workerData as WorkerStart;
  const answer = (message: WorkerAnswer): void => port.postMessage(message);
  const maker = columnMaker(scenario, extras);
  port.on('message', (column: number) => {
    try {
      maker.make(dir, column, (chunk) => answer({ kind: 'chunk', chunk }));
      answer({ kind: 'ready' });
    } catch (error) {
      // A fault is an expected ending and travels as data; anything else is a bug and ends the worker.
      if (!(error instanceof DatasetFault)) throw error;
      answer({ kind: 'fault', fault: error.kind, message: error.message });
    }
  });
  answer({ kind: 'ready' });
}
