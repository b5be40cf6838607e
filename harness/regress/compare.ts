import { whyIncomparable } from './incomparable.ts';
import type { Failure, Measured } from './measured.ts';
import type { Metric, Tolerance } from './metric.ts';
import { type Layout, type Relabellings, relabellings, rowsNeeded, sideLevel, tooFew } from './relabel.ts';
import type { Suite, SuiteModel, SuiteScenario } from './suite/suite.ts';
import { type Judged, judge, type Stratum } from './verdict.ts';

/** What became of one metric of one model on one scenario. */
export type Row = {
  readonly scenario: string;
  readonly model: string;
  readonly metric: string;
  readonly better: Metric['better'];
  readonly tolerance: Tolerance;
} & (Judged | { readonly verdict: 'incomparable'; readonly reason: string });

/**
 * A verdict for each scenario, model and metric of a suite: what was measured now beside the baseline. A metric of which
 * there are no numbers, now as before, has no row.
 */
export function compare(suite: Suite, baseline: Measured, now: Measured, failures: readonly Failure[]): readonly Row[] {
  const rows = rowsNeeded(suite);
  const draw = drawer(rows);
  const level = sideLevel(rows);
  return suite.scenarios.flatMap((scenario) =>
    suite.models.flatMap((model) =>
      suite.metrics.flatMap((metric): Row[] => {
        const { name, better, tolerance } = metric;
        const row = { scenario: scenario.name, model: model.name, metric: name, better, tolerance };
        const incomparable = (reason: string): Row[] => [{ ...row, verdict: 'incomparable', reason }];
        const failure = failures.find((one) => one.scenario === scenario.name && one.model === model.name);
        if (failure !== undefined) return incomparable(`failed: ${failure.line}`);
        const reason = whyIncomparable(scenario, model, metric, baseline, now);
        if (reason !== null) return incomparable(reason);
        const strata = strataOf(scenario, model, metric, baseline, now);
        if (strata.length === 0) return [];
        const layout = { strata: strata.length, baseline: baseline.fits, check: now.fits };
        if (tooFew(layout, rows)) return incomparable('the baseline has too few fits to tell anything from chance');
        return [{ ...row, ...judge(strata, metric, draw(layout), level) }];
      }),
    ),
  );
}

/** The values of a row by dataset, as far as there are any. */
function strataOf(
  { name: scenario, datasets }: SuiteScenario,
  { name: model }: SuiteModel,
  { name: metric }: Metric,
  baseline: Measured,
  now: Measured,
): readonly Stratum[] {
  const of = (measured: Measured, seed: number): readonly number[] =>
    measured.scenarios[scenario].datasets[seed].values[model][metric].filter((value) => value !== null);
  return datasets
    .map((seed) => ({ before: of(baseline, seed), now: of(now, seed) }))
    .filter(({ before }) => before.length > 0);
}

/** Relabellings for so many rows, drawn once for each layout. */
function drawer(rows: number): (layout: Layout) => Relabellings {
  const known = new Map<number, Relabellings>();
  return (layout) => {
    const drawn = known.get(layout.strata) ?? relabellings(layout, rows);
    known.set(layout.strata, drawn);
    return drawn;
  };
}
