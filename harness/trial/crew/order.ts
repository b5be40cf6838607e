import type { Contender } from '../../models/contender.ts';
import { namedContender } from '../../models/named.ts';
import type { TrialPlan } from '../plan.ts';

/** A model by what a user calls it, and what such a name leaves open. */
export type ModelOrder = {
  readonly text: string;
  readonly factors: number;
  readonly epochs: number;
  readonly sparing: boolean;
  readonly timeout: number;
  readonly folder: string;
};

/** A trial as plain data, so that it can be sent to a thread. */
export type TrialOrder = Omit<TrialPlan, 'contender'> & { readonly model: ModelOrder };

/** The contender of an order. Throws UsageError as namedContender. */
export function contenderOf({ model: { text, ...options } }: TrialOrder): Promise<Contender> {
  return namedContender(text, options);
}

/** The trial that is ordered. */
export function planOf({ model: _, ...plan }: TrialOrder, contender: Contender): TrialPlan {
  return { ...plan, contender };
}
