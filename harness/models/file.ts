import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { readFault } from '../../sim/dataset/fault.ts';

/** SHA-256 (hex) of a file's bytes. Throws DatasetFault for one that cannot be read. */
export function fileDigest(path: string): string {
  const hash = createHash('sha256');
  try {
    const file = openSync(path, 'r');
    try {
      const piece = new Uint8Array(1 << 20);
      for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
        hash.update(piece.subarray(0, read));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw readFault(error, path);
  }
  return hash.digest('hex');
}

/** A model's name by its file's, without folder and ending: a letter or digit, then those, dots, dashes and underscores. */
export function fileName(path: string): string {
  const name = basename(path, extname(path))
    .replaceAll(/[^\w.-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 40);
  return name === '' ? 'model' : name;
}
