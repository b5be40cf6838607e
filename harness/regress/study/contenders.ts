import type { Contender } from '../../models/contender.ts';
import { contenderOf as usual } from '../crew/contenders.ts';
import type { FitOrder } from '../crew/order.ts';
import { PLANTED, plantedContender, UNCHANGED } from './planted.ts';

/** The model of an order, planted losses among them. */
export async function contenderOf(order: FitOrder): Promise<Contender> {
  const { text, options } = order.model;
  const planted = [UNCHANGED, ...PLANTED].find(({ name }) => name === text);
  return planted === undefined ? usual(order) : plantedContender(planted, options);
}
