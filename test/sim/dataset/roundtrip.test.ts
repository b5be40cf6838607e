import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkFile, writeChunk } from '../../../sim/dataset/chunk.ts';
import { arraySpecs, chunkIndices } from '../../../sim/dataset/layout.ts';
import { openDataset, readArray, readChunk, type Values } from '../../../sim/dataset/reader.ts';
import { verifyDataset } from '../../../sim/dataset/verify.ts';
import { chunkOf, NO_EXTRAS, tinyAttributes, withFolder, writeTinyDataset } from '../../laws/tiny-dataset.ts';

/** Sizes around the edges of chunks: one chunk, one more, several. */
const sizes = fc
  .record({
    viewers: fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom(63, 64, 65, 130)),
    samples: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(127, 128, 129, 258)),
    cameras: fc.integer({ min: 1, max: 3 }),
    actionUnits: fc.integer({ min: 1, max: 3 }),
    factors: fc.integer({ min: 1, max: 3 }),
  })
  .filter(({ viewers, samples }) => viewers * samples < 2000);

function bytesOf(values: Values): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}

/** The selected part by definition, one element at a time. */
function partOf(values: Values, shape: number[], ranges: (readonly [number, number])[]): number[] {
  const out: number[] = [];
  const visit = (axis: number, at: number): void => {
    if (axis === shape.length) {
      out.push(values[at]!);
      return;
    }
    const [from, to] = ranges[axis]!;
    for (let i = from; i < to; i++) visit(axis + 1, at * shape[axis]! + i);
  };
  visit(0, 0);
  return out;
}

