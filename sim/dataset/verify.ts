import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { arrayChecksum, chunkFile, readChunkFile, sha256 } from './chunk.ts';
import { disagreements, type Tile } from './consistency.ts';
import { DatasetFault, readFault } from './fault.ts';
import { type Inspection, inspectDataset } from './inspect.ts';
import { type ArraySpec, chunkBytes, chunkGrid, chunkIndices, datasetBytes, GROUPS } from './layout.ts';

/** `problems`: one line each, starting with the file's path below the dataset. `bytes`: of all chunk files read. */
export type Verification = { problems: string[]; arrays: number; bytes: number };

type Work = Inspection & {
  /** Sizes of the regular files below the dataset, by path. */
  files: Map<string, number>;
  /** One buffer an array, reused for every chunk. */
  buffers: Map<string, Uint8Array<ArrayBuffer>>;
  /** Digests found, by array, in the order of reading. */
  found: Map<string, string[]>;
  progress: (bytes: number) => void;
};

/**
 * Everything that is wrong with a dataset: its metadata, missing, cut, extra and unknown files, every chunk's and
 * array's SHA-256, and arrays that contradict each other. Reports bytes done of bytes in all; when `shouldStop` says so,
 * returns what was found up to then. Throws DatasetFault (`usage`) when `dir` is no dataset, (`environment`) when it
 * cannot be read.
 */
export function verifyDataset(
  dir: string,
  onProgress: (done: number, total: number) => void = () => {},
  shouldStop: () => boolean = () => false,
): Verification {
  const steps = verifySteps(dir, onProgress);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true || shouldStop()) return value;
  }
}

/** The same, letting signals and timers have their turn between chunks, so that Ctrl-C can be heard. */
export async function verifyDatasetAsync(
  dir: string,
  onProgress: (done: number, total: number) => void = () => {},
  shouldStop: () => boolean = () => false,
): Promise<Verification> {
  const steps = verifySteps(dir, onProgress);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true || shouldStop()) return value;
    await setImmediate();
  }
}

/** Yields what was found so far after every place of the chunk grid, and returns all of it. */
function* verifySteps(
  dir: string,
  onProgress: (done: number, total: number) => void,
): Generator<Verification, Verification> {
  let inspection: Inspection;
  try {
    inspection = inspectDataset(dir);
  } catch (error) {
    if (!(error instanceof DatasetFault) || error.kind !== 'damage') throw error;
    return { problems: [error.message], arrays: 0, bytes: 0 };
  }
  const { specs, problems } = inspection;
  const total = datasetBytes(specs);
  let done = 0;
  const work: Work = {
    ...inspection,
    files: listFiles(inspection.dir),
    buffers: new Map(specs.map((spec) => [spec.name, new Uint8Array(chunkBytes(spec))])),
    found: new Map(specs.map((spec) => [spec.name, []])),
    progress: (bytes) => {
      done += bytes;
      onProgress(done, total);
    },
  };
  problems.push(...unknownFiles(work));
  const result = (): Verification => ({ problems, arrays: specs.length, bytes: done });
  const [tiled, single] = [specs.filter(isTiled), specs.filter((spec) => !isTiled(spec))];
  for (const spec of single) {
    for (const index of chunkIndices(spec)) checkChunk(work, spec, index);
  }
  const grid = chunkGrid(inspection.sizes.viewers, inspection.sizes.samples);
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++) {
      checkTile(work, tiled, row, column);
      yield result();
    }
  }
  for (const spec of specs) {
    // Chunks whose own digests are known, or that are missing, have been named already.
    const digests = work.found.get(spec.name)!;
    if (inspection.chunkDigests.has(spec.name) || digests.includes('')) continue;
    if (arrayChecksum(digests) !== inspection.checksums.get(spec.name)) {
      problems.push(`${spec.name}: some chunk is altered, the array's SHA-256 differs`);
    }
  }
  return result();
}

function isTiled(spec: ArraySpec): boolean {
  return spec.dimensions[0] === 'viewer' && spec.dimensions[1] === 'sample';
}

/** Checks the chunks of all arrays at one place of the grid, each and together. */
function checkTile(work: Work, specs: readonly ArraySpec[], row: number, column: number): void {
  const readable = new Map<string, ArrayBuffer>();
  for (const spec of specs) {
    const index = [row, column, ...spec.shape.slice(2).map(() => 0)];
    if (checkChunk(work, spec, index)) readable.set(spec.name, work.buffers.get(spec.name)!.buffer);
  }
  const { viewers, samples, cameras } = work.sizes;
  const grid = chunkGrid(viewers, samples);
  const over = <T>(name: string, make: (buffer: ArrayBuffer) => T): T | null => {
    const buffer = readable.get(name);
    return buffer === undefined ? null : make(buffer);
  };
  const tile: Tile = {
    observed: over('observed', (buffer) => new Uint8Array(buffer)),
    camera: over('camera', (buffer) => new Int8Array(buffer)),
    cause: over('cause', (buffer) => new Uint8Array(buffer)),
    landmarksObserved: over('landmarks/observed', (buffer) => new Float32Array(buffer)),
    truth: over('landmarks/truth', (buffer) => new Float32Array(buffer)),
    clean: over('landmarks/clean', (buffer) => new Float32Array(buffer)),
  };
  const extent = {
    viewers: Math.min(grid.viewers, viewers - row * grid.viewers),
    samples: Math.min(grid.samples, samples - column * grid.samples),
    stride: grid.samples,
    cameras,
  };
  for (const { array, problem } of disagreements(tile, extent)) {
    const spec = specs.find((candidate) => candidate.name === array)!;
    const index = [row, column, ...spec.shape.slice(2).map(() => 0)];
    work.problems.push(`${chunkFile(spec, index)}: ${problem}`);
  }
}

function sizeText(size: number, expected: number): string {
  return size < 0 ? 'not a file where one is expected' : `${size} bytes, expected ${expected}`;
}

/** True when the chunk is there at its full length, its bytes then in the array's buffer. */
function checkChunk(work: Work, spec: ArraySpec, index: readonly number[]): boolean {
  const path = chunkFile(spec, index);
  const size = work.files.get(path);
  const expected = chunkBytes(spec);
  const found = work.found.get(spec.name)!;
  const number = found.length;
  if (size !== expected) {
    work.problems.push(`${path}: ${size === undefined ? 'missing' : sizeText(size, expected)}`);
    found.push('');
    return false;
  }
  const bytes = work.buffers.get(spec.name)!;
  readChunkFile(join(work.dir, path), bytes);
  const digest = sha256(bytes);
  found.push(digest);
  const recorded = work.chunkDigests.get(spec.name);
  if (recorded !== undefined && digest !== recorded[number]) {
    work.problems.push(`${path}: altered, its SHA-256 differs`);
  }
  work.progress(expected);
  return true;
}

function unknownFiles(work: Work): string[] {
  const known = new Set(['zarr.json', ...GROUPS.map((group) => `${group}/zarr.json`)]);
  for (const spec of work.specs) {
    known.add(`${spec.name}/zarr.json`);
    for (const index of chunkIndices(spec)) known.add(chunkFile(spec, index));
  }
  return [...work.files.keys()].filter((path) => !known.has(path)).map((path) => `${path}: unknown file`);
}

/** Size by path of every entry that is not a folder; an entry that is not a regular file has size -1. */
function listFiles(root: string): Map<string, number> {
  const files = new Map<string, number>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else files.set(path, entry.isFile() ? lstatSync(join(root, path)).size : -1);
    }
  };
  try {
    visit('');
  } catch (error) {
    throw readFault(error, root);
  }
  return files;
}
