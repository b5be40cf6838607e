import type { CpOptions } from '../baselines/cp.ts';
import { cpFamily } from '../baselines/cp-family.ts';
import { type FvaeOptions, fitFvae } from '../fvae.ts';
import { withoutLasting } from '../lasting.ts';
import { restore } from '../restore.ts';
import type { Tensor } from '../tensor.ts';
import { densityGain, heldOutDensity, meanDensity } from './density.ts';
import { keptForChoice } from './factors.ts';

/** Which of two models entries held out are likelier under. */
export type RecipeChoice = {
  readonly recipe: 'matinee' | 'cp';
  /** The CP model that stood for its family, chosen within it by entries held out further. */
  readonly cp: CpOptions;
  /** Log likelihoods in nats an entry. */
  readonly likelihood: { readonly matinee: number; readonly cp: number };
  /** By how much the chosen one's is higher, and the standard error over viewers. */
  readonly gain: number;
  readonly error: number;
};

/**
 * The FVAE or CP, whichever entries held out are likelier under: both are fitted without the same blocks of time, the FVAE
 * as it would be trained, and CP as the best of its family. Throws ModelFault and the signal's reason as the fits do.
 */
export async function chooseRecipe(tensor: Tensor, options: FvaeOptions): Promise<RecipeChoice> {
  const { seed, signal, onProgress, factors, epochs, batch, backend, workers } = options;
  const kept = keptForChoice(tensor, seed);
  const watched = {
    seed,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (done: number, total: number): void => onProgress?.(done, 2 * total),
  };
  const state = await fitFvae(kept, { ...watched, factors, epochs, batch, backend, workers });
  const fvae = heldOutDensity(tensor, kept, restore(withoutLasting(state), kept));
  const family = await cpFamily().fit(kept, {
    ...watched,
    onProgress: (done, total) => onProgress?.(total + done, 2 * total),
  });
  const cp = heldOutDensity(tensor, kept, family);
  const likelihood = { matinee: meanDensity(fvae), cp: meanDensity(cp) };
  const recipe = likelihood.cp > likelihood.matinee ? 'cp' : 'matinee';
  const { gain, error } = recipe === 'cp' ? densityGain(cp, fvae) : densityGain(fvae, cp);
  return { recipe, cp: family.candidates[0]!.options, likelihood, gain, error };
}
