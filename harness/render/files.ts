import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatasetFault, writeFault } from '../../sim/dataset/fault.ts';
import { makeFolders, refuseInside } from '../../sim/dataset/output.ts';
import { UsageError } from '../fault.ts';

/** The file that says what a folder of pictures was made of. */
const SETTINGS = 'render.json';
/** Names of what a run has not finished. */
const REMAINS = /^\..*\.tmp-\d+$/;

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

/** What a folder of pictures is made of: the driver's name, and all that pictures are a function of besides. */
export type Settings = { readonly renderer: string } & Readonly<Record<string, unknown>>;

/** The driver that drew what a folder holds, where it alone is another; otherwise null. */
function otherRenderer(before: string, settings: Settings): string | null {
  try {
    const held = JSON.parse(before) as Settings;
    const alike = JSON.stringify({ ...held, renderer: settings.renderer }) === JSON.stringify(settings);
    return alike && typeof held.renderer === 'string' ? held.renderer : null;
  } catch {
    return null;
  }
}

/**
 * Makes a folder of pictures, or goes on with one: true where it was begun before with the same settings, whose whole
 * files are then kept. Throws UsageError where something else stands there, DatasetFault where it cannot be written.
 */
export function openFolder(out: string, settings: Settings): boolean {
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  const file = join(out, SETTINGS);
  if (existsSync(out) && !isBare(out)) {
    if (!isKind(out, 'folder') || !isKind(file, 'file'))
      throw new UsageError(`${out} already exists and is no folder of pictures begun by matinee render`);
    const before = readFileSync(file, 'utf8');
    if (before !== text) {
      const other = otherRenderer(before, settings);
      if (other !== null)
        throw new UsageError(
          `${out} holds pictures drawn by ${other}, found ${settings.renderer}; choose another folder, or remove it`,
        );
      throw new UsageError(`${out} holds pictures made with other options; choose another folder, or remove it`);
    }
    removeRemains(out);
    return true;
  }
  makeFolder(out);
  removeRemains(out);
  try {
    const temp = temporary(file);
    writeFileSync(temp, text);
    renameSync(temp, file);
  } catch (error) {
    throw writeFault(error, file, text.length);
  }
  return false;
}

/** Whether a folder holds no more than what a run that was killed at its very beginning leaves. */
function isBare(path: string): boolean {
  try {
    return readdirSync(path).every((name) => name.startsWith(`.${SETTINGS}.`) && REMAINS.test(name));
  } catch {
    return false;
  }
}

function isKind(path: string, kind: 'file' | 'folder'): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && (kind === 'file' ? found.isFile() : found.isDirectory());
}

/** Makes a folder that may be there, and those above it. Throws DatasetFault where it cannot be made, or lies in a dataset. */
export function makeFolder(path: string): void {
  refuseInside(path);
  try {
    makeFolders(path);
  } catch (error) {
    throw writeFault(error, path, 0);
  }
  if (!isKind(path, 'folder'))
    throw new DatasetFault('usage', `cannot write ${path}: a part of this path is a file, not a folder`);
}

/** Takes a file away that may be there. Throws DatasetFault for the disk's faults. */
export function removeFile(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    throw writeFault(error, path, 0);
  }
}

/** Takes away what a run that was killed had not finished, one level down, too. */
function removeRemains(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (REMAINS.test(entry.name)) rmSync(path, { force: true });
    else if (entry.isDirectory()) {
      for (const name of readdirSync(path)) if (REMAINS.test(name)) rmSync(join(path, name), { force: true });
    }
  }
}
