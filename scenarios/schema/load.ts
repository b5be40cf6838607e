import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clip, ScenarioError } from './error.ts';
import { COUNTS } from './limits.ts';
import { parseScenario } from './resolve.ts';
import { ID_PATTERN, type Scenario } from './schema.ts';
import { nearest } from './suggest.ts';

/** Folder of the shipped scenarios: beside this one in the sources, three above it in the built package. */
function shippedFolder(): string {
  const candidates = ['../', '../../../scenarios/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return candidates.find((folder) => existsSync(join(folder, 'short-v1.yaml'))) ?? candidates[0]!;
}

/** Ids of the scenarios that come with the package, in alphabetical order. */
export function scenarioIds(): string[] {
  return readdirSync(shippedFolder())
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length))
    .sort();
}

function unreadable(path: string, found: string, suggestion?: string): ScenarioError {
  const place = { origin: clip(path, 4096), line: null, order: 0 };
  const expected = 'a scenario file, or the id of a scenario that comes with the package';
  return new ScenarioError({ place, key: 'file', found, expected, suggestion });
}

/** What a failed system call means, in words. */
function reason(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'a file that may not be read';
  return `a file that cannot be read (${typeof code === 'string' ? code : String(error)})`;
}

function kindOf(stats: { isDirectory(): boolean; isFIFO(): boolean }): string {
  if (stats.isDirectory()) return 'a folder';
  return stats.isFIFO() ? 'a pipe' : 'a device or socket';
}

function checkSize(path: string, size: number): void {
  if (size <= COUNTS.fileBytes.max) return;
  const place = { origin: path, line: null, order: 0 };
  const expected = `a scenario of at most ${COUNTS.fileBytes.max} bytes`;
  throw new ScenarioError({ place, key: 'file', found: `${size} bytes`, expected });
}

/** The bytes of a regular file within the limit. Its size is asked for first, and never more than that is read. */
function readBounded(path: string): Uint8Array {
  // Asked for before opening, which would wait for a writer on a pipe.
  const stats = statSync(path);
  if (!stats.isFile()) throw unreadable(path, kindOf(stats));
  checkSize(path, stats.size);
  const descriptor = openSync(path, 'r');
  try {
    checkSize(path, fstatSync(descriptor).size);
    const bytes = new Uint8Array(COUNTS.fileBytes.max + 1);
    let length = 0;
    for (;;) {
      const count = readSync(descriptor, bytes, length, bytes.length - length, null);
      length += count;
      if (count === 0 || length === bytes.length) break;
    }
    checkSize(path, length);
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** The file that `pathOrId` names: itself where it exists, a shipped scenario where it is the id of one. */
function findFile(pathOrId: string): string {
  if (pathOrId.includes('\0') || pathOrId === '') throw unreadable(pathOrId, 'no usable file name');
  // A folder of that name, such as a dataset's, is no scenario.
  const isFound = existsSync(pathOrId) && !statSync(pathOrId).isDirectory();
  if (isFound || !ID_PATTERN.test(pathOrId)) return pathOrId;
  const shipped = join(shippedFolder(), `${pathOrId}.yaml`);
  return existsSync(shipped) ? shipped : pathOrId;
}

/**
 * The resolved scenario in a file, or that of a shipped scenario by id (`short-v1`) where no such file exists. `sets`
 * as in parseScenario. Throws a ScenarioError for a missing, unreadable, irregular or oversized file and as
 * parseScenario does.
 */
export function loadScenario(pathOrId: string, sets: readonly string[] = []): Scenario {
  const path = findFile(pathOrId);
  let bytes: Uint8Array;
  try {
    bytes = readBounded(path);
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    const found = reason(error);
    throw unreadable(path, found, found === 'no such file' ? nearest(pathOrId, scenarioIds()) : undefined);
  }
  return parseScenario(bytes, path, sets);
}
