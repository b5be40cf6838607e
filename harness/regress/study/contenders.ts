import type { Contender } from '../../models/contender.ts';
import { type TrialOrder, contenderOf as usual } from '../../trial/crew/order.ts';
import { PLANTED, plantedContender, UNCHANGED } from './planted.ts';

/** The model of an order, planted losses among them. */
export async function contenderOf(order: TrialOrder): Promise<Contender> {
  const { text, factors, epochs } = order.model;
  const planted = [UNCHANGED, ...PLANTED].find(({ name }) => name === text);
  return planted === undefined ? usual(order) : plantedContender(planted, { factors, epochs });
}
