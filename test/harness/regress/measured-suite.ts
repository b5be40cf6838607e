import type { Measured } from '../../../harness/regress/measured.ts';
import { knownMetric, type Metric } from '../../../harness/regress/metric.ts';
import type { Suite } from '../../../harness/regress/suite/suite.ts';

/** A suite of two models and two metrics on one scenario. */
export const SUITE: Suite = {
  file: 'made-up.yaml',
  name: 'made-up',
  title: 'Made up',
  folder: '.',
  scenarios: [
    {
      name: 'short',
      scenario: 'short-v1',
      sets: [],
      clear: false,
      datasets: [1, 2, 3],
      holdOut: { share: 0.2, seed: 0 },
      loss: null,
    },
  ],
  models: [
    { name: 'one', text: 'fvae', options: { factors: 3 } },
    { name: 'two', text: 'additive', options: {} },
  ],
  seeds: { baseline: 5, check: 2 },
  metrics: ['imputation-rmse', 'factor-match'].map((name) => knownMetric(name) as Metric),
};

/** What is said to have been measured: every value is `value` of its dataset's and fit's numbers and its model's name. */
export function measuredAs(
  fits: number,
  value: (dataset: number, fit: number, model: string) => number,
  suite: Suite = SUITE,
): Measured {
  const byName = <T>(names: readonly string[], of: (name: string) => T): Record<string, T> =>
    Object.fromEntries(names.map((name) => [name, of(name)]));
  const metrics = suite.metrics.map(({ name }) => name);
  const models = suite.models.map(({ name }) => name);
  return {
    format: 1,
    suite: suite.title,
    versions: { matinee: '1', node: '20.0.0' },
    fits,
    models: Object.fromEntries(suite.models.map(({ name, options }) => [name, options as Record<string, number>])),
    metrics: Object.fromEntries(suite.metrics.map(({ name, path }) => [name, path])),
    scenarios: Object.fromEntries(
      suite.scenarios.map(({ name, datasets }) => [
        name,
        {
          setting: 's0',
          datasets: byName(datasets.map(String), (dataset) => ({
            data: `d${dataset}`,
            viewers: 10,
            samples: 20,
            yardsticks: byName(metrics, () => [0.5, 0.25]),
            values: byName(models, (model) =>
              byName(metrics, () => Array.from({ length: fits }, (_, fit) => value(Number(dataset), fit, model))),
            ),
          })),
        },
      ]),
    ),
  };
}
