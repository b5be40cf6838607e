import { closeSync, openSync, writeSync } from 'node:fs';
import { writeFault } from '../../sim/dataset/fault.ts';
import { type NpyType, npyHeader } from './header.ts';

/** Writes a new .npy file from pieces of its numbers in C order. Throws DatasetFault where it cannot be written. */
export function writeNpy(
  path: string,
  dtype: NpyType,
  shape: readonly number[],
  pieces: Iterable<Float32Array | Float64Array | Uint8Array | Int8Array>,
): void {
  try {
    const file = openSync(path, 'wx');
    try {
      write(file, npyHeader(shape, dtype));
      for (const { buffer, byteOffset, byteLength } of pieces)
        write(file, new Uint8Array(buffer, byteOffset, byteLength));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw writeFault(error, path, 0);
  }
}

function write(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
