import { NAMED_DEFAULTS } from '../models/named.ts';
import type { TrialOrder } from '../trial/crew/order.ts';
import { prefixOf } from './metric.ts';
import type { Suite, SuiteModel, SuiteScenario } from './suite/suite.ts';

/** One fit that a suite asks for. */
export type FitOrder = {
  readonly scenario: SuiteScenario;
  /** The dataset's seed. */
  readonly dataset: number;
  readonly model: SuiteModel;
  /** The fit's seed. */
  readonly seed: number;
  readonly trial: TrialOrder;
};

/** Every fit of a suite, dataset by dataset, with so many seeds. */
export function ordersOf(suite: Suite, seeds: number): readonly FitOrder[] {
  const { folder, metrics } = suite;
  const prefixes = [...new Set(metrics.map(prefixOf).filter((prefix) => prefix !== null))].sort((a, b) => a - b);
  const { label: _, ...open } = NAMED_DEFAULTS;
  return suite.scenarios.flatMap((scenario) =>
    scenario.datasets.flatMap((dataset) =>
      suite.models.flatMap((model) =>
        Array.from({ length: seeds }, (_, seed): FitOrder => {
          const { sets, clear, holdOut, loss } = scenario;
          const screening = { scenario: scenario.scenario, sets, seed: dataset, clear };
          const named = { sparing: false, ...open, ...model.options, text: model.text, folder };
          const trial = { screening, holdOut, loss, model: named, seed, prefixes };
          return { scenario, dataset, model, seed, trial };
        }),
      ),
    ),
  );
}

/** The name of the dataset that an order needs. */
export function datasetOf({ scenario, dataset }: FitOrder): string {
  return `${scenario.name} ${dataset}`;
}
