import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFault } from '../../sim/dataset/fault.ts';
import { abandonOutput, beginOutput, placeOutput } from '../../sim/dataset/output.ts';
import type { Dataset } from '../../sim/dataset/reader.ts';
import { exportCoco } from './coco.ts';
import { exportNpz } from './npz.ts';
import { exportParquet } from './parquet.ts';
import { exportPts } from './pts.ts';
import type { ExportOptions, ExportResult } from './source.ts';

export type { ExportOptions, ExportResult } from './source.ts';

export const EXPORT_FORMATS = ['npz', 'coco', 'pts', 'parquet'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const WRITERS: Record<ExportFormat, (ds: Dataset, path: string, options: ExportOptions) => Promise<unknown>> = {
  npz: exportNpz,
  coco: exportCoco,
  pts: exportPts,
  parquet: exportParquet,
};

/**
 * Files and bytes written, once the dataset lies at `path` in another tool's format: a file, for `pts` a folder. It is
 * written under a temporary name beside `path` and renamed when whole; memory stays bounded whatever the size. Throws
 * DatasetFault: `usage` when `path` exists or the dataset lacks what the format needs, `damage` when a chunk is not what
 * was written, `environment` for the disk's faults.
 */
export async function exportDataset(
  ds: Dataset,
  format: ExportFormat,
  path: string,
  options: ExportOptions = {},
): Promise<ExportResult> {
  const temp = beginOutput(path, format === 'pts' ? 'folder' : 'file');
  try {
    options.signal?.throwIfAborted();
    await WRITERS[format](ds, temp, options);
    const result = measure(temp);
    placeOutput(temp, path);
    return result;
  } catch (error) {
    abandonOutput(temp);
    throw writeFault(error, path, 0);
  }
}

function measure(path: string): ExportResult {
  const stats = statSync(path);
  if (stats.isFile()) return { files: 1, bytes: stats.size };
  const names = readdirSync(path);
  return { files: names.length, bytes: names.reduce((sum, name) => sum + statSync(join(path, name)).size, 0) };
}
