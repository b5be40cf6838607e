import { join } from 'node:path';
import { chunkFile, fillFrom, readChunkFile, sha256, withChunkFile } from './chunk.ts';
import { DatasetFault } from './fault.ts';
import { inspectDataset } from './inspect.ts';
import { type ArraySpec, type ArrayType, chunkBytes, chunkCounts, elementBytes, type Sizes } from './layout.ts';

export type Values = Float32Array | Uint8Array | Int8Array;

/** An open dataset: nothing but metadata is held, arrays are read when asked for. */
export type Dataset = {
  dir: string;
  attributes: Record<string, unknown>;
  specs: ArraySpec[];
  sizes: Sizes;
  /** By array name, the chunks' SHA-256 (hex) in C order. */
  chunkDigests: ReadonlyMap<string, readonly string[]>;
};

/** By dataset, files of chunks that were read whole and had their checksum. */
const sound = new WeakMap<Dataset, Set<string>>();

/** Half-open ranges [from, to); all where left out. An array without the dimension ignores its range. */
export type Selection = { viewers?: readonly [number, number]; samples?: readonly [number, number] };

/**
 * The dataset in `dir`. Throws DatasetFault: `usage` when there is none, `damage` naming the first thing wrong with its
 * metadata (unfinished, altered attributes, a missing array, a wrong shape). Chunks are checked when they are read.
 */
export function openDataset(dir: string): Dataset {
  const { dir: root, attributes, specs, sizes, chunkDigests, problems } = inspectDataset(dir);
  if (problems.length > 0) throw new DatasetFault('damage', `${root}: ${problems[0]}`);
  return { dir: root, attributes, specs, sizes, chunkDigests };
}

/** The array's spec. Throws DatasetFault (`usage`) when the dataset has no such array. */
export function specOf(ds: Dataset, name: string): ArraySpec {
  const spec = ds.specs.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new DatasetFault('usage', `${ds.dir}: has no array ${name}`);
  return spec;
}

/**
 * One whole chunk in C order, padding included. Throws DatasetFault (`damage`) when its file is missing, has the wrong
 * length or differs from its checksum.
 */
export function readChunk(ds: Dataset, name: string, index: readonly number[]): Values {
  const spec = specOf(ds, name);
  const bytes = new Uint8Array(chunkBytes(spec));
  readChunkInto(ds, spec, index, bytes);
  return valuesOver(bytes, spec.dtype);
}

/** Fills `into`, as long as a chunk, with the bytes of one; throws like readChunk. */
export function readChunkInto(ds: Dataset, spec: ArraySpec, index: readonly number[], into: Uint8Array): void {
  const path = join(ds.dir, chunkFile(spec, index));
  readChunkFile(path, into);
  if (sha256(into) !== ds.chunkDigests.get(spec.name)?.[chunkNumber(spec, index)]) {
    throw new DatasetFault('damage', `${path}: altered, its SHA-256 differs`);
  }
  const known = sound.get(ds) ?? new Set();
  sound.set(ds, known.add(path));
}

function isSound(ds: Dataset, spec: ArraySpec, index: readonly number[]): boolean {
  return sound.get(ds)?.has(join(ds.dir, chunkFile(spec, index))) ?? false;
}

/**
 * The selected part of an array in C order, shape as the array's with the selected lengths. Every chunk must have its full
 * length, and its checksum when it is first read; where it had that and less than a quarter of it is wanted, no more is read
 * again. Throws DatasetFault (`damage`) naming the chunk, RangeError for a range outside the array.
 */
