import { sha256 } from './chunk.ts';
import { type ArrayName, type ArraySpec, fillValue } from './layout.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const ABOUT: Record<ArrayName, { description: string; unit?: string }> = {
  'landmarks/truth': {
    description: 'canonical landmarks of the face itself, no pose, no noise, never missing: x0, y0, x1, y1, ... y67',
    unit: 'outer eye corner distance of the mean face',
  },
  'landmarks/clean': {
    description: 'what sensing would have given from the best camera without noise and occlusion, never missing',
    unit: 'outer eye corner distance of the mean face',
  },
  'landmarks/observed': {
    description: 'what sensing gave; NaN where missing',
    unit: 'outer eye corner distance of the mean face',
  },
  observed: { description: '1 where at least one camera sees the viewer, else 0' },
  camera: { description: 'index of the camera used, -1 if none' },
  'landmarks/visible': {
    description: 'which landmarks each camera sees: landmark l is bit l % 8 of byte l >> 3',
  },
  cause: { description: 'why the entry is missing: a code of the root attribute cause_codes, 0 where observed' },
  'landmarks/position': { description: 'three-dimensional landmarks in the room', unit: 'm' },
  'landmarks/projected': { description: 'landmarks in the picture of each camera: x right, y down', unit: 'px' },
  pose: { description: 'head position x, y, z (m) and rotation (rad)' },
  action_units: {
    description:
      'action unit intensities, 0 to 1 (unbounded in the linear control); names in the root attribute action_unit_names',
  },
  stimulus: { description: "the script's courses of humor and surprise, before any factor" },
  'factors/viewer': { description: 'sensitivities U*; names in the root attribute factor_names' },
  'factors/time': { description: 'factor courses V*; names in the root attribute factor_names' },
  'factors/latent': { description: 'latent reactions z*; names in the root attribute factor_names' },
};

/** The value as JSON keeps it: undefined dropped, NaN null. */
export function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** The one text of a JSON value that checksums are taken of: keys sorted by UTF-16 code unit, no white space. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key]!)}`);
  return `{${members.join(',')}}`;
}

/** The bytes of a zarr.json. A reader demands exactly these, so that not even a blank can change unseen. */
export function metadataBytes(document: Json): Uint8Array {
  return Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
}

/** SHA-256 (hex) over all root attributes but `attributes_sha256` itself. */
export function attributesChecksum(attributes: { [key: string]: Json }): string {
  const { attributes_sha256: _, ...rest } = attributes;
  return sha256(canonicalJson(rest));
}

/** The zarr.json of an array (Zarr v3 core specification, raw `bytes` codec). */
export function arrayMetadata(spec: ArraySpec, chunkDigests: readonly string[]): Json {
  const { name, shape, chunk, dtype, dimensions } = spec;
  return {
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type: dtype,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: chunk } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: dtype === 'float32' ? 'NaN' : fillValue(dtype),
    codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
    dimension_names: dimensions,
    attributes: { ...ABOUT[name], chunk_sha256: [...chunkDigests] },
  };
}

/** The zarr.json of a group. */
export function groupMetadata(attributes: { [key: string]: Json }): Json {
  return { zarr_format: 3, node_type: 'group', attributes };
}
