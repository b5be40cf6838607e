import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { HEADER_BYTES, type NpyHeader, parseNpyHeader } from './header.ts';

/** One array of a .npz: what it says of itself, and the bytes of its numbers or letters in C order. */
export type NpzMember = { readonly header: NpyHeader; readonly buffer: ArrayBuffer };

/** Bytes of an array that are read at most. */
const LARGEST = 2 ** 33;

/**
 * The arrays of these names in a .npz of NumPy, compressed or not, as far as they are there; others are not read. Throws
 * DatasetFault (`usage`) naming the file for what is none, and for an array whose bytes are not what was written.
 */
export async function readNpz(path: string, names: readonly string[]): Promise<ReadonlyMap<string, NpzMember>> {
  if (!existsSync(path)) throw fault(path, 'no such file', 'a .npz file of NumPy');
  if (!statSync(path).isFile()) throw fault(path, 'no plain file', 'a .npz file of NumPy');
  const members = new Map<string, NpzMember>();
  try {
    const zip = await openPromise(path);
    try {
      for await (const entry of zip.eachEntry()) {
        const name = entry.fileName.replace(/\.npy$/, '');
        if (!names.includes(name)) continue;
        if (members.has(name)) throw fault(`${path}: ${name}`, 'two arrays of this name', 'one');
        members.set(name, await readMember(zip, entry, `${path}: ${name}`));
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof DatasetFault || !(error instanceof Error)) throw error;
    throw fault(path, `a file that cannot be read (${error.message.split('\n')[0]})`, 'a whole .npz file of NumPy');
  }
  return members;
}

async function readMember(zip: ZipFile, entry: Entry, place: string): Promise<NpzMember> {
  const size = entry.uncompressedSize;
  if (size > LARGEST) throw fault(place, `${size} bytes`, `an array of at most ${LARGEST}`);
  const bytes = Buffer.from(new ArrayBuffer(size));
  const stream = await zip.openReadStreamPromise(entry);
  let at = 0;
  let sum = 0;
  stream.on('data', (piece: Buffer) => {
    piece.copy(bytes, at);
    at += piece.length;
    sum = crc32(piece, sum);
  });
  await once(stream, 'end');
  if (at !== size || sum !== entry.crc32) throw fault(place, 'other bytes than were written', 'a whole .npz file');
  const header = parseNpyHeader(bytes.subarray(0, HEADER_BYTES), place);
  return { header, buffer: bytes.buffer.slice(header.offset) };
}

/** The texts of an array of NumPy's fixed-length strings. Throws DatasetFault (`usage`) for an array of another type. */
export function npzTexts({ header, buffer }: NpzMember, place: string): readonly string[] {
  const { descr, shape } = header;
  const [, kind, letters] = /^([<|][US])(\d+)$/.exec(descr) ?? [];
  const length = Number(letters) * (kind === '<U' ? 4 : 1);
  const count = shape.reduce((product, one) => product * one, 1);
  if (kind === undefined || buffer.byteLength !== count * length) {
    throw fault(place, `type ${JSON.stringify(descr)}`, 'texts (numpy.array of str)');
  }
  return Array.from({ length: count }, (_, n) => {
    if (kind !== '<U')
      return Buffer.from(buffer, n * length, length)
        .toString('utf8')
        .replace(/\0+$/, '');
    const points = new Uint32Array(buffer.slice(n * length, (n + 1) * length));
    return Array.from(
      points.filter((point) => point > 0),
      (point) => (point > 0x10ffff ? '\uFFFD' : String.fromCodePoint(point)),
    ).join('');
  });
}

function fault(place: string, found: string, expected: string): DatasetFault {
  return new DatasetFault('usage', `${place}: found ${found}, expected ${expected}`);
}
