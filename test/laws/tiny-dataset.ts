import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeChunk } from '../../sim/dataset/chunk.ts';
import {
  type ArraySpec,
  arraySpecs,
  chunkBytes,
  chunkIndices,
  type Extras,
  fillValue,
  type Sizes,
} from '../../sim/dataset/layout.ts';
import type { Values } from '../../sim/dataset/reader.ts';
import { beginDataset, finishDataset } from '../../sim/dataset/writer.ts';

export const NO_EXTRAS: Extras = { position: false, projected: false };
export const ALL_EXTRAS: Extras = { position: true, projected: true };

export type TinyDataset = { dir: string; sizes: Sizes; specs: ArraySpec[]; values: Map<string, Values> };

/** Runs `body` with a new folder that is removed afterwards. */
export function withFolder<T>(body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'matinee-test-'));
  const clean = (): void => rmSync(folder, { recursive: true, force: true });
  let result: T;
  try {
    result = body(folder);
  } catch (error) {
    clean();
    throw error;
  }
  if (result instanceof Promise) return result.finally(clean) as T;
  clean();
  return result;
}

/** A whole dataset of made-up numbers that keeps the rules between arrays, written through the public functions. */
export function writeTinyDataset(out: string, sizes: Sizes, extras: Extras, seed: number): TinyDataset {
  const specs = arraySpecs(sizes, extras);
  const values = tinyValues(specs, sizes, seed);
  const temp = beginDataset(out);
  const digests = new Map<string, string[]>();
  for (const spec of specs) digests.set(spec.name, writeArray(temp, spec, values.get(spec.name)!));
  finishDataset(temp, out, specs, digests, tinyAttributes(sizes, seed));
  return { dir: out, sizes, specs, values };
}

/** Chunk digests in C order, after writing the array's chunks from its values in C order. */
export function writeArray(dir: string, spec: ArraySpec, values: Values): string[] {
  return chunkIndices(spec).map((index) => writeChunk(dir, spec, index, chunkOf(spec, values, index)));
}

/** A chunk's bytes by the definition of a regular chunk grid, one element at a time. */
export function chunkOf(spec: ArraySpec, values: Values, index: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(chunkBytes(spec));
  const chunk =
    spec.dtype === 'float32'
      ? new Float32Array(bytes.buffer)
      : spec.dtype === 'int8'
        ? new Int8Array(bytes.buffer)
        : bytes;
  for (let i = 0; i < chunk.length; i++) {
    let rest = i;
    let at = 0;
    let stride = 1;
    let inside = true;
    for (let axis = spec.shape.length - 1; axis >= 0; axis--) {
      const place = index[axis]! * spec.chunk[axis]! + (rest % spec.chunk[axis]!);
      rest = Math.floor(rest / spec.chunk[axis]!);
      inside &&= place < spec.shape[axis]!;
      at += place * stride;
      stride *= spec.shape[axis]!;
    }
    chunk[i] = inside ? values[at]! : fillValue(spec.dtype);
  }
  return bytes;
}

/** Attributes with the names that the simulator writes. */
export function tinyAttributes(sizes: Sizes, seed: number): { [name: string]: unknown } {
  const count = (length: number, name: string): string[] => Array.from({ length }, (_, i) => `${name}${i + 1}`);
  return {
    matinee: { version: '0.0.0', language: 1 },
    seed,
    scenario: { title: 'tiny – “made up”', film: { duration: sizes.samples } },
    command: 'matinee generate tiny.yaml',
    rate: 2,
    factor_names: count(sizes.factors, 'factor '),
    action_unit_names: count(sizes.actionUnits, 'AU'),
    cause_codes: { hand: 1, 'head in front': 2, away: 3 },
    cameras: count(sizes.cameras, 'camera ').map((name) => ({ name, width: 640, height: 480 })),
    viewers: count(sizes.viewers, 'Viewer ').map((name) => ({ name })),
    seats: [],
    events: [],
  };
}

function tinyValues(specs: readonly ArraySpec[], { cameras }: Sizes, seed: number): Map<string, Values> {
  const random = generator(seed);
  const values = new Map<string, Values>();
  for (const { name, shape, dtype } of specs) {
    const length = shape.reduce((a, b) => a * b, 1);
    if (dtype === 'float32')
      values.set(
        name,
        new Float32Array(length).map(() => random() * 2 - 1),
      );
    else if (dtype === 'int8') values.set(name, new Int8Array(length));
    else
      values.set(
        name,
        new Uint8Array(length).map(() => random() * 256),
      );
  }
  values.set(
    'landmarks/projected',
    (values.get('landmarks/projected') ?? new Float32Array()).map((x) => 320 + x * 340),
  );
  const observed = values.get('observed')!;
  for (let at = 0; at < observed.length; at++) {
    observed[at] = random() < 0.8 ? 1 : 0;
    values.get('camera')![at] = observed[at] === 1 ? Math.floor(random() * cameras) : -1;
    values.get('cause')![at] = observed[at] === 1 ? 0 : 1 + Math.floor(random() * 3);
    if (observed[at] === 0) values.get('landmarks/observed')!.fill(Number.NaN, at * 136, (at + 1) * 136);
  }
  return values;
}

/** Mulberry32: numbers in [0, 1) from a 32-bit seed. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
