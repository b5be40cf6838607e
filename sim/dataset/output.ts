import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DatasetFault, errorCode, writeFault } from './fault.ts';

/** Temporary outputs of this process that are still being written. */
const active = new Set<string>();

/**
 * A temporary path beside `out`, `.<name>.tmp-<pid>`, for an output that appears under its own name only when it is
 * whole. A folder is made, a file is not. Remains of earlier runs for the same output whose process is gone are removed;
 * a missing parent folder is made. Throws DatasetFault: `usage` when `out` exists or lies in a dataset, `environment` when it cannot be
 * written.
 */
export function beginOutput(out: string, kind: 'folder' | 'file'): string {
  const target = resolve(out);
  refuseExisting(target);
  refuseInside(target);
  const parent = dirname(target);
  const temp = join(parent, `.${basename(target)}.tmp-${process.pid}`);
  if (active.has(temp)) throw new DatasetFault('usage', `${target} is already being written`);
  try {
    makeFolders(parent);
    removeRemains(parent, basename(target));
    if (kind === 'folder') mkdirSync(temp);
    else closeSync(openSync(temp, 'wx'));
  } catch (error) {
    // mkdir says EEXIST where a file stands in the place of the parent folder.
    if (errorCode(error) === 'EEXIST') {
      throw new DatasetFault('usage', `cannot write ${target}: a part of this path is a file, not a folder`);
    }
    throw writeFault(error, target, 0);
  }
  active.add(temp);
  return temp;
}

/** Gives a finished temporary output its own name. Throws DatasetFault when something of that name has appeared. */
export function placeOutput(temp: string, out: string): void {
  const target = resolve(out);
  refuseExisting(target);
  try {
    renameSync(temp, target);
    syncFile(dirname(target));
  } catch (error) {
    if (['EEXIST', 'ENOTEMPTY', 'ENOTDIR', 'EISDIR'].includes(errorCode(error))) {
      throw new DatasetFault('usage', `${target} already exists`);
    }
    throw writeFault(error, target, 0);
  }
  active.delete(temp);
}

/** Removes a temporary output, whole or not. */
export function abandonOutput(temp: string): void {
  rmSync(temp, { recursive: true, force: true });
  active.delete(temp);
}

/** Flushes a file's or a folder's bytes to the disk. */
export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } catch (error) {
    // Some file systems cannot flush a folder; the rename is then as durable as they make it.
    if (errorCode(error) !== 'EINVAL') throw error;
  } finally {
    closeSync(file);
  }
}

/** Makes a folder and those above it that are missing, one by one (`recursive` never ends under /proc). */
export function makeFolders(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const path of missing.reverse()) {
    try {
      mkdirSync(path);
    } catch (error) {
      // Another process may have made it meanwhile.
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}

/** Whether a folder is a dataset or a model, whose files are all accounted for; other Zarr groups may hold what they like. */
function isWhole(folder: string): boolean {
  try {
    const { attributes } = JSON.parse(readFileSync(join(folder, 'zarr.json'), 'utf8'));
    return typeof attributes.attributes_sha256 === 'string';
  } catch {
    return false;
  }
}

/** Throws DatasetFault where a path lies in a dataset or a model: these hold nothing but their own. */
export function refuseInside(path: string): void {
  for (let at = dirname(resolve(path)); dirname(at) !== at; at = dirname(at)) {
    if (!isWhole(at)) continue;
    throw new DatasetFault(
      'usage',
      `cannot write ${path}: it lies in the dataset or model ${at}, expected another place`,
    );
  }
}

function refuseExisting(target: string): void {
  try {
    lstatSync(target);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw writeFault(error, target, 0);
  }
  throw new DatasetFault('usage', `${target} already exists`);
}

function removeRemains(parent: string, name: string): void {
  const prefix = `.${name}.tmp-`;
  for (const entry of readdirSync(parent)) {
    const pid = entry.startsWith(prefix) ? entry.slice(prefix.length) : '';
    if (/^[1-9]\d*$/.test(pid) && !isAlive(Number(pid))) {
      rmSync(join(parent, entry), { recursive: true, force: true });
    }
  }
}

/** False also for this process: what it is writing now is in `active`, so the remains are of an earlier one. */
function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
