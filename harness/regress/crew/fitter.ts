import type { Contender } from '../../models/contender.ts';
import type { TrialResult } from '../../trial/result.ts';
import { runTrial } from '../../trial/run.ts';
import type { World } from '../../trial/world.ts';
import type { ContenderSource } from './contenders.ts';
import { type FitOrder, trialOf } from './order.ts';

/** Carries orders out, one at a time; each model is loaded once. */
export type Fitter = (order: FitOrder) => Promise<TrialResult>;

/** A fitter in a world. Throws as runTrial and the source of models do. */
export function createFitter(world: World, source: ContenderSource): Fitter {
  const contenders = new Map<string, Promise<Contender>>();
  return async (order) => {
    const { model, folder } = order;
    const key = JSON.stringify([model, folder]);
    const found = contenders.get(key) ?? source.contenderOf(order);
    contenders.set(key, found);
    return runTrial(trialOf(order, await found), world);
  };
}
