import { heldOutBlocks } from '../baselines/held-out.ts';
import { type FvaeOptions, fitFvae } from '../fvae.ts';
import { withoutLasting } from '../lasting.ts';
import { ModelFault } from '../model.ts';
import { createRandom } from '../random.ts';
import { refuseUnusable } from '../refuse.ts';
import { restore } from '../restore.ts';
import { timeLockedSubspace } from '../start/subspace.ts';
import type { State } from '../state.ts';
import { restrict, type Tensor } from '../tensor.ts';
import { type Density, heldOutDensity, meanDensity, medianGain } from './density.ts';

/** What is held out to choose by: blocks of time of every viewer. */
export const HELD_OUT = 0.08;

/** Numbers of factors that are tried. */
const LEAST = 2;
const MOST = 8;

/** How many numbers in a row no better than the best before them end the search: a factor may need another to say anything. */
const PATIENCE = 2;

/**
 * A number of factors with its held-out log likelihood in nats an entry, and by how much that is above the best one before for the
 * middle one of the viewers; null for the first.
 */
export type FactorsTried = { readonly factors: number; readonly likelihood: number; readonly gain: number | null };

/** The tensor without the blocks that are chosen by. Throws ModelFault where these hold nothing. */
export function keptForChoice(tensor: Tensor, seed: number): Tensor {
  const kept = restrict(tensor, heldOutBlocks(tensor, HELD_OUT, createRandom(seed, 'choice')));
  if (tensor.mask.every((seen, entry) => seen !== 1 || kept.mask[entry] === 1)) {
    throw new ModelFault(
      'tensor: found too few samples to hold any out, expected more where a model is chosen by them',
    );
  }
  return kept;
}

/** How a model of a number of factors is made to be tried. */
export type Trial = {
  /** Whether it seeks factors in a time-locked subspace: one is found for all. */
  readonly locked: boolean;
  readonly fit: (tensor: Tensor, options: FvaeOptions) => Promise<State>;
  /** Passes over the data: fewer than for the model itself where these tell as much. */
  readonly epochs: number;
  /** Fewer still where they have more steps together than this, but four. */
  readonly steps?: number;
};

/** Passes over long films that a trial has at least. */
const FEWEST_EPOCHS = 4;

/** The FVAE: what it says of entries held out hardly changes after these epochs. */
export const FVAE_TRIAL: Trial = { locked: true, fit: fitFvae, epochs: 12, steps: 2000 };

/**
 * The number of factors under which entries held out are likeliest for the middle one of the viewers, from fits without those entries:
 * each is compared with the best before it, until two in a row are no better. And all that were tried, from 2 on. Throws ModelFault
 * and the signal's reason as the fits do.
 */
export async function chooseFactors(
  tensor: Tensor,
  options: Omit<FvaeOptions, 'factors'>,
  trial: Trial = FVAE_TRIAL,
): Promise<{ readonly factors: number; readonly tried: readonly FactorsTried[] }> {
  const most = Math.min(MOST, tensor.viewers, tensor.samples, tensor.features);
  if (most < LEAST)
    throw new ModelFault(`factors: found a tensor of ${most}, expected ${LEAST} or more to choose from`);
  refuseUnusable(tensor);
  const kept = keptForChoice(tensor, options.seed);
  const tried: FactorsTried[] = [];
  let best: Density | null = null;
  let worse = 0;
  const { seed, batch, backend, workers, signal } = options;
  const quiet = { seed, batch, backend, workers, ...(signal === undefined ? {} : { signal }) };
  const subspace = trial.locked ? { subspace: timeLockedSubspace(kept, { seed, fewest: LEAST }) } : {};
  const perEpoch = kept.mask.reduce((sum, seen) => sum + seen, 0) / batch;
  const few = Math.max(FEWEST_EPOCHS, Math.floor((trial.steps ?? Number.POSITIVE_INFINITY) / perEpoch));
  const epochs = Math.min(trial.epochs, options.epochs, few);
  for (let factors = LEAST; factors <= most; factors += 1) {
    const state = await trial.fit(kept, { ...quiet, ...subspace, factors, epochs });
    const density = heldOutDensity(tensor, kept, restore(withoutLasting(state), kept));
    const gain = best === null ? null : medianGain(density, best);
    const better = isBetter(gain);
    if (better) best = density;
    worse = better ? 0 : worse + 1;
    tried.push({ factors, likelihood: meanDensity(density), gain });
    options.onProgress?.(factors - LEAST + 1, most - LEAST + 1);
    if (worse === PATIENCE) break;
  }
  return { factors: lastBetter(tried), tried };
}

/** The last of those tried in ascending order that was better than the best before it. */
export function lastBetter(tried: readonly FactorsTried[]): number {
  return tried.findLast(({ gain }) => isBetter(gain))!.factors;
}

/** Whether a number with this gain is the best so far: the first is. */
function isBetter(gain: number | null): boolean {
  return gain === null || gain > 0;
}
