import { DatasetFault } from '../sim/dataset/fault.ts';
import { explain } from './fault.ts';
import type { Io } from './options.ts';

/** The exit statuses of what cannot be written, each told in a line: what was found out and the other files stay. */
export async function faultsOf(writes: readonly (() => void | Promise<void>)[], io: Io): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const write of writes) {
    try {
      await write();
    } catch (error) {
      if (!(error instanceof DatasetFault)) throw error;
      const { status, line } = explain(error);
      io.warn(line);
      statuses.push(status);
    }
  }
  return statuses;
}
