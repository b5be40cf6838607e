import type { Json, State, StateArray } from '../../fvae/state.ts';
import { sha256 } from '../../sim/dataset/chunk.ts';
import { canonicalJson, type Json as MutableJson, metadataBytes } from '../../sim/dataset/metadata.ts';
import type { Split } from '../evaluation/split.ts';
import type { Showing } from '../own-data/show.ts';

/** The version of everything below; a checkpoint of another version is refused. */
export const MODEL_FORMAT = 7;

/** Where a model comes from. */
export type Provenance = {
  /** `sha256`: of the checksums of all its arrays; for a tensor of a user's own, of its file, and `seed` is null. */
  readonly dataset: { readonly title: string; readonly seed: number | null; readonly sha256: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly command: string;
  readonly split: Split;
  /** How a tensor of a user's own was shown. */
  readonly showing?: Showing;
};

/** What the root says of an array: all that its own zarr.json follows from, and the SHA-256 of its bytes. */
export type ArrayRecord = {
  readonly shape: readonly number[];
  readonly data_type: 'float32' | 'float64';
  readonly sha256: string;
};

/** The attributes of a checkpoint's root. */
export type ModelAttributes = {
  readonly model_format: number;
  readonly state: State['attributes'];
  readonly provenance: Provenance;
  readonly arrays: Readonly<Record<string, ArrayRecord>>;
  /** SHA-256 over all the others. */
  readonly attributes_sha256: string;
};

/** Whether a name can be an array's: words of letters and digits joined by single dots, dashes or underscores. */
export function isArrayName(name: string): boolean {
  return /^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/.test(name) && name !== 'zarr.json';
}

/** Elements of an array of this shape. */
export function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Bytes of one element. */
export function elementBytes(type: ArrayRecord['data_type']): number {
  return type === 'float32' ? 4 : 8;
}

/** The array's one chunk, as a path below the checkpoint; an array without elements has none. */
export function chunkPath(name: string, shape: readonly number[]): string {
  return [name, 'c', ...shape.map(() => 0)].join('/');
}

/** The bytes of the numbers as they lie in memory. */
export function bytesOf({ values }: StateArray): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** An array as `float32 3 x 4`. */
export function describeArray({ shape, data_type }: Pick<ArrayRecord, 'shape' | 'data_type'>): string {
  return `${data_type} ${shape.length === 0 ? 'scalar' : shape.join(' x ')}`;
}

/** SHA-256 (hex) of a checkpoint's root attributes but `attributes_sha256` itself. */
export function attributesDigest(attributes: Omit<ModelAttributes, 'attributes_sha256'>): string {
  const { attributes_sha256: _, ...rest } = attributes as ModelAttributes;
  return sha256(canonicalJson(rest as unknown as MutableJson));
}

/** SHA-256 (hex) that tells one dataset's numbers from another's: of the checksums of all its arrays. */
export function datasetDigest(attributes: Readonly<Record<string, unknown>>): string {
  return sha256(canonicalJson(attributes.sha256 as MutableJson));
}

/** The bytes of the root's zarr.json. */
export function rootBytes(attributes: ModelAttributes): Uint8Array {
  return jsonBytes({ zarr_format: 3, node_type: 'group', attributes: attributes as unknown as Json });
}

/** The bytes of an array's zarr.json: one chunk, little endian, no names for its dimensions. */
export function arrayBytes({ shape, data_type }: ArrayRecord): Uint8Array {
  return jsonBytes({
    zarr_format: 3,
    node_type: 'array',
    shape,
    data_type,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: shape.map((length) => Math.max(1, length)) } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: 0,
    codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
    dimension_names: shape.map(() => null),
    attributes: {},
  });
}

function jsonBytes(document: Json): Uint8Array {
  return metadataBytes(document as MutableJson);
}