export function readArray(ds: Dataset, name: string, selection: Selection = {}): Values {
  const spec = specOf(ds, name);
  const viewerAxis = spec.dimensions.indexOf('viewer');
  const sampleAxis = spec.dimensions.indexOf('sample');
  const viewers = rangeOn(spec, viewerAxis, selection.viewers);
  const samples = rangeOn(spec, sampleAxis, selection.samples);
  const inner =
    spec.shape.slice(2).reduce((a, b) => a * b, 1) * (viewerAxis < 0 || sampleAxis < 0 ? spec.shape[1]! : 1);
  const chunkViewers = viewerAxis < 0 ? 1 : spec.chunk[viewerAxis]!;
  const chunkSamples = sampleAxis < 0 ? 1 : spec.chunk[sampleAxis]!;
  const [width, height] = [samples[1] - samples[0], viewers[1] - viewers[0]];
  const out = newValues(spec.dtype, height * width * inner);
  if (out.length === 0) return out;
  let buffer: Uint8Array<ArrayBuffer> | null = null;
  for (let row = Math.floor(viewers[0] / chunkViewers); row * chunkViewers < viewers[1]; row++) {
    const firstViewer = Math.max(viewers[0], row * chunkViewers);
    const lastViewer = Math.min(viewers[1], (row + 1) * chunkViewers);
    for (let column = Math.floor(samples[0] / chunkSamples); column * chunkSamples < samples[1]; column++) {
      const firstSample = Math.max(samples[0], column * chunkSamples);
      const lastSample = Math.min(samples[1], (column + 1) * chunkSamples);
      const index = spec.shape.map((_, axis) => (axis === viewerAxis ? row : axis === sampleAxis ? column : 0));
      const length = (lastSample - firstSample) * inner;
      const lines = lastViewer - firstViewer;
      const copy: Copy = {
        from: ((firstViewer - row * chunkViewers) * chunkSamples + firstSample - column * chunkSamples) * inner,
        fromStep: chunkSamples * inner,
        to: ((firstViewer - viewers[0]) * width + firstSample - samples[0]) * inner,
        toStep: width * inner,
        length,
        lines,
      };
      if (lines * length * 4 * elementBytes(spec.dtype) < chunkBytes(spec) && isSound(ds, spec, index)) {
        copyFromFile(ds, spec, index, out, copy);
        continue;
      }
      buffer ??= new Uint8Array(chunkBytes(spec));
      readChunkInto(ds, spec, index, buffer);
      copyFromChunk(valuesOver(buffer, spec.dtype), out, copy);
    }
  }
  return out;
}

/** `lines` runs of `length` elements each, and where they start and step in the source and in the result. */
type Copy = { from: number; fromStep: number; to: number; toStep: number; length: number; lines: number };

function copyFromChunk(chunk: Values, out: Values, { from, fromStep, to, toStep, length, lines }: Copy): void {
  for (let line = 0; line < lines; line++) {
    const start = from + line * fromStep;
    out.set(chunk.subarray(start, start + length), to + line * toStep);
  }
}

function copyFromFile(ds: Dataset, spec: ArraySpec, index: number[], out: Values, copy: Copy): void {
  const bytes = new Uint8Array(out.buffer);
  const size = elementBytes(spec.dtype);
  const path = join(ds.dir, chunkFile(spec, index));
  withChunkFile(path, chunkBytes(spec), (file) => {
    for (let line = 0; line < copy.lines; line++) {
      const start = (copy.to + line * copy.toStep) * size;
      const part = bytes.subarray(start, start + copy.length * size);
      fillFrom(file, part, (copy.from + line * copy.fromStep) * size, path);
    }
  });
}

/** The chunk's place in C order. */
function chunkNumber(spec: ArraySpec, index: readonly number[]): number {
  return chunkCounts(spec).reduce((number, count, axis) => number * count + index[axis]!, 0);
}

function rangeOn(spec: ArraySpec, axis: number, range: readonly [number, number] | undefined): [number, number] {
  const length = axis < 0 ? 1 : spec.shape[axis]!;
  if (axis < 0 || range === undefined) return [0, length];
  const [from, to] = range;
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to < from || to > length) {
    throw new RangeError(`${spec.name}: range ${from}..${to} of ${spec.dimensions[axis]}, has 0..${length}`);
  }
  return [from, to];
}

function newValues(dtype: ArrayType, length: number): Values {
  if (dtype === 'float32') return new Float32Array(length);
  return dtype === 'int8' ? new Int8Array(length) : new Uint8Array(length);
}

function valuesOver(bytes: Uint8Array<ArrayBuffer>, dtype: ArrayType): Values {
  if (dtype === 'float32') return new Float32Array(bytes.buffer);
  return dtype === 'int8' ? new Int8Array(bytes.buffer) : bytes;
}
