import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { State } from '../../fvae/state.ts';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { abandonOutput } from '../../sim/dataset/output.ts';
import type { Provenance } from './format.ts';
import { loadModel } from './load.ts';
import { beginModel, finishModel } from './save.ts';

/** A training that was not finished: what to go on with, and where it comes from. */
export type UnfinishedTraining = { readonly state: State; readonly provenance: Provenance };

/** Where the unfinished training of a model is kept: beside it, a group `epoch-N` for the last epoch kept. */
export function unfinishedPath(model: string): string {
  return `${model.replace(/(?<=.)\/+$/, '')}.unfinished`;
}

/**
 * The epochs kept, ascending: one, or two where the writer was killed before it had removed the older. Throws DatasetFault
 * where something else than a folder is in the way.
 */
function epochsIn(path: string): number[] {
  const names = namesIn(path).flatMap((name) => /^epoch-([1-9]\d*)$/.exec(name)?.[1] ?? []);
  return names.map(Number).sort((a, b) => a - b);
}

function namesIn(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) {
    throw new DatasetFault('usage', `${path}: found a file, expected a folder of an unfinished training, or nothing`);
  }
  return readdirSync(path);
}

const epochPath = (path: string, epoch: number): string => join(path, `epoch-${epoch}`);

/** The last epoch that is kept of the model's unfinished training; 0 where none is. */
export function keptEpoch(model: string): number {
  return epochsIn(unfinishedPath(model)).at(-1) ?? 0;
}

/** The unfinished training of a model, or null. Throws DatasetFault as loadModel does for a damaged one. */
export function loadUnfinished(model: string): UnfinishedTraining | null {
  const epoch = keptEpoch(model);
  if (epoch === 0) return null;
  const { state, attributes } = loadModel(epochPath(unfinishedPath(model), epoch));
  return { state, provenance: attributes.provenance };
}

/** Keeps a training after `epoch` in place of what was kept before: at any moment one of the two is there whole. */
export function keepUnfinished(model: string, epoch: number, { state, provenance }: UnfinishedTraining): void {
  const path = unfinishedPath(model);
  const dir = epochPath(path, epoch);
  if (existsSync(dir)) return;
  const temp = beginModel(dir);
  try {
    finishModel(temp, dir, state, provenance);
  } catch (error) {
    abandonOutput(temp);
    throw error;
  }
  for (const other of epochsIn(path)) {
    if (other !== epoch) rmSync(epochPath(path, other), { recursive: true, force: true });
  }
}

/** Removes what is kept, and the folder unless something else is in it. */
export function removeUnfinished(model: string): void {
  const path = unfinishedPath(model);
  const names = namesIn(path);
  const own = names.filter((name) => /^(epoch-[1-9]\d*|\.epoch-[1-9]\d*\.tmp-\d+)$/.test(name));
  for (const name of own) rmSync(join(path, name), { recursive: true, force: true });
  if (existsSync(path) && own.length === names.length) rmdirSync(path);
}
