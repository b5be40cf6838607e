import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ModelFault } from '../../fvae/model.ts';
import type { Json, State, StateArray } from '../../fvae/state.ts';
import { sha256 } from '../../sim/dataset/chunk.ts';
import { writeFault } from '../../sim/dataset/fault.ts';
import { asJson } from '../../sim/dataset/metadata.ts';
import { abandonOutput, beginOutput, placeOutput, syncFile } from '../../sim/dataset/output.ts';
import {
  type ArrayRecord,
  arrayBytes,
  attributesDigest,
  bytesOf,
  chunkPath,
  elements,
  isArrayName,
  MODEL_FORMAT,
  type ModelAttributes,
  type Provenance,
  rootBytes,
} from './format.ts';

/**
 * Writes a model as a Zarr v3 group: it appears under its name when it is whole. Throws DatasetFault when `dir` exists or
 * cannot be written, ModelFault for numbers that are not finite; nothing is left behind.
 */
export function saveModel(dir: string, state: State, provenance: Provenance): void {
  const temp = beginModel(dir);
  try {
    finishModel(temp, dir, state, provenance);
  } catch (error) {
    abandonModel(temp);
    throw error;
  }
}

/** The temporary folder of a model to come, so that an output that cannot be is refused before the work. */
export function beginModel(dir: string): string {
  return beginOutput(dir, 'folder');
}

/** Removes what `beginModel` made. */
export function abandonModel(temp: string): void {
  abandonOutput(temp);
}

/** Fills the temporary folder and gives it its name; throws as saveModel does, the caller then abandons `temp`. */
export function finishModel(temp: string, dir: string, state: State, provenance: Provenance): void {
  requireFinite(state.attributes, 'attributes');
  const arrays: Record<string, ArrayRecord> = {};
  for (const [name, array] of Object.entries(state.arrays)) arrays[name] = recordOf(name, array);
  const described = {
    model_format: MODEL_FORMAT,
    state: asJson(state.attributes) as ModelAttributes['state'],
    provenance: asJson(provenance) as unknown as Provenance,
    arrays,
  };
  for (const [name, array] of Object.entries(state.arrays)) {
    if (array.values.length > 0) write(join(temp, chunkPath(name, array.shape)), bytesOf(array));
    write(join(temp, name, 'zarr.json'), arrayBytes(arrays[name]));
  }
  write(join(temp, 'zarr.json'), rootBytes({ ...described, attributes_sha256: attributesDigest(described) }));
  syncFile(temp);
  placeOutput(temp, dir);
}

/** What the root says of an array. Throws ModelFault for one that cannot be kept. */
function recordOf(name: string, array: StateArray): ArrayRecord {
  const { shape, values } = array;
  if (!isArrayName(name)) {
    throw new ModelFault(
      `model: found an array ${JSON.stringify(name)}, expected a name of words joined by dots or dashes`,
    );
  }
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0) || elements(shape) !== values.length) {
    throw new ModelFault(`model: ${name}: found ${values.length} numbers, expected ${shape.join(' x ')}`);
  }
  const at = values.findIndex((value: number) => !Number.isFinite(value));
  if (at >= 0) {
    throw new ModelFault(`model: ${name}: found a number that is not finite at ${at}, expected finite ones; not saved`);
  }
  const data_type = values instanceof Float32Array ? 'float32' : 'float64';
  return { shape: [...shape], data_type, sha256: sha256(bytesOf(array)) };
}

/** Throws ModelFault for a number that JSON would turn into null. */
function requireFinite(value: Json, path: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ModelFault(`model: ${path}: found a number that is not finite, expected a finite one; not saved`);
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, member] of Object.entries(value)) requireFinite(member, `${path}.${key}`);
}

function write(path: string, bytes: Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes, { flush: true });
  } catch (error) {
    throw writeFault(error, path, bytes.length);
  }
}
