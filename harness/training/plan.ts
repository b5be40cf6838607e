import type { Recipe } from '../../fvae/fit.ts';
import { keyOf } from '../../fvae/unfinished.ts';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { type UnfinishedTraining, unfinishedPath } from '../checkpoint/unfinished.ts';
import { UsageError } from '../fault.ts';
import { packageVersion } from '../version.ts';

/** Options of a training by their names on the command line. */
export type TrainingChoices = {
  readonly recipe: Recipe;
  readonly factors: number | 'auto';
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
  readonly workers: number;
  readonly backend: string;
  readonly 'hold-out': number;
};

/** The options as given, each undefined where it was not. */
export type GivenChoices = { readonly [Name in keyof TrainingChoices]: TrainingChoices[Name] | undefined };

/** The options given, the others by default. */
export function chosen(given: GivenChoices, defaults: TrainingChoices): TrainingChoices {
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(named) };
}

/** Whether an option was left open when the unfinished training began; which backend there was makes no other model of it. */
function wasOpen({ attributes }: UnfinishedTraining['state'], name: string): boolean {
  const choices = (attributes['choices'] ?? []) as readonly { readonly of: string }[];
  return name === 'backend' || choices.some((choice) => choice.of === name);
}

/**
 * The options that an unfinished training of `model` began with. Throws UsageError or DatasetFault where the version, the
 * dataset or an option given is another: what goes on would be another model.
 */
export function choicesOf(
  model: string,
  { state, provenance }: UnfinishedTraining,
  given: GivenChoices,
  { path, sha256: digest }: { readonly path: string; readonly sha256: string },
): TrainingChoices {
  const as = `as the unfinished training in ${unfinishedPath(model)} began with`;
  const { matinee } = provenance.versions;
  if (matinee !== packageVersion()) {
    throw new UsageError(`matinee: found version ${packageVersion()}, expected ${matinee} ${as}`);
  }
  const { sha256, title } = provenance.dataset;
  if (digest !== sha256) {
    const found = `${path}: found a dataset of SHA-256 ${digest}`;
    throw new DatasetFault('usage', `${found}, expected ${sha256} (${title}) ${as}`);
  }
  const kept = { ...keyOf(state), 'hold-out': provenance.split.share } as unknown as TrainingChoices;
  for (const name of Object.keys(given) as (keyof TrainingChoices)[]) {
    const [found, expected] = [given[name], kept[name]];
    if (found === undefined || found === expected || (found === 'auto' && wasOpen(state, name))) continue;
    throw new UsageError(`--${name}: found ${found}, expected ${expected} ${as}`);
  }
  return kept;
}
