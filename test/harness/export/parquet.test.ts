import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { exportDataset } from '../../../harness/export/index.ts';
import { openDataset } from '../../../sim/dataset/reader.ts';
import { NO_EXTRAS, withFolder, writeTinyDataset } from '../../laws/tiny-dataset.ts';

/** Long enough for two row groups, and for viewers of more than one segment. */
const sizes = { viewers: 4, samples: 2500, cameras: 3, actionUnits: 2, factors: 2 };

describe('a Parquet table', () => {
  it('has a row for every viewer and sample, with the values of the dataset to the bit', () =>
    withFolder(async (folder) => {
      const { dir, values } = writeTinyDataset(join(folder, 'tiny'), sizes, NO_EXTRAS, 8);
      const ds = openDataset(dir);
      const path = join(folder, 'out.parquet');
      const { bytes } = await exportDataset(ds, 'parquet', path);
      const file = readFileSync(path);
      expect(bytes).toBe(file.length);
      const buffer = new Uint8Array(file).buffer;
      const metadata = parquetMetadata(buffer);
      expect(metadata.row_groups.map((group) => Number(group.num_rows))).toEqual([9548, 452]);
      const [entry] = metadata.key_value_metadata!;
      expect(entry!.key).toBe('matinee');
      expect(JSON.parse(entry!.value!)).toEqual(ds.attributes);
      const rows = (await parquetReadObjects({ file: buffer })) as { [column: string]: unknown }[];
      expect(rows).toHaveLength(sizes.viewers * sizes.samples);
      expect(Object.keys(rows[0]!)).toHaveLength(6 + 6 + 2 + 2 + 136);
      const causes = ['', 'hand', 'head in front', 'away'];
      const differing = rows.filter((row, i) => {
        const seen = values.get('observed')![i] === 1;
        const head: { [column: string]: unknown } = {
          viewer: Math.floor(i / sizes.samples),
          sample: i % sizes.samples,
          seconds: (i % sizes.samples) / 2,
          observed: seen,
          camera: seen ? `camera ${values.get('camera')![i]! + 1}` : null,
          cause: seen ? null : causes[values.get('cause')![i]!],
        };
        const named = (name: string, columns: string[]): void => {
          for (const [c, column] of columns.entries()) head[column] = values.get(name)![i * columns.length + c]!;
        };
        named(
          'pose',
          ['x', 'y', 'z', 'yaw', 'pitch', 'roll'].map((name) => `pose_${name}`),
        );
        named('action_units', ['au_AU1', 'au_AU2']);
        named('factors/latent', ['latent_factor 1', 'latent_factor 2']);
        for (let l = 0; l < 68; l++) {
          const at = (i * 68 + l) * 2;
          head[`x${l}`] = seen ? values.get('landmarks/observed')![at]! : null;
          head[`y${l}`] = seen ? values.get('landmarks/observed')![at + 1]! : null;
        }
        return !Object.entries(head).every(([column, value]) => Object.is(row[column], value));
      });
      expect(differing).toEqual([]);
    }));
});
