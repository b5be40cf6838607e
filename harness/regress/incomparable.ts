import { contentDigest } from '../cache/digest.ts';
import type { Measured, MeasuredDataset } from './measured.ts';
import type { Metric } from './metric.ts';
import type { SuiteModel, SuiteScenario } from './suite/suite.ts';

/**
 * By how much numbers that no model changes may differ, as a share of them: more than another engine's rounding makes, far
 * less than other data do.
 */
const SAME_DATA = 1e-3;

/** Why what was measured now cannot be compared with the baseline, in words; null where it can. */
export function whyIncomparable(
  scenario: SuiteScenario,
  { name: model }: SuiteModel,
  { name: metric }: Metric,
  baseline: Measured,
  now: Measured,
): string | null {
  const before = baseline.scenarios[scenario.name];
  const here = now.scenarios[scenario.name];
  if (before === undefined) return 'the scenario is not in the baseline';
  if (before.setting !== here.setting) return 'the scenario differs from the baseline’s';
  if (!Object.hasOwn(baseline.models, model)) return 'the model is not in the baseline';
  if (contentDigest(baseline.models[model]) !== contentDigest(now.models[model])) {
    return 'the model’s options differ from the baseline’s';
  }
  if (baseline.metrics[metric] !== now.metrics[metric]) {
    return Object.hasOwn(baseline.metrics, metric)
      ? 'the metric’s path differs from the baseline’s'
      : 'the metric is not in the baseline';
  }
  if (baseline.fits < now.fits) return `the baseline has ${baseline.fits} fits, the check ${now.fits}`;
  for (const seed of scenario.datasets) {
    const own = before.datasets[seed];
    if (own === undefined) return `dataset ${seed} is not in the baseline`;
    const reason =
      whyOtherData(own, here.datasets[seed], metric) ?? whyOtherValues(own, here.datasets[seed], model, metric);
    if (reason !== null) return `dataset ${seed}: ${reason}`;
  }
  return null;
}

function whyOtherData(before: MeasuredDataset, now: MeasuredDataset, metric: string): string | null {
  if (before.viewers !== now.viewers || before.samples !== now.samples) return 'its size differs from the baseline’s';
  const [own, other] = [before.yardsticks[metric] ?? [], now.yardsticks[metric] ?? []];
  const near = (value: number, n: number): boolean => Math.abs(value - other[n]) <= SAME_DATA * Math.abs(value);
  if (own.length === other.length && own.every(near)) return null;
  return 'what no model changes differs from the baseline’s: other data, or another way of scoring';
}

function whyOtherValues(before: MeasuredDataset, now: MeasuredDataset, model: string, metric: string): string | null {
  const own = before.values[model]?.[metric];
  const other = now.values[model]?.[metric];
  if (own === undefined || other === undefined) return 'the model failed when the baseline was made';
  const said = [own, other].map((values) => values.map((value) => value !== null));
  if (said.flat().every((one) => one) || !said.flat().some((one) => one)) return null;
  return said[1].every((one) => one) ? 'the model said nothing of it before' : 'the model says nothing of it';
}
