import type { Contender } from '../../models/contender.ts';
import type { TrialPlan } from '../../trial/plan.ts';
import { prefixOf } from '../metric.ts';
import type { Suite, SuiteModel, SuiteScenario } from '../suite/suite.ts';

/** One fit that a suite asks for; plain data, so that it can be sent to a thread. */
export type FitOrder = {
  readonly scenario: SuiteScenario;
  /** The dataset's seed. */
  readonly dataset: number;
  readonly model: SuiteModel;
  /** The fit's seed. */
  readonly seed: number;
  readonly prefixes: readonly number[];
  /** The folder that the model's path starts from. */
  readonly folder: string;
};

/** Every fit of a suite, dataset by dataset, with so many seeds. */
export function ordersOf(suite: Suite, seeds: number): readonly FitOrder[] {
  const { folder, metrics } = suite;
  const prefixes = [...new Set(metrics.map(prefixOf).filter((prefix) => prefix !== null))].sort((a, b) => a - b);
  return suite.scenarios.flatMap((scenario) =>
    scenario.datasets.flatMap((dataset) =>
      suite.models.flatMap((model) =>
        Array.from({ length: seeds }, (_, seed) => ({ scenario, dataset, model, seed, prefixes, folder })),
      ),
    ),
  );
}

/** The name of the dataset that an order needs. */
export function datasetOf({ scenario, dataset }: FitOrder): string {
  return `${scenario.name} ${dataset}`;
}

/** The trial of an order, with one thread: how many there are must change no number. */
export function trialOf(order: FitOrder, contender: Contender): TrialPlan {
  const { scenario, dataset, seed, prefixes } = order;
  return {
    screening: { scenario: scenario.scenario, sets: scenario.sets, seed: dataset, clear: scenario.clear },
    holdOut: scenario.holdOut,
    loss: scenario.loss,
    contender: { ...contender, identity: { threads: 1, model: contender.identity } },
    seed,
    prefixes,
  };
}
