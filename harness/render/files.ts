import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatasetFault, writeFault } from '../../sim/dataset/fault.ts';
import { UsageError } from '../fault.ts';

/** The file that says what a folder of pictures was made of. */
const SETTINGS = 'render.json';

/** A temporary name beside a file: a file of its own name is always whole. */
export function temporary(path: string): string {
  return join(dirname(path), `.${basename(path)}.tmp-${process.pid}`);
}

/** Writes a file that is there whole or not at all. Throws DatasetFault for the disk's faults. */
export async function writeWhole(path: string, bytes: Uint8Array | string): Promise<void> {
  const temp = temporary(path);
  try {
    await writeFile(temp, bytes);
    await rename(temp, path);
  } catch (error) {
    rmSync(temp, { force: true });
    throw writeFault(error, path, bytes.length);
  }
}

/**
 * Makes a folder of pictures, or goes on with one: true where it was begun before with the same settings, whose whole
 * files are then kept. Throws UsageError where something else stands there, DatasetFault where it cannot be written.
 */
export function openFolder(out: string, settings: object): boolean {
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  const file = join(out, SETTINGS);
  if (existsSync(out)) {
    const empty = isFolder(out) && readdirSync(out).length === 0;
    if (!empty) {
      if (!existsSync(file))
        throw new UsageError(`${out} already exists and is no folder of pictures begun by matinee render`);
      if (readFileSync(file, 'utf8') !== text) {
        throw new UsageError(`${out} holds pictures made with other options; choose another folder, or remove it`);
      }
      removeRemains(out);
      return true;
    }
  }
  makeFolder(out);
  try {
    const temp = temporary(file);
    writeFileSync(temp, text);
    renameSync(temp, file);
  } catch (error) {
    throw writeFault(error, file, text.length);
  }
  return false;
}

function isFolder(path: string): boolean {
  try {
    readdirSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Makes a folder that may be there. */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new DatasetFault('usage', `cannot write ${path}: a part of this path is a file, not a folder`);
    }
    throw writeFault(error, path, 0);
  }
}

/** Takes away what a run that was killed had not finished, one level down, too. */
function removeRemains(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (/^\..*\.tmp-\d+$/.test(entry.name)) rmSync(path, { force: true });
    else if (entry.isDirectory()) {
      for (const name of readdirSync(path)) if (/^\..*\.tmp-\d+$/.test(name)) rmSync(join(path, name), { force: true });
    }
  }
}
