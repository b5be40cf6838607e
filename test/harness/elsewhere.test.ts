import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as zarr from 'zarrita';
import { openDataset, readArray, type Values } from '../../sim/dataset/reader.ts';
import { matineeJson } from '../laws/command.ts';
import { runPython } from '../laws/python.ts';
import { withFolder } from '../laws/tiny-dataset.ts';
import { FOUR_CHUNKS, writeTinyScenario } from '../laws/tiny-scenario.ts';

type Read = {
  arrays: Record<string, { shape: number[]; dtype: string; sha256: string }>;
  attributes: Record<string, unknown>;
};

function digest(values: Values): string {
  return createHash('sha256')
    .update(Buffer.from(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');
}

describe('a dataset that was really generated', () => {
  it('is read by NumPy from its chunks and from its .npz, and by zarrita, equal to the bit', () =>
    withFolder(async (folder) => {
      writeTinyScenario(folder, FOUR_CHUNKS);
      await matineeJson(folder, 'generate', 'tiny.yaml', '-o', 'out', '--with', 'position,projected');
      await matineeJson(folder, 'export', 'out', '--format', 'npz', '-o', 'out.npz');
      const dataset = openDataset(join(folder, 'out'));
      const chunks = runPython('read_zarr.py', join(folder, 'out')) as Read;
      const archive = runPython('read_npz.py', join(folder, 'out.npz')) as Read;
      const group = await zarr.open.v3(
        { get: (key: string) => readFile(join(folder, 'out', key)).catch(() => undefined) },
        { kind: 'group' },
      );
      const names = dataset.specs.map(({ name }) => name);
      expect(names).toHaveLength(15);
      expect(Object.keys(chunks.arrays).sort()).toEqual([...names].sort());
      const members = [...names.map((name) => name.replace('/', '__')), 'attributes_json'];
      expect(Object.keys(archive.arrays).sort()).toEqual(members.sort());
      for (const { name, shape, dtype } of dataset.specs) {
        const expected = { shape, dtype, sha256: digest(readArray(dataset, name)) };
        expect(chunks.arrays[name]).toMatchObject(expected);
        expect(archive.arrays[name.replace('/', '__')]).toEqual(expected);
        const { data } = await zarr.get(await zarr.open.v3(group.resolve(name), { kind: 'array' }));
        expect(digest(data as Values)).toBe(expected.sha256);
      }
      for (const attributes of [chunks.attributes, archive.attributes, group.attrs]) {
        expect(attributes).toEqual(dataset.attributes);
      }
    }));
});
