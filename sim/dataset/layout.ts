/** The version of this layout; a reader refuses any other. */
export const LAYOUT_VERSION = 1;

/** Canonical landmark columns: 68 landmarks x (x, y), interleaved. */
export const COLUMNS = 136;

/** Bytes of one camera's visibility: landmark l is bit l % 8 of byte l >> 3. */
export const VISIBLE_BYTES = 9;

const MOST_VIEWERS = 64;
const MOST_SAMPLES = 128;

export type ArrayName =
  | 'landmarks/truth'
  | 'landmarks/clean'
  | 'landmarks/observed'
  | 'observed'
  | 'camera'
  | 'landmarks/visible'
  | 'cause'
  | 'landmarks/position'
  | 'landmarks/projected'
  | 'pose'
  | 'action_units'
  | 'stimulus'
  | 'factors/viewer'
  | 'factors/time'
  | 'factors/latent';

export type ArrayType = 'float32' | 'uint8' | 'int8';

export type ArraySpec = {
  name: ArrayName;
  shape: number[];
  /** Full chunk shape; chunks at the far edges are stored full size too, padded with the fill value. */
  chunk: number[];
  dtype: ArrayType;
  dimensions: string[];
};

/** The arrays written on request only. */
export type Extras = { position: boolean; projected: boolean };

export type Sizes = { viewers: number; samples: number; cameras: number; actionUnits: number; factors: number };

/** `viewers` x `samples` of one chunk, and how many `rows` x `columns` of such chunks cover the screening. */
export type ChunkGrid = { viewers: number; samples: number; rows: number; columns: number };

/** Names of the groups that hold arrays, below the root. */
export const GROUPS = ['landmarks', 'factors'] as const;

/**
 * The chunk grid shared by every array over viewers and samples: as few chunks as chunks of at most 64 viewers x 128
 * samples allow, all of nearly the same size, so that less than one viewer a row and one sample a column is padding.
 */
export function chunkGrid(viewers: number, samples: number): ChunkGrid {
  const rows = Math.ceil(viewers / MOST_VIEWERS);
  const columns = Math.ceil(samples / MOST_SAMPLES);
  return {
    viewers: Math.max(1, Math.ceil(viewers / Math.max(1, rows))),
    samples: Math.max(1, Math.ceil(samples / Math.max(1, columns))),
    rows,
    columns,
  };
}

/** The arrays of a dataset of these sizes, in the order in which they are documented, listed and checked. */
export function arraySpecs(sizes: Sizes, extras: Extras): ArraySpec[] {
  const { viewers, samples, cameras, actionUnits, factors } = sizes;
  const grid = chunkGrid(viewers, samples);
  const both = (name: ArrayName, dtype: ArrayType, inner: number[], dimensions: string[]): ArraySpec => ({
    name,
    shape: [viewers, samples, ...inner],
    chunk: [grid.viewers, grid.samples, ...inner],
    dtype,
    dimensions: ['viewer', 'sample', ...dimensions],
  });
  const single = (name: ArrayName, outer: 'viewer' | 'sample', inner: number, dimension: string): ArraySpec => {
    const length = outer === 'viewer' ? viewers : samples;
    return {
      name,
      shape: [length, inner],
      chunk: [Math.max(1, length), inner],
      dtype: 'float32',
      dimensions: [outer, dimension],
    };
  };
  const specs = [
    both('landmarks/truth', 'float32', [COLUMNS], ['column']),
    both('landmarks/clean', 'float32', [COLUMNS], ['column']),
    both('landmarks/observed', 'float32', [COLUMNS], ['column']),
    both('observed', 'uint8', [], []),
    both('camera', 'int8', [], []),
    both('landmarks/visible', 'uint8', [cameras, VISIBLE_BYTES], ['camera', 'byte']),
    both('cause', 'uint8', [], []),
  ];
  if (extras.position) specs.push(both('landmarks/position', 'float32', [68, 3], ['landmark', 'axis']));
  if (extras.projected) {
    specs.push(both('landmarks/projected', 'float32', [cameras, 68, 2], ['camera', 'landmark', 'axis']));
  }
  specs.push(
    both('pose', 'float32', [6], ['component']),
    both('action_units', 'float32', [actionUnits], ['action_unit']),
    single('stimulus', 'sample', 2, 'course'),
    single('factors/viewer', 'viewer', factors, 'factor'),
    single('factors/time', 'sample', factors, 'factor'),
    both('factors/latent', 'float32', [factors], ['factor']),
  );
  return specs;
}

/** The sizes that `specs` were made from. Throws RangeError when a size cannot be told because an array is missing. */
export function sizesOf(specs: readonly ArraySpec[]): Sizes {
  const shapeOf = (name: ArrayName): number[] => {
    const spec = specs.find((candidate) => candidate.name === name);
    if (spec === undefined) throw new RangeError(`no array ${name}`);
    return spec.shape;
  };
  const [viewers, samples, cameras] = shapeOf('landmarks/visible') as [number, number, number];
  return {
    viewers,
    samples,
    cameras,
    actionUnits: shapeOf('action_units')[2]!,
    factors: shapeOf('factors/viewer')[1]!,
  };
}

/** Bytes of one element. */
export function elementBytes(dtype: ArrayType): number {
  return dtype === 'float32' ? 4 : 1;
}

/** What an element outside the screening holds: the Zarr fill value. */
export function fillValue(dtype: ArrayType): number {
  return dtype === 'float32' ? Number.NaN : dtype === 'int8' ? -1 : 0;
}

/** Bytes of every chunk file of this array. */
export function chunkBytes(spec: ArraySpec): number {
  return spec.chunk.reduce((product, length) => product * length, elementBytes(spec.dtype));
}

/** Chunks along each dimension. */
export function chunkCounts(spec: ArraySpec): number[] {
  return spec.shape.map((length, axis) => Math.ceil(length / spec.chunk[axis]!));
}

/** Every chunk index of the array, in C order (last dimension fastest). */
export function chunkIndices(spec: ArraySpec): number[][] {
  let indices: number[][] = [[]];
  for (const count of chunkCounts(spec)) {
    indices = indices.flatMap((index) => Array.from({ length: count }, (_, i) => [...index, i]));
  }
  return indices;
}

/** Bytes of all chunk files together, padding included; the metadata (under 1 %) comes on top. */
export function datasetBytes(specs: readonly ArraySpec[]): number {
  return specs.reduce((sum, spec) => sum + chunkBytes(spec) * chunkCounts(spec).reduce((a, b) => a * b, 1), 0);
}
