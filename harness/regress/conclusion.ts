import { STATUS } from '../fault.ts';
import type { Row } from './compare.ts';
import type { SuiteLeak } from './leaking.ts';
import type { Failure, Measured } from './measured.ts';
import type { Suite } from './suite/suite.ts';

/** How often each verdict was given. */
export type Counts = Readonly<Record<Row['verdict'], number>>;

/** What a check comes to: `matinee regress check --json`, documented in docs/regression-gate.md. */
export type Conclusion = {
  readonly format: 1;
  readonly suite: string;
  /** `incomparable` where any row is, or where there is none; else `leaks` where a model does; else `worse` where any row is; else `passed`. */
  readonly verdict: 'passed' | 'worse' | 'leaks' | 'incomparable';
  readonly counts: Counts;
  /** Whether every number is the baseline's. */
  readonly identical: boolean;
  readonly versions: { readonly baseline: Measured['versions']; readonly now: Measured['versions'] };
  /** Datasets of all scenarios, and fits of a model to each, of the check and of the baseline. */
  readonly fits: { readonly datasets: number; readonly check: number; readonly baseline: number };
  readonly rows: readonly Row[];
  /** What the suite asks for and there are no numbers of, now as before. */
  readonly silent: readonly string[];
  readonly failures: readonly Failure[];
  /** Models that know more than they were shown: their numbers mean nothing. */
  readonly leaks: readonly SuiteLeak[];
};

/** The conclusion from the rows of a suite. */
export function concludeFrom(
  suite: Suite,
  rows: readonly Row[],
  failures: readonly Failure[],
  baseline: Measured,
  now: Measured,
  leaks: readonly SuiteLeak[] = [],
): Conclusion {
  const count = (verdict: Row['verdict']): number => rows.filter((row) => row.verdict === verdict).length;
  const counts = {
    better: count('better'),
    same: count('same'),
    worse: count('worse'),
    incomparable: count('incomparable'),
  };
  const incomplete = counts.incomparable > 0 || failures.length > 0 || rows.length === 0;
  const datasets = Object.values(now.scenarios).reduce((sum, one) => sum + Object.keys(one.datasets).length, 0);
  return {
    format: 1,
    suite: now.suite,
    verdict: incomplete ? 'incomparable' : leaks.length > 0 ? 'leaks' : counts.worse > 0 ? 'worse' : 'passed',
    counts,
    identical: rows.length > 0 && rows.every((row) => row.verdict !== 'incomparable' && row.identical),
    versions: { baseline: baseline.versions, now: now.versions },
    fits: { datasets, check: now.fits, baseline: baseline.fits },
    rows,
    silent: silentOf(suite, rows),
    failures,
    leaks,
  };
}

/** What a suite asks for and there are no rows of: `scenario, model: metric`. */
export function silentOf({ scenarios, models, metrics }: Suite, rows: readonly Row[]): readonly string[] {
  const named = (scenario: string, model: string, metric: string): string => `${scenario}, ${model}: ${metric}`;
  const there = new Set(rows.map((row) => named(row.scenario, row.model, row.metric)));
  return scenarios
    .flatMap((scenario) =>
      models.flatMap((model) => metrics.map((metric) => named(scenario.name, model.name, metric.name))),
    )
    .filter((name) => !there.has(name));
}

/** The exit status that a verdict is. */
export function statusOf({ verdict }: Pick<Conclusion, 'verdict'>): number {
  return { passed: STATUS.done, worse: STATUS.verdict, leaks: STATUS.verdict, incomparable: STATUS.input }[verdict];
}
