import type { Scenario } from '../../scenarios/schema/schema.ts';
import { viewerCount } from '../audience/cast.ts';
import { FACTOR_COUNT } from '../audience/sensitivity.ts';
import { writeChunk } from '../dataset/chunk.ts';
import {
  type ArrayName,
  type ArraySpec,
  arraySpecs,
  chunkBytes,
  chunkGrid,
  type Extras,
  fillValue,
} from '../dataset/layout.ts';
import { ACTION_UNIT_COUNT } from '../face/action-units.ts';
import type { FaceRig } from '../face/rig.ts';
import { buildHouse } from './house.ts';
import { type Play, play } from './play.ts';
import { createSensor, type Sensed, type Sensor, sense } from './sense.ts';
import { type Stage, sampleCount } from './stage.ts';

/** A chunk of viewers x samples, written: its place in the grid and the SHA-256 (hex) of every array's file. */
export type WrittenChunk = { readonly row: number; readonly column: number; readonly digests: Record<string, string> };

/** A screening being generated column by column (a column: all viewers, one chunk's length of samples). */
export type ColumnMaker = {
  readonly stage: Stage;
  /** Writes every chunk of a column below `dir`; `onChunk` hears of each. Columns may come in any order. */
  make(dir: string, column: number, onChunk: (chunk: WrittenChunk) => void): void;
};

/** The arrays of a scenario's dataset. */
export function screeningSpecs(scenario: Scenario, extras: Extras): ArraySpec[] {
  return arraySpecs(
    {
      viewers: viewerCount(scenario),
      samples: sampleCount(scenario),
      cameras: scenario.cameras.length,
      actionUnits: ACTION_UNIT_COUNT,
      factors: FACTOR_COUNT,
    },
    extras,
  );
}

/** Sets up a scenario's buffers, ready to make columns; `faces`, if given, brings the viewers' rigs. */
export function columnMaker(stage: Stage, extras: Extras, faces?: readonly FaceRig[]): ColumnMaker {
  const { scenario } = stage;
  const sensor = createSensor(stage, buildHouse(stage, faces));
  const grid = chunkGrid(stage.viewers.length, stage.samples);
  const specs = screeningSpecs(scenario, extras).filter(
    (spec) => spec.dimensions[0] === 'viewer' && spec.dimensions[1] === 'sample',
  );
  const buffers = new Map<ArrayName, Buffered>(specs.map((spec) => [spec.name, bufferOf(spec)]));
  return {
    stage,
    make(dir, column, onChunk) {
      const from = column * grid.samples;
      const count = Math.min(grid.samples, stage.samples - from);
      const played = play(stage, from, count);
      for (let row = 0; row < grid.rows; row += 1) {
        const first = row * grid.viewers;
        const viewers = Math.min(grid.viewers, stage.viewers.length - first);
        fillChunk(sensor, played, buffers, first, viewers, grid.samples);
        const digests: Record<string, string> = {};
        for (const { spec, bytes } of buffers.values()) {
          const index = [row, column, ...spec.shape.slice(2).map(() => 0)];
          digests[spec.name] = writeChunk(dir, spec, index, bytes);
        }
        onChunk({ row, column, digests });
      }
    },
  };
}

type Buffered = {
  readonly spec: ArraySpec;
  readonly bytes: Uint8Array;
  readonly values: Float32Array | Uint8Array | Int8Array;
};

function bufferOf(spec: ArraySpec): Buffered {
  const bytes = new Uint8Array(chunkBytes(spec));
  const { buffer } = bytes;
  const values =
    spec.dtype === 'float32' ? new Float32Array(buffer) : spec.dtype === 'int8' ? new Int8Array(buffer) : bytes;
  return { spec, bytes, values };
}

/** Fills the buffers with one chunk; `stride` is the number of samples a chunk holds, padding included. */
function fillChunk(
  sensor: Sensor,
  played: Play,
  buffers: ReadonlyMap<ArrayName, Buffered>,
  first: number,
  viewers: number,
  stride: number,
): void {
  const { count } = played;
  for (const { spec, values } of buffers.values()) {
    if (viewers < spec.chunk[0] || count < spec.chunk[1]) values.fill(fillValue(spec.dtype));
  }
  const floats = (name: ArrayName): Float32Array => buffers.get(name)?.values as Float32Array;
  const optional = (name: ArrayName): Float32Array | null => (buffers.has(name) ? floats(name) : null);
  const out: Sensed = {
    truth: floats('landmarks/truth'),
    clean: floats('landmarks/clean'),
    observed: floats('landmarks/observed'),
    seen: buffers.get('observed')?.values as Uint8Array,
    camera: buffers.get('camera')?.values as Int8Array,
    visible: buffers.get('landmarks/visible')?.values as Uint8Array,
    cause: buffers.get('cause')?.values as Uint8Array,
    position: optional('landmarks/position'),
    projected: optional('landmarks/projected'),
  };
  for (let i = 0; i < viewers; i += 1) {
    const row = (first + i) * count;
    const to = i * stride;
    floats('pose').set(played.pose.subarray(row * 6, (row + count) * 6), to * 6);
    floats('action_units').set(
      played.actionUnits.subarray(row * ACTION_UNIT_COUNT, (row + count) * ACTION_UNIT_COUNT),
      to * ACTION_UNIT_COUNT,
    );
    floats('factors/latent').set(
      played.latent.subarray(row * FACTOR_COUNT, (row + count) * FACTOR_COUNT),
      to * FACTOR_COUNT,
    );
    for (let s = 0; s < count; s += 1) sense(sensor, played, first + i, s, out, to + s);
  }
}
