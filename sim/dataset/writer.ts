import { mkdirSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { arrayChecksum, chunkFile, sha256 } from './chunk.ts';
import { DatasetFault, sizeText, writeFault } from './fault.ts';
import { type ArraySpec, chunkBytes, chunkIndices, GROUPS, LAYOUT_VERSION, sizesOf } from './layout.ts';
import { arrayMetadata, asJson, attributesChecksum, groupMetadata, type Json, metadataBytes } from './metadata.ts';
import { abandonOutput, beginOutput, placeOutput, syncFile } from './output.ts';

/**
 * The temporary folder to write a dataset's chunks into: `.<name>.tmp-<pid>` beside `out`. Remains of earlier runs for
 * the same output whose process is gone are removed; a missing parent folder is made. Throws DatasetFault: `usage` when
 * `out` exists, `environment` when it cannot be written.
 */
export function beginDataset(out: string): string {
  return beginOutput(out, 'folder');
}

/** Throws DatasetFault when the disk that holds `dir` has clearly less than `bytes` left: better now than at the end. */
export function requireSpace(dir: string, bytes: number): void {
  const { bavail, blocks, bsize } = statfsSync(dir);
  const free = bavail * bsize;
  // Virtual file systems report no blocks at all.
  if (blocks > 0 && free < bytes) {
    throw new DatasetFault(
      'environment',
      `disk full: ${dirname(resolve(dir))} has ${sizeText(free)} left, needs about ${sizeText(bytes - free)} more`,
    );
  }
}

/**
 * Completes the dataset in `temp` and gives it its name: checks that every chunk is there, writes the metadata of arrays
 * and groups, the root's last, flushes it and renames. `digests` holds, by array name, the chunk digests in C order.
 * To `attributes` it adds `layout`, `sizes`, `sha256`, `metadata_sha256` and `attributes_sha256`. Throws DatasetFault for
 * the disk's faults and when `out` has appeared meanwhile; the caller then abandons `temp`.
 */
export function finishDataset(
  temp: string,
  out: string,
  specs: readonly ArraySpec[],
  digests: ReadonlyMap<string, readonly string[]>,
  attributes: object,
): void {
  const checksums: { [array: string]: Json } = {};
  const metadataChecksums: { [node: string]: Json } = {};
  for (const group of GROUPS) {
    metadataChecksums[group] = writeMetadata(temp, group, groupMetadata({}));
  }
  for (const spec of specs) {
    const chunkDigests = digests.get(spec.name) ?? [];
    requireChunks(temp, spec, chunkDigests);
    checksums[spec.name] = arrayChecksum(chunkDigests);
    metadataChecksums[spec.name] = writeMetadata(temp, spec.name, arrayMetadata(spec, chunkDigests));
  }
  const complete = {
    ...(asJson(attributes) as { [key: string]: Json }),
    layout: LAYOUT_VERSION,
    sizes: sizesOf(specs),
    sha256: checksums,
    metadata_sha256: metadataChecksums,
  };
  writeMetadata(temp, '', groupMetadata({ ...complete, attributes_sha256: attributesChecksum(complete) }));
  syncFile(join(temp, 'zarr.json'));
  syncFile(temp);
  placeOutput(temp, out);
}

/** Removes an unfinished dataset. */
export function abandonDataset(temp: string): void {
  abandonOutput(temp);
}

/** SHA-256 (hex) of the zarr.json written for the node (empty: the root). */
function writeMetadata(temp: string, node: string, document: Json): string {
  const bytes = metadataBytes(document);
  const path = join(temp, node, 'zarr.json');
  try {
    if (node !== '') mkdirSync(join(temp, node), { recursive: true });
    writeFileSync(path, bytes);
  } catch (error) {
    throw writeFault(error, path, bytes.length);
  }
  return sha256(bytes);
}

/**
 * Throws RangeError when the digests are not one a chunk (a bug in the caller), DatasetFault when a chunk file is not
 * there at its full size: then somebody else has touched the temporary folder.
 */
function requireChunks(temp: string, spec: ArraySpec, chunkDigests: readonly string[]): void {
  const indices = chunkIndices(spec);
  if (chunkDigests.length !== indices.length || !chunkDigests.every((digest) => /^[0-9a-f]{64}$/.test(digest))) {
    throw new RangeError(`${spec.name}: ${chunkDigests.length} chunk digests, expected ${indices.length}`);
  }
  for (const index of indices) {
    const path = join(temp, chunkFile(spec, index));
    if (statSync(path, { throwIfNoEntry: false })?.size !== chunkBytes(spec)) {
      throw new DatasetFault('environment', `${path}: has gone or changed while the dataset was written`);
    }
  }
}
