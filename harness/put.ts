import { readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatasetFault, errorCode, writeFault } from '../sim/dataset/fault.ts';
import { makeFolders, refuseInside } from '../sim/dataset/output.ts';
import { UsageError } from './fault.ts';

/** A file that a command reads or will write, by the option that names it. */
export type NamedFile = { readonly label: string; readonly file: string };

/** Throws UsageError where two options name one file, be it by a link: the one would take the other's place. */
export function refuseShared(files: readonly NamedFile[]): void {
  files.forEach(({ label, file }, n) => {
    const other = files.slice(0, n).find((one) => resolve(placeOf(one.file)) === resolve(placeOf(file)));
    if (other === undefined) return;
    throw new UsageError(`${label}: found ${JSON.stringify(file)}, the file of ${other.label}, expected another`);
  });
}

/**
 * Makes sure, before the work for it begins, that a file can be put in its place: makes its folder, and beside it a file of
 * another name that is gone again. Throws DatasetFault as putFile does.
 */
export function probeFile(path: string): void {
  const file = placeOf(path);
  if (isDevice(file)) return;
  writing(file, '', () => {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true) throw folderFound(file);
  });
}

/**
 * Writes a file under a temporary name and gives it its own, in place of one that is there; what is no file, as /dev/stdout, is
 * written to. Throws DatasetFault for the disk's faults.
 */
export function putFile(path: string, text: string): void {
  const file = placeOf(path);
  if (isDevice(file)) {
    writeTo(file, text);
    return;
  }
  writing(file, text, (temp) => renameSync(temp, file));
}

function isDevice(file: string): boolean {
  try {
    const found = statSync(file);
    return !found.isFile() && !found.isDirectory();
  } catch {
    return false;
  }
}

function writeTo(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw writeFault(error, file, text.length);
  }
}

function linkOf(file: string): string | null {
  try {
    return resolve(dirname(file), readlinkSync(file));
  } catch {
    return null;
  }
}

/** Where a file is written that links may lead to. */
function placeOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    // Of a link that leads to nothing yet; whatever else is wrong is told of when the file is written.
    return linkOf(file) ?? file;
  }
}

/** Writes a temporary file for `use`, which may leave it or not: it is gone afterwards. */
function writing(file: string, text: string, use: (temp: string) => void): void {
  refuseInside(file);
  const temp = `${file}.tmp-${process.pid}`;
  try {
    makeFolders(dirname(resolve(file)));
    writeFileSync(temp, text);
    use(temp);
    rmSync(temp, { force: true });
  } catch (error) {
    discard(temp);
    throw ['EISDIR', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error))
      ? folderFound(file)
      : writeFault(error, file, text.length);
  }
}

function discard(temp: string): void {
  try {
    rmSync(temp, { force: true });
  } catch {
    // What could not be made cannot be removed.
  }
}

function folderFound(file: string): DatasetFault {
  return new DatasetFault('usage', `${file}: found a folder, expected a file's name`);
}
