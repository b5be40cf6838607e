import type { Contender } from '../../models/contender.ts';
import { namedContender } from '../../models/named.ts';
import type { FitOrder } from './order.ts';

/** Where models come from: the module's export `contenderOf`. */
export type ContenderSource = { contenderOf(order: FitOrder): Promise<Contender> };

/** The model of an order. Throws UsageError for a text that stands for none. */
export async function contenderOf({ model, folder }: FitOrder): Promise<Contender> {
  return namedContender(model.text, { ...model.options, folder });
}
