import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ArrayName } from '../../sim/dataset/layout.ts';
import type { Dataset } from '../../sim/dataset/reader.ts';
import {
  breathe,
  camerasOf,
  causesOf,
  checkArrays,
  type ExportOptions,
  namesOf,
  rateOf,
  readBytes,
  readFloats,
  readSigned,
  type Segment,
  segments,
} from './source.ts';

/** Rows of a row group, about: whole segments are gathered until there are as many. */
const GROUP_ROWS = 8192;

const POSE = ['x', 'y', 'z', 'yaw', 'pitch', 'roll'];
const ARRAYS: ArrayName[] = [
  'observed',
  'camera',
  'cause',
  'pose',
  'action_units',
  'factors/latent',
  'landmarks/observed',
];

type Kind = 'INT32' | 'DOUBLE' | 'BOOLEAN' | 'STRING' | 'FLOAT';
type Cell = number | string | boolean | null;
type Column = { name: string; type: Kind; nullable: boolean; data: Cell[] };

/**
 * Writes a Parquet table to `path`, a row for every viewer and sample, ordered by them: `viewer`, `sample`, `seconds`,
 * `observed`, `camera` and `cause` (names, null where there is none), `pose_*` (m, rad), `au_*`, `latent_*`, and the
 * observed canonical landmarks `x0, y0, ... x67, y67` (null where missing). Resolves to the number of rows. Floats are
 * stored plain and uncompressed: their noise does not compress. The attributes are in the key-value metadata under
 * `matinee`. Progress is in viewers.
 */
export async function exportParquet(ds: Dataset, path: string, { onProgress, signal }: ExportOptions): Promise<number> {
  const columns = emptyColumns(ds);
  const fill = rowFiller(ds, columns);
  await checkArrays(ds, ARRAYS, signal, () => {});
  const types = columns.map(({ name, type, nullable }) => ({ name, type, nullable, data: [] }));
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: types }),
    codec: 'UNCOMPRESSED',
    kvMetadata: [{ key: 'matinee', value: JSON.stringify(ds.attributes) }],
    createdBy: 'matinee',
  });
  const flush = async (): Promise<void> => {
    await writer.write({
      columnData: columns.map(({ name, type, nullable, data }) =>
        type === 'FLOAT' || type === 'DOUBLE'
          ? { name, type, nullable, data, encoding: 'PLAIN', statistics: false }
          : { name, type, nullable, data },
      ),
      rowGroupSize: columns[0]!.data.length,
    });
    for (const column of columns) column.data = [];
  };
  let rows = 0;
  for (const segment of segments(ds)) {
    fill(segment);
    rows += segment.to - segment.from;
    if (columns[0]!.data.length >= GROUP_ROWS) await flush();
    await breathe(signal);
    if (segment.to === ds.sizes.samples) onProgress?.(segment.viewer + 1, ds.sizes.viewers);
  }
  if (columns[0]!.data.length > 0) await flush();
  await writer.finish();
  return rows;
}

function emptyColumns(ds: Dataset): Column[] {
  const { actionUnits, factors } = ds.sizes;
  const column = (name: string, type: Kind, nullable = false): Column => ({ name, type, nullable, data: [] });
  const columns = [
    column('viewer', 'INT32'),
    column('sample', 'INT32'),
    column('seconds', 'DOUBLE'),
    column('observed', 'BOOLEAN'),
    column('camera', 'STRING', true),
    column('cause', 'STRING', true),
    ...POSE.map((name) => column(`pose_${name}`, 'FLOAT')),
    ...namesOf(ds, 'action_unit_names', actionUnits).map((name) => column(`au_${name}`, 'FLOAT')),
    ...namesOf(ds, 'factor_names', factors).map((name) => column(`latent_${name}`, 'FLOAT')),
  ];
  for (let l = 0; l < 68; l++) columns.push(column(`x${l}`, 'FLOAT', true), column(`y${l}`, 'FLOAT', true));
  return columns;
}

/** A function that appends the rows of a segment to the columns. */
function rowFiller(ds: Dataset, columns: readonly Column[]): (segment: Segment) => void {
  const cameras = camerasOf(ds).map((camera) => camera.name);
  const causes = causesOf(ds);
  const rate = rateOf(ds);
  const floats: [ArrayName, number][] = [
    ['pose', POSE.length],
    ['action_units', ds.sizes.actionUnits],
    ['factors/latent', ds.sizes.factors],
    ['landmarks/observed', 136],
  ];
  return (segment) => {
    const { viewer, from, to } = segment;
    const observed = readBytes(ds, 'observed', segment);
    const camera = readSigned(ds, 'camera', segment);
    const cause = readBytes(ds, 'cause', segment);
    for (let i = 0; i < to - from; i++) {
      const seen = observed[i] === 1;
      const cells: Cell[] = [viewer, from + i, (from + i) / rate, seen];
      cells.push(seen ? cameras[camera[i]!]! : null, seen ? null : (causes.get(cause[i]!) ?? `code ${cause[i]}`));
      for (const [c, cell] of cells.entries()) columns[c]!.data.push(cell);
    }
    let first = 6;
    for (const [name, width] of floats) {
      const values = readFloats(ds, name, segment);
      for (let c = 0; c < width; c++) {
        const { data, nullable } = columns[first + c]!;
        for (let i = c; i < values.length; i += width)
          data.push(nullable && Number.isNaN(values[i]) ? null : values[i]!);
      }
      first += width;
    }
  };
}
