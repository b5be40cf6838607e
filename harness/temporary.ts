import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFault } from '../sim/dataset/fault.ts';

/** A new folder among the system's temporary files (`TMPDIR`), its name beginning so. Throws DatasetFault where none can be made. */
export function temporaryFolder(beginning: string): string {
  try {
    return mkdtempSync(join(tmpdir(), beginning));
  } catch (error) {
    throw writeFault(error, tmpdir(), 0);
  }
}
