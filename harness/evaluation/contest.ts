import { ModelFault } from '../../fvae/model.ts';
import type { Tensor } from '../../fvae/tensor.ts';
import type { Contender, ContenderOptions, Cost } from '../models/contender.ts';
import { EntrantFault } from './entrant.ts';
import type { NamedFitted } from './evaluate.ts';
import type { FailedModel } from './result.ts';
import type { AskedRow } from './visible.ts';

/** How contenders are fitted one after another. */
export type ContestOptions = Omit<ContenderOptions, 'onProgress' | 'onCost'> & {
  /** Hears how far the fit of a model is. */
  readonly progress?: (name: string) => (done: number, total: number) => void;
  /** Hears of a model that fails, at once. */
  readonly onFailed?: (failed: FailedModel) => void;
};

/** Models that were fitted, and those that failed. */
export type Contest = { readonly models: readonly NamedFitted[]; readonly failed: readonly FailedModel[] };

/**
 * Every contender fitted to the tensor, those that fail left out. `asked` gives the rows that they will be asked about; it is
 * called if one of them has to know. Throws the signal's reason when aborted.
 */
export async function fitContenders(
  contenders: readonly Contender[],
  tensor: Tensor,
  asked: () => readonly AskedRow[],
  { progress, onFailed, ...options }: ContestOptions,
): Promise<Contest> {
  const rows = contenders.some(({ answersOnce }) => answersOnce) ? asked() : [];
  const models: NamedFitted[] = [];
  const failed: FailedModel[] = [];
  for (const contender of contenders) {
    const { name } = contender;
    const onProgress = progress?.(name);
    let cost: Cost | undefined;
    const onCost = (spent: Cost): void => {
      cost = spent;
    };
    try {
      const watched = { ...options, onCost, ...(onProgress === undefined ? {} : { onProgress }) };
      const fitted = await contender.fit(tensor, rows, watched);
      models.push({ name, fitted, seed: options.seed, ...(cost === undefined ? {} : { cost }) });
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      failed.push({ name, fault: error.message });
      onFailed?.({ name, fault: error.message });
    }
  }
  return { models, failed };
}

/**
 * What `score` says of the models, those left out that fail while they are scored; the failed ones are noted in the result.
 * Throws what else `score` throws.
 */
export async function scoreFaultless<Result extends { readonly failed?: readonly FailedModel[] }>(
  { models, failed }: Contest,
  score: (models: readonly NamedFitted[]) => Promise<Result>,
  onFailed?: (failed: FailedModel) => void,
): Promise<Result> {
  try {
    const result = await score(models);
    return failed.length === 0 ? result : { ...result, failed };
  } catch (error) {
    if (!(error instanceof EntrantFault)) throw error;
    const one = { name: error.entrant, fault: error.message };
    onFailed?.(one);
    const others = models.filter(({ name }) => name !== one.name);
    return scoreFaultless({ models: others, failed: [...failed, one] }, score, onFailed);
  }
}
