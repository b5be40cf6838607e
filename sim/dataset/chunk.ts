import { createHash } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatasetFault, errorCode, readFault, writeFault } from './fault.ts';
import { type ArraySpec, chunkBytes } from './layout.ts';

/** SHA-256 as 64 hex digits. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * An array's checksum, 64 hex digits: SHA-256 of the raw 32-byte chunk digests, concatenated in C order of the chunk
 * grid. Workers can hash their own chunks, and one damaged chunk can be named.
 */
export function arrayChecksum(chunkDigests: readonly string[]): string {
  return sha256(Buffer.from(chunkDigests.join(''), 'hex'));
}

/** A chunk's path below the dataset: Zarr v3's default chunk key encoding, `landmarks/truth/c/0/3/0`. */
export function chunkFile(spec: ArraySpec, index: readonly number[]): string {
  return [spec.name, 'c', ...index].join('/');
}

/**
 * The SHA-256 (hex) of the bytes, after writing them as the chunk at `index`; missing folders are made. Chunks are raw
 * C-order little-endian elements at full chunk size, the caller pads those at the edges. Throws DatasetFault for the
 * disk's faults, RangeError for a wrong length. `needed`: bytes still to be written, for the message about a full disk.
 */
export function writeChunk(
  dir: string,
  spec: ArraySpec,
  index: readonly number[],
  bytes: Uint8Array,
  needed = bytes.length,
): string {
  if (bytes.length !== chunkBytes(spec)) {
    throw new RangeError(`${chunkFile(spec, index)}: ${bytes.length} bytes, expected ${chunkBytes(spec)}`);
  }
  const root = resolve(dir);
  const path = join(root, chunkFile(spec, index));
  try {
    const file = openForWriting(root, path);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw writeFault(error, path, needed);
  }
  return sha256(bytes);
}

/**
 * A new file at `path`, its folders below `root` made. `root` itself must be there: if another process has removed it,
 * making it again would hide that what was in it is gone.
 */
function openForWriting(root: string, path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    const missing: string[] = [];
    for (let folder = dirname(path); folder !== root; folder = dirname(folder)) {
      missing.push(folder);
    }
    for (const folder of missing.reverse()) makeFolder(folder);
    return openSync(path, 'w');
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

/** Opens a chunk file of `bytes` bytes for `read`. Throws DatasetFault (`damage`) when it is missing or not that long. */
export function withChunkFile(path: string, bytes: number, read: (file: number) => void): void {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      if (size !== bytes) throw new DatasetFault('damage', `${path}: ${size} bytes, expected ${bytes}`);
      read(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw readFault(error, path);
  }
}

/** Fills `into` with a whole chunk file of exactly that length. Throws DatasetFault like withChunkFile. */
export function readChunkFile(path: string, into: Uint8Array): void {
  withChunkFile(path, into.length, (file) => fillFrom(file, into, 0, path));
}

/** Fills `into` from a file's byte `position` on. Throws DatasetFault (`damage`) when the file ends before. */
export function fillFrom(file: number, into: Uint8Array, position: number, path: string): void {
  for (let at = 0; at < into.length; ) {
    const count = readSync(file, into, at, into.length - at, position + at);
    if (count === 0) throw new DatasetFault('damage', `${path}: cut short while it was read`);
    at += count;
  }
}