describe('a dataset', () => {
  it('gives back the bytes that were written, whole, by chunk and in part', () => {
    const fractions = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(
        sizes,
        fc.boolean(),
        fc.boolean(),
        fc.nat(),
        fractions,
        fractions,
        (given, position, projected, seed, v, s) =>
          withFolder((folder) => {
            const tiny = writeTinyDataset(join(folder, 'a', 'tiny'), given, { position, projected }, seed);
            const ds = openDataset(tiny.dir);
            expect(ds.sizes).toEqual(given);
            expect(ds.specs).toEqual(tiny.specs);
            expect(ds.attributes).toMatchObject(tinyAttributes(given, seed));
            expect(verifyDataset(tiny.dir).problems).toEqual([]);
            const rangeOf = ([a, b]: readonly [number, number], length: number): [number, number] => {
              const [from, to] = [Math.min(a, b), Math.max(a, b)];
              return [Math.floor(from * length), Math.ceil(to * length)];
            };
            const viewers = rangeOf(v, given.viewers);
            const samples = rangeOf(s, given.samples);
            for (const spec of tiny.specs) {
              const written = tiny.values.get(spec.name)!;
              expect(bytesOf(readArray(ds, spec.name)).equals(bytesOf(written))).toBe(true);
              // An empty house has no chunks.
              for (const last of chunkIndices(spec).slice(-1)) {
                const chunk = bytesOf(readChunk(ds, spec.name, last));
                expect(chunk.equals(Buffer.from(chunkOf(spec, written, last)))).toBe(true);
              }
              const ranges = spec.dimensions.map((dimension, axis): readonly [number, number] =>
                dimension === 'viewer' ? viewers : dimension === 'sample' ? samples : [0, spec.shape[axis]!],
              );
              const part = readArray(ds, spec.name, { viewers, samples });
              const expected = partOf(written, spec.shape, ranges);
              expect(part.length).toBe(expected.length);
              expect(part.every((value, i) => Object.is(value, expected[i]))).toBe(true);
            }
          }),
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  it('has checksums that are those of the chunk files, and of their digests', () =>
    withFolder((folder) => {
      const given = { viewers: 66, samples: 3, cameras: 1, actionUnits: 1, factors: 2 };
      const { dir, specs } = writeTinyDataset(join(folder, 'tiny'), given, NO_EXTRAS, 7);
      const { attributes, chunkDigests } = openDataset(dir);
      const sums = attributes['sha256'] as Record<string, string>;
      for (const spec of specs) {
        const digests = chunkIndices(spec).map((index) =>
          createHash('sha256')
            .update(readFileSync(join(dir, chunkFile(spec, index))))
            .digest(),
        );
        expect(chunkDigests.get(spec.name)).toEqual(digests.map((digest) => digest.toString('hex')));
        expect(sums[spec.name]).toBe(createHash('sha256').update(Buffer.concat(digests)).digest('hex'));
      }
    }));

  it('is the same bytes when written again, and others for another seed', () =>
    withFolder((folder) => {
      const given = { viewers: 4, samples: 9, cameras: 2, actionUnits: 3, factors: 2 };
      const rootOf = (name: string, seed: number): string => {
        const { dir } = writeTinyDataset(join(folder, name), given, NO_EXTRAS, seed);
        return readFileSync(join(dir, 'zarr.json'), 'utf8');
      };
      expect(rootOf('b', 0)).toBe(rootOf('a', 0));
      expect(rootOf('c', 1)).not.toBe(rootOf('a2', 0));
    }));

  it('refuses an altered chunk to whoever reads any part of it', () =>
    fc.assert(
      fc.property(fc.nat(129), fc.nat(1e6), fc.nat(255), (viewer, place, by) =>
        withFolder((folder) => {
          fc.pre(by > 0);
          const given = { viewers: 130, samples: 6, cameras: 1, actionUnits: 1, factors: 1 };
          const { dir } = writeTinyDataset(join(folder, 'tiny'), given, NO_EXTRAS, 3);
          const ds = openDataset(dir);
          const [spec] = ds.specs.filter(({ name }) => name === 'landmarks/observed');
          const path = join(dir, chunkFile(spec!, [Math.floor(viewer / spec!.chunk[0]!), 0, 0]));
          const bytes = readFileSync(path);
          bytes[place % bytes.length]! ^= by;
          writeFileSync(path, bytes);
          const part = { viewers: [viewer, viewer + 1], samples: [0, 1] } as const;
          expect(() => readArray(ds, 'landmarks/observed', part)).toThrow(/altered, its SHA-256 differs/);
        }),
      ),
      { numRuns: 20 },
    ));

  it('refuses ranges outside an array and unknown arrays by name', () =>
    withFolder((folder) => {
      const given = { viewers: 4, samples: 9, cameras: 2, actionUnits: 3, factors: 2 };
      const { dir } = writeTinyDataset(join(folder, 'tiny'), given, NO_EXTRAS, 7);
      const ds = openDataset(dir);
      expect(() => readArray(ds, 'pose', { viewers: [0, 5] })).toThrow('pose: range 0..5 of viewer, has 0..4');
      expect(() => readArray(ds, 'pose', { samples: [2, 1] })).toThrow(RangeError);
      expect(() => readArray(ds, 'landmarks/projected')).toThrow('has no array landmarks/projected');
      expect(readArray(ds, 'pose', { viewers: [2, 2] })).toHaveLength(0);
    }));
});

describe('writeChunk', () => {
  it('refuses a chunk of the wrong length', () => {
    const [spec] = arraySpecs({ viewers: 2, samples: 2, cameras: 1, actionUnits: 1, factors: 1 }, NO_EXTRAS);
    withFolder((folder) => {
      expect(() => writeChunk(folder, spec!, [0, 0, 0], new Uint8Array(5))).toThrow('5 bytes, expected 2176');
    });
  });

  it('writes below a path however it is spelled', () =>
    withFolder((folder) => {
      const [spec] = arraySpecs({ viewers: 1, samples: 1, cameras: 1, actionUnits: 1, factors: 1 }, NO_EXTRAS);
      const bytes = new Uint8Array(544).fill(3);
      writeChunk(`${folder}/./x/../`, spec!, [0, 0, 0], bytes);
      expect(readFileSync(join(folder, 'landmarks/truth/c/0/0/0'))).toEqual(Buffer.from(bytes));
    }));
});
