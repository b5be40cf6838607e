import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { elementBytes } from '../../sim/dataset/layout.ts';
import type { Dataset } from '../../sim/dataset/reader.ts';
import { npyHeader } from '../npy/header.ts';
import { arrayPieces, checkArrays, checkedBytes, type ExportOptions } from './source.ts';

/** Zip members carry a time; a fixed one keeps equal datasets equal as files. The earliest that the format has. */
const TIMESTAMP = new Date(1980, 0, 1);

/**
 * Writes a NumPy .npz to `path` (an uncompressed zip, zip64 where it must be): one .npy a dataset array, `/` in its name
 * written as `__` (`landmarks__truth`), and the attributes as UTF-8 JSON in the one-dimensional uint8 array
 * `attributes_json`. Resolves to the number of bytes. Progress is in bytes. Format: numpy.lib.format, version 1.0.
 */
export async function exportNpz(ds: Dataset, path: string, { onProgress, signal }: ExportOptions): Promise<void> {
  const names = ds.specs.map((spec) => spec.name);
  const total = 2 * checkedBytes(ds, names);
  let done = 0;
  const step = (bytes: number): void => {
    done += bytes;
    onProgress?.(Math.min(done, total), total);
  };
  await checkArrays(ds, names, signal, step);
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error) => output.destroy(error));
  const member = (name: string, size: number, pieces: () => Iterable<Uint8Array>): void => {
    const options = { compress: false, size, mtime: TIMESTAMP, forceDosTimestamp: true };
    zip.addReadStreamLazy(`${name}.npy`, options, (callback) => {
      const stream = Readable.from(pieces(), { objectMode: false });
      stream.on('error', (error) => output.destroy(error));
      callback(null, stream);
    });
  };
  for (const spec of ds.specs) {
    const header = npyHeader(spec.shape, spec.dtype);
    const length = spec.shape.reduce((a, b) => a * b, elementBytes(spec.dtype));
    member(spec.name.replaceAll('/', '__'), header.length + length, function* () {
      yield header;
      for (const piece of arrayPieces(ds, spec.name)) {
        step(piece.length);
        yield piece;
      }
    });
  }
  const attributes = Buffer.from(JSON.stringify(ds.attributes));
  const header = npyHeader([attributes.length], 'uint8');
  member('attributes_json', header.length + attributes.length, () => [header, attributes]);
  zip.end();
  const file = createWriteStream(path, { flags: 'w' });
  await pipeline(output, file, { ...(signal && { signal }) });
  if (!file.closed) await once(file, 'close');
}
