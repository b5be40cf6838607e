import type { Contender } from '../models/contender.ts';
import type { ModelOrder, TrialOrder } from '../trial/crew/order.ts';
import type { TrialPlan } from '../trial/plan.ts';
import type { Where } from './result.ts';

/** A model of a sweep: what it is called, for whoever fits it elsewhere, and itself. */
export type SweepModel = { readonly order: ModelOrder; readonly contender: Contender };

/** What a sweep is over, besides its cells. */
export type SweepOptions = {
  readonly scenarios: readonly string[];
  readonly sets: readonly string[];
  /** Each is a dataset, a choice of held-out viewers, a loss and a fit of its own. */
  readonly seeds: readonly number[];
  readonly holdOut: number;
  readonly models: readonly SweepModel[];
};

/** What every model is put to with every seed, and the places of the curves that follow from it. */
export type Cell = {
  readonly scenario: string;
  readonly places: readonly Where[];
  trial(seed: number): Pick<TrialPlan, 'loss' | 'viewers' | 'prefixes' | 'tail'> & { readonly clear: boolean };
};

/** The trial of a cell with a seed and a model. */
export function orderOf(
  cell: Cell,
  seed: number,
  { order }: SweepModel,
  { sets, holdOut }: Pick<SweepOptions, 'sets' | 'holdOut'>,
): TrialOrder {
  const { clear, ...rest } = cell.trial(seed);
  const screening = { scenario: cell.scenario, sets, seed, clear };
  return { ...rest, screening, holdOut: { share: holdOut, seed }, model: order, seed };
}
