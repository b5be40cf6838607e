import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Json, State, StateArray } from '../../fvae/state.ts';
import { fillFrom, sha256, withChunkFile } from '../../sim/dataset/chunk.ts';
import { DatasetFault, errorCode, readFault } from '../../sim/dataset/fault.ts';
import {
  type ArrayRecord,
  arrayBytes,
  attributesDigest,
  chunkPath,
  describeArray,
  elementBytes,
  elements,
  isArrayName,
  MODEL_FORMAT,
  type ModelAttributes,
  rootBytes,
} from './format.ts';

/**
 * A saved model and all that its root says. Throws DatasetFault, naming the file with what was found and what was
 * expected: `usage` where there is no model of this format, `damage` where one is not what was written.
 */
export function loadModel(dir: string): { readonly state: State; readonly attributes: ModelAttributes } {
  const root = resolve(dir);
  const attributes = rootAttributes(root);
  const arrays: Record<string, StateArray> = {};
  for (const [name, record] of Object.entries(attributes.arrays)) arrays[name] = loadArray(root, name, record);
  return { state: { attributes: attributes.state, arrays }, attributes };
}

function rootAttributes(root: string): ModelAttributes {
  const path = join(root, 'zarr.json');
  const bytes = readBytes(path);
  const document = parse(bytes, path);
  const attributes = isObject(document) ? document['attributes'] : undefined;
  if (!isObject(attributes)) throw damage(path, 'not a Zarr group', 'a model');
  if (attributes['model_format'] === undefined) {
    throw new DatasetFault('usage', `${root}: found a Zarr group that is no model, expected a model of matinee train`);
  }
  const { model_format: version } = attributes;
  if (version !== MODEL_FORMAT) {
    throw new DatasetFault('usage', `${path}: found model format ${JSON.stringify(version)}, expected ${MODEL_FORMAT}`);
  }
  const model = attributes as unknown as ModelAttributes;
  const digest = attributesDigest(model);
  if (digest !== model.attributes_sha256) {
    throw damage(path, `attributes of SHA-256 ${digest}`, JSON.stringify(model.attributes_sha256 ?? null));
  }
  if (!same(bytes, rootBytes(model))) throw damage(path, 'an altered file', 'the bytes that were written');
  for (const [name, record] of Object.entries(model.arrays)) {
    if (!isArrayName(name) || !isRecord(record))
      throw damage(path, `an unknown array ${JSON.stringify(name)}`, 'known ones');
  }
  return model;
}

/** One array, checked. */
function loadArray(root: string, name: string, record: ArrayRecord): StateArray {
  const metadata = join(root, name, 'zarr.json');
  if (!same(readBytes(metadata), arrayBytes(record))) {
    throw damage(metadata, 'another shape, type or layout', describeArray(record));
  }
  const { shape } = record;
  const length = elements(shape) * elementBytes(record.data_type);
  const path = join(root, chunkPath(name, shape));
  let bytes = new Uint8Array(0);
  if (length > 0) {
    withChunkFile(path, length, (file) => {
      bytes = new Uint8Array(length);
      fillFrom(file, bytes, 0, path);
    });
  }
  const digest = sha256(bytes);
  if (digest !== record.sha256) throw damage(path, `numbers of SHA-256 ${digest}`, record.sha256);
  const values = record.data_type === 'float32' ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  const at = values.findIndex((value: number) => !Number.isFinite(value));
  if (at >= 0) throw damage(path, `a number that is not finite at ${at}`, 'finite ones');
  return { shape, values };
}

function isRecord(record: unknown): boolean {
  const { shape, data_type, sha256: digest } = (record ?? {}) as Partial<ArrayRecord>;
  const lengths = Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0);
  return lengths && (data_type === 'float32' || data_type === 'float64') && typeof digest === 'string';
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new DatasetFault('damage', `${path}: missing, expected a file of a model`);
    throw readFault(error, path);
  }
}

function parse(bytes: Buffer, path: string): Json {
  try {
    return JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    throw damage(path, 'no JSON (altered or cut short)', 'a model');
  }
}

function damage(path: string, found: string, expected: string): DatasetFault {
  return new DatasetFault('damage', `${path}: found ${found}, expected ${expected}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
