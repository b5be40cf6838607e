import { DatasetFault } from '../../sim/dataset/fault.ts';
import type { ModelAttributes } from './format.ts';

/** Throws DatasetFault (`usage`) for a model that was trained on other data than these. */
export function requireData(
  { provenance }: ModelAttributes,
  { path, sha256 }: { readonly path: string; readonly sha256: string },
): void {
  const { dataset: from } = provenance;
  if (from.sha256 === sha256) return;
  throw new DatasetFault(
    'usage',
    `${path}: found a dataset of SHA-256 ${sha256}, expected ${from.sha256} (${from.title})`,
  );
}
