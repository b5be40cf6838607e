import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { DatasetFault, readFault } from '../../sim/dataset/fault.ts';
import { HEADER_BYTES, type NpyHeader, parseNpyHeader } from './header.ts';

export type NpyValues =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** An array of numbers in C order. */
export type NpyArray = { readonly shape: readonly number[]; readonly values: NpyValues };

type Maker = { readonly bytes: number; make(buffer: ArrayBuffer): NpyValues };

const MAKERS: Readonly<Record<string, Maker>> = {
  '<f4': { bytes: 4, make: (buffer) => new Float32Array(buffer) },
  '<f8': { bytes: 8, make: (buffer) => new Float64Array(buffer) },
  '|u1': { bytes: 1, make: (buffer) => new Uint8Array(buffer) },
  '|b1': { bytes: 1, make: (buffer) => new Uint8Array(buffer) },
  '|i1': { bytes: 1, make: (buffer) => new Int8Array(buffer) },
  '<i2': { bytes: 2, make: (buffer) => new Int16Array(buffer) },
  '<u2': { bytes: 2, make: (buffer) => new Uint16Array(buffer) },
  '<i4': { bytes: 4, make: (buffer) => new Int32Array(buffer) },
  '<u4': { bytes: 4, make: (buffer) => new Uint32Array(buffer) },
  '<i8': { bytes: 8, make: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number) },
  '<u8': { bytes: 8, make: (buffer) => Float64Array.from(new BigUint64Array(buffer), Number) },
};

/** The types of numbers that can be read, as NumPy describes them. */
export const NUMBERS: readonly string[] = Object.keys(MAKERS);

/** Bytes of the numbers that a header announces. Throws DatasetFault (`usage`) for a type that is not in `types`. */
export function npyBytes({ descr, shape }: NpyHeader, types: readonly string[], path: string): number {
  if (!types.includes(descr)) {
    throw new DatasetFault('usage', `${path}: found type ${JSON.stringify(descr)}, expected ${types.join(' or ')}`);
  }
  return shape.reduce((product, length) => product * length, MAKERS[descr].bytes);
}

/** The array of a header and the bytes that follow it, in a buffer of their own. */
export function npyArray({ descr, shape }: NpyHeader, buffer: ArrayBuffer): NpyArray {
  return { shape, values: MAKERS[descr].make(buffer) };
}

/** What `readNpy` is to find. */
export type NpyExpected = { readonly shape: readonly (number | null)[]; readonly types: readonly string[] };

/**
 * The array in a .npy file, which must be of this shape (null: any length) and one of these types, and end where its numbers
 * end. Nothing is allocated before that is known. Throws DatasetFault (`usage`) naming the file otherwise.
 */
export function readNpy(path: string, expected: NpyExpected): NpyArray {
  try {
    // Not even opened otherwise: a pipe would wait for a writer.
    if (!lstatSync(path).isFile()) throw new DatasetFault('usage', `${path}: found no plain file, expected one`);
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const start = Buffer.alloc(Math.min(size, HEADER_BYTES));
      fill(file, start, 0);
      const header = parseNpyHeader(start, path);
      const { shape } = header;
      const wanted = expected.shape;
      if (
        shape.length !== wanted.length ||
        !wanted.every((length, axis) => length === null || length === shape[axis])
      ) {
        const form = wanted.map((length) => length ?? 'any').join(', ');
        throw new DatasetFault('usage', `${path}: found shape (${shape.join(', ')}), expected (${form})`);
      }
      const bytes = npyBytes(header, expected.types, path);
      if (size !== header.offset + bytes) {
        const found = `found ${size - header.offset} bytes of numbers`;
        throw new DatasetFault('usage', `${path}: ${found}, expected ${bytes} for shape (${shape.join(', ')})`);
      }
      const buffer = new ArrayBuffer(bytes);
      fill(file, new Uint8Array(buffer), header.offset);
      return npyArray(header, buffer);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw readFault(error, path);
  }
}

/** No single read is larger: the system's own limit is 2 GiB. */
const LARGEST = 1 << 30;

function fill(file: number, bytes: Uint8Array, position: number): void {
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(file, bytes, at, Math.min(LARGEST, bytes.length - at), position + at);
    if (read === 0) throw new DatasetFault('usage', 'a file was cut short while it was read');
    at += read;
  }
}
