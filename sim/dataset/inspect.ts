import { readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { arrayChecksum, sha256 } from './chunk.ts';
import { DatasetFault, errorCode, readFault } from './fault.ts';
import { type ArraySpec, arraySpecs, chunkCounts, GROUPS, LAYOUT_VERSION, type Sizes } from './layout.ts';
import { arrayMetadata, attributesChecksum, groupMetadata, type Json, metadataBytes } from './metadata.ts';

type JsonObject = { [key: string]: Json };

/** What the metadata of a dataset says, and what is wrong with it. */
export type Inspection = {
  dir: string;
  attributes: JsonObject;
  sizes: Sizes;
  specs: ArraySpec[];
  /** By array name, the chunks' SHA-256 in C order; absent where the array's metadata cannot be trusted. */
  chunkDigests: Map<string, readonly string[]>;
  /** By array name, the array's SHA-256. */
  checksums: Map<string, string>;
  /** One line each, starting with the file's path below the dataset. */
  problems: string[];
};

/**
 * All metadata of a dataset, with a list of problems that leave it readable in part. Throws DatasetFault: `usage` when
 * there is no dataset of this layout, `damage` when the root metadata is missing or altered.
 */
export function inspectDataset(dir: string): Inspection {
  const root = resolve(dir);
  const attributes = rootAttributes(root);
  const sizes = attributes['sizes'] as Sizes;
  const checksums = new Map(Object.entries(attributes['sha256'] as { [name: string]: string }));
  const metadataChecksums = attributes['metadata_sha256'] as { [name: string]: string };
  const problems: string[] = [];
  const specs = arraySpecs(sizes, {
    position: checksums.has('landmarks/position'),
    projected: checksums.has('landmarks/projected'),
  });
  for (const name of checksums.keys()) {
    if (!specs.some((spec) => spec.name === name)) problems.push(`zarr.json: lists the unknown array ${name}`);
  }
  for (const group of GROUPS) {
    const { bytes, problem } = readNode(root, group, metadataChecksums[group]);
    if (problem !== null) problems.push(problem);
    else if (!same(bytes, metadataBytes(groupMetadata({})))) problems.push(`${group}/zarr.json: not a plain group`);
  }
  const chunkDigests = new Map<string, readonly string[]>();
  for (const spec of specs) {
    const checksum = checksums.get(spec.name);
    const { bytes, problem } = readNode(root, spec.name, metadataChecksums[spec.name]);
    const digests = bytes === null ? null : digestsIn(bytes);
    if (checksum === undefined) problems.push(`zarr.json: lists no array ${spec.name}`);
    if (problem !== null) problems.push(problem);
    else if (digests === null || !same(bytes, metadataBytes(arrayMetadata(spec, digests)))) {
      problems.push(`${spec.name}/zarr.json: wrong shape, type or layout, expected ${describe(spec)}`);
    } else if (digests.length !== chunkCounts(spec).reduce((a, b) => a * b, 1)) {
      problems.push(`${spec.name}/zarr.json: ${digests.length} chunk checksums, expected one for every chunk`);
    } else if (arrayChecksum(digests) !== checksum) {
      problems.push(`${spec.name}/zarr.json: the chunk checksums do not add up to the array's`);
    } else {
      chunkDigests.set(spec.name, digests);
    }
  }
  return { dir: root, attributes, sizes, specs, chunkDigests, checksums, problems };
}

/** The root's attributes, all of them as they were written. */
function rootAttributes(root: string): JsonObject {
  requireFolder(root);
  if (/^\..+\.tmp-\d+$/.test(basename(root))) {
    throw new DatasetFault('damage', `${root}: not finished, the temporary folder of a run that goes on or was killed`);
  }
  const path = join(root, 'zarr.json');
  const bytes = readRoot(root, path);
  const damaged = (what: string): DatasetFault => new DatasetFault('damage', `${path}: ${what}`);
  let document: Json;
  try {
    document = JSON.parse(bytes.toString('utf8')) as Json;
  } catch {
    throw damaged('altered or cut short, not JSON');
  }
  if (!isObject(document) || !isObject(document['attributes'] ?? null)) throw damaged('not a Zarr group');
  const attributes = document['attributes'] as JsonObject;
  if (attributes['attributes_sha256'] === undefined && attributes['matinee'] === undefined) {
    throw new DatasetFault('usage', `${root}: a Zarr group, but not a dataset of this program`);
  }
  if (!same(bytes, metadataBytes(groupMetadata(attributes)))) throw damaged('altered, not as it was written');
  if (attributes['attributes_sha256'] !== attributesChecksum(attributes)) {
    throw damaged('altered attributes, their SHA-256 differs from attributes_sha256');
  }
  if (attributes['layout'] === undefined && attributes['model_format'] !== undefined) {
    throw new DatasetFault('usage', `${root}: found a model, expected a dataset`);
  }
  if (attributes['layout'] !== LAYOUT_VERSION) {
    throw new DatasetFault('usage', `${root}: dataset layout ${attributes['layout']}, expected ${LAYOUT_VERSION}`);
  }
  return attributes;
}

function requireFolder(root: string): void {
  try {
    if (statSync(root).isDirectory()) return;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') throw new DatasetFault('usage', `${root}: no such dataset`);
    if (errorCode(error) !== 'ENOTDIR') throw readFault(error, root);
  }
  throw new DatasetFault('usage', `${root}: not a folder; a dataset is one`);
}

function readRoot(root: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw readFault(error, path);
    const parts = GROUPS.some((group) => statSync(join(root, group), { throwIfNoEntry: false }) !== undefined);
    throw parts
      ? new DatasetFault('damage', `${path}: missing, the dataset is not finished or is damaged`)
      : new DatasetFault('usage', `${root}: not a dataset (no zarr.json)`);
  }
}

/** The zarr.json of an array or a group; `problem` when it is missing or not what the root attributes say. */
function readNode(
  root: string,
  node: string,
  checksum: string | undefined,
): { bytes: Buffer | null; problem: string | null } {
  const path = `${node}/zarr.json`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(root, path));
  } catch (error) {
    const fault = readFault(error, path);
    if (fault instanceof DatasetFault && fault.kind === 'damage') return { bytes: null, problem: fault.message };
    throw fault;
  }
  if (sha256(bytes) !== checksum) return { bytes, problem: `${path}: altered, its SHA-256 differs` };
  return { bytes, problem: null };
}

/** The attribute `chunk_sha256` of an array's metadata, null when there is none. */
function digestsIn(bytes: Buffer): string[] | null {
  try {
    const document = JSON.parse(bytes.toString('utf8')) as { attributes?: { chunk_sha256?: unknown } } | null;
    const digests = document?.attributes?.chunk_sha256;
    if (!Array.isArray(digests)) return null;
    return digests.every((digest) => /^[0-9a-f]{64}$/.test(String(digest))) ? (digests as string[]) : null;
  } catch {
    return null;
  }
}

function describe(spec: ArraySpec): string {
  return `${spec.dtype} ${spec.shape.join(' x ')} in chunks of ${spec.chunk.join(' x ')}`;
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function same(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && Buffer.compare(a, b) === 0;
}
