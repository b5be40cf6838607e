import { setImmediate } from 'node:timers/promises';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { type ArrayName, chunkBytes, chunkIndices, elementBytes } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray, readChunkInto, specOf } from '../../sim/dataset/reader.ts';

export type ExportOptions = {
  /** Called with work done and work in all, in units of the format's own. */
  onProgress?: (done: number, total: number) => void;
  /** Stops the export; what was written is removed and the signal's reason thrown. */
  signal?: AbortSignal;
};

export type ExportResult = { files: number; bytes: number };

/** One viewer's samples [from, to): exporters go through a screening in such pieces, to bound their memory. */
export type Segment = { viewer: number; from: number; to: number };

/** Samples a segment has at most. */
const SEGMENT_SAMPLES = 2048;

/**
 * Reads the named arrays once and throws DatasetFault (`damage`) where a chunk is not what was written: an export of a
 * damaged dataset must not look like a whole one. Reports through `step` the bytes read.
 */
export async function checkArrays(
  ds: Dataset,
  names: readonly ArrayName[],
  signal: AbortSignal | undefined,
  step: (bytes: number) => void,
): Promise<void> {
  for (const name of names) {
    const spec = specOf(ds, name);
    const buffer = new Uint8Array(chunkBytes(spec));
    for (const index of chunkIndices(spec)) {
      readChunkInto(ds, spec, index, buffer);
      step(chunkBytes(spec));
      await breathe(signal);
    }
  }
}

/** Bytes that checkArrays reads. */
export function checkedBytes(ds: Dataset, names: readonly ArrayName[]): number {
  return names.reduce((sum, name) => sum + chunkBytes(specOf(ds, name)) * chunkIndices(specOf(ds, name)).length, 0);
}

/** Lets timers, signals and progress bars have their turn; throws the signal's reason once it is aborted. */
export async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}

/** All pieces of a screening, viewer by viewer, each in the order of time. */
export function* segments({ sizes }: Dataset): Generator<Segment> {
  for (let viewer = 0; viewer < sizes.viewers; viewer++) {
    for (let from = 0; from < sizes.samples; from += SEGMENT_SAMPLES) {
      yield { viewer, from, to: Math.min(sizes.samples, from + SEGMENT_SAMPLES) };
    }
  }
}

/** A segment of an array over viewers and samples, as Float32Array, Uint8Array or Int8Array by its type. */
export function readFloats(ds: Dataset, name: ArrayName, segment: Segment): Float32Array {
  return read(ds, name, segment) as Float32Array;
}

export function readBytes(ds: Dataset, name: ArrayName, segment: Segment): Uint8Array {
  return read(ds, name, segment) as Uint8Array;
}

export function readSigned(ds: Dataset, name: ArrayName, segment: Segment): Int8Array {
  return read(ds, name, segment) as Int8Array;
}

function read(ds: Dataset, name: ArrayName, { viewer, from, to }: Segment): ReturnType<typeof readArray> {
  return readArray(ds, name, { viewers: [viewer, viewer + 1], samples: [from, to] });
}

/** The bytes of a whole array in C order, in pieces of one viewer and at most SEGMENT_SAMPLES samples. */
export function* arrayPieces(ds: Dataset, name: ArrayName): Generator<Uint8Array> {
  const { dimensions, dtype } = specOf(ds, name);
  if (dimensions[0] === 'viewer' && dimensions[1] === 'sample') {
    for (const segment of segments(ds)) yield bytesOf(read(ds, name, segment));
  } else {
    yield bytesOf(readArray(ds, name));
  }
  function bytesOf(values: ReturnType<typeof readArray>): Uint8Array {
    return new Uint8Array(values.buffer, values.byteOffset, values.length * elementBytes(dtype));
  }
}

export type CameraEntry = { name: string; width: number; height: number };

/** Names and picture sizes (px) of the cameras. Throws DatasetFault (`damage`) when the attributes do not have them. */
export function camerasOf(ds: Dataset): CameraEntry[] {
  const cameras = listAttribute(ds, 'cameras', ds.sizes.cameras);
  return cameras.map((camera) => {
    const { name, width, height } = (camera ?? {}) as Partial<CameraEntry>;
    if (typeof name !== 'string' || typeof width !== 'number' || typeof height !== 'number') {
      throw new DatasetFault('damage', `${ds.dir}: attribute cameras: expected a name, a width and a height for each`);
    }
    return { name, width, height };
  });
}

/** A list of names from the attributes. Throws DatasetFault (`damage`) when it is not there in full. */
export function namesOf(ds: Dataset, attribute: string, count: number): string[] {
  return listAttribute(ds, attribute, count).map(String);
}

/** Names of the causes by their code. Throws DatasetFault (`damage`) when the attributes do not have them. */
export function causesOf(ds: Dataset): Map<number, string> {
  const codes = ds.attributes['cause_codes'];
  if (codes === null || typeof codes !== 'object') {
    throw new DatasetFault('damage', `${ds.dir}: attribute cause_codes: expected codes by name`);
  }
  return new Map(Object.entries(codes).map(([name, code]) => [Number(code), name]));
}

/** Samples a second. Throws DatasetFault (`damage`) when the attributes do not say. */
export function rateOf(ds: Dataset): number {
  const rate = ds.attributes['rate'];
  if (typeof rate === 'number' && rate > 0) return rate;
  throw new DatasetFault('damage', `${ds.dir}: attribute rate: expected samples a second`);
}

/** Throws DatasetFault (`usage`) when the dataset was made without the pixels that `format` is made of. */
export function requireProjected(ds: Dataset, format: string): void {
  if (ds.specs.some((spec) => spec.name === 'landmarks/projected')) return;
  throw new DatasetFault('usage', `${ds.dir}: ${format} needs pixels: make the dataset with generate --with projected`);
}

function listAttribute(ds: Dataset, attribute: string, count: number): unknown[] {
  const list = ds.attributes[attribute];
  if (Array.isArray(list) && list.length === count) return list;
  throw new DatasetFault('damage', `${ds.dir}: attribute ${attribute}: expected a list of ${count}`);
}
