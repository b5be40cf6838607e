import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as zarr from 'zarrita';
import { openDataset, type Values } from '../../../sim/dataset/reader.ts';
import { runPython } from '../../laws/python.ts';
import { ALL_EXTRAS, NO_EXTRAS, withFolder, writeTinyDataset } from '../../laws/tiny-dataset.ts';

const cases = [
  { sizes: { viewers: 66, samples: 5, cameras: 2, actionUnits: 11, factors: 4 }, extras: NO_EXTRAS },
  { sizes: { viewers: 3, samples: 131, cameras: 4, actionUnits: 2, factors: 1 }, extras: ALL_EXTRAS },
];

function digest(values: Values): string {
  return createHash('sha256')
    .update(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}

/** A zarrita store over a folder, read only. */
function folderStore(dir: string): zarr.AsyncReadable {
  return { get: (key) => readFile(join(dir, key)).catch(() => undefined) };
}

describe('a dataset read by others, to the bit', () => {
  it('NumPy, from the Zarr v3 specification', () => {
    for (const [seed, { sizes, extras }] of cases.entries()) {
      withFolder((folder) => {
        const { dir, specs, values } = writeTinyDataset(join(folder, 'tiny'), sizes, extras, seed);
        const { arrays, attributes } = runPython('read_zarr.py', dir) as { arrays: object; attributes: object };
        const expected = specs.map(({ name, shape, dtype, dimensions }) => [
          name,
          { shape, dtype, dimensions, sha256: digest(values.get(name)!) },
        ]);
        expect(arrays).toEqual(Object.fromEntries(expected));
        expect(attributes).toEqual(openDataset(dir).attributes);
      });
    }
  });

  it('zarrita', async () => {
    for (const [seed, { sizes, extras }] of cases.entries()) {
      await withFolder(async (folder) => {
        const { dir, specs, values } = writeTinyDataset(join(folder, 'tiny'), sizes, extras, seed);
        const root = await zarr.open.v3(folderStore(dir), { kind: 'group' });
        expect(root.attrs).toEqual(openDataset(dir).attributes);
        for (const spec of specs) {
          const array = await zarr.open.v3(root.resolve(spec.name), { kind: 'array' });
          expect([array.shape, array.chunks, array.dtype]).toEqual([spec.shape, spec.chunk, spec.dtype]);
          const { data } = await zarr.get(array);
          expect(digest(data as Values)).toBe(digest(values.get(spec.name)!));
        }
      });
    }
  });
});
