import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatasetFault, errorCode, writeFault } from '../../sim/dataset/fault.ts';

/** Writes a file under a temporary name and gives it its own, in place of one that is there. Throws DatasetFault for the disk's faults. */
export function putFile(file: string, text: string): void {
  const temp = `${file}.tmp-${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temp, text);
    renameSync(temp, file);
  } catch (error) {
    rmSync(temp, { force: true });
    if (['EEXIST', 'EISDIR', 'ENOTEMPTY'].includes(errorCode(error))) {
      throw new DatasetFault('usage', `${file}: found a folder, expected a file's name`);
    }
    throw writeFault(error, file, text.length);
  }
}
