import { contentDigest } from '../cache/digest.ts';
import type { TrialResult } from '../trial/result.ts';
import { scenarioOf } from '../trial/run.ts';
import { packageVersion } from '../version.ts';
import { figureOf, yardstickOf } from './metric.ts';
import type { FitOrder } from './order.ts';
import type { Suite, SuiteScenario } from './suite/suite.ts';

/** The version of what follows, of which a baseline file is made. */
export const MEASURED_FORMAT = 1;

/** What models reach on one dataset of a scenario. */
export type MeasuredDataset = {
  /** Digest of its numbers, of the machine that made them: to be told by, not compared. */
  readonly data: string;
  readonly viewers: number;
  readonly samples: number;
  /** By metric: numbers that no model changes. */
  readonly yardsticks: Readonly<Record<string, readonly number[]>>;
  /** By model and metric, by seed of the model from 0 on; null where a model says nothing of a metric. */
  readonly values: Readonly<Record<string, Readonly<Record<string, readonly (number | null)[]>>>>;
};

/** What the models of a suite reach: what `regress update` keeps, and what `regress check` compares with it. */
export type Measured = {
  readonly format: typeof MEASURED_FORMAT;
  readonly suite: string;
  readonly versions: Readonly<Record<string, string>>;
  /** Fits of a model to each dataset. */
  readonly fits: number;
  /** What the suite says of each model, and where each metric stands. */
  readonly models: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly metrics: Readonly<Record<string, string>>;
  readonly scenarios: Readonly<
    Record<string, { readonly setting: string; readonly datasets: Readonly<Record<string, MeasuredDataset>> }>
  >;
};

/** A fit that came to nothing, with the line that says why. */
export type Failure = {
  readonly scenario: string;
  readonly dataset: number;
  readonly model: string;
  readonly seed: number;
  readonly line: string;
};

/** A fit that was asked for, and what came of it. */
export type Done = { readonly order: FitOrder; readonly result: TrialResult };

/** Digits of a digest that are kept, and of a number. */
const HEX = 16;
const DIGITS = 6;

/** What the fits of a suite come to. A model that fails on a scenario has no values there. */
export function measuredOf(
  suite: Suite,
  done: readonly Done[],
  versions: Measured['versions'],
  fits: number,
): { readonly measured: Measured; readonly failures: readonly Failure[] } {
  const failures = done.flatMap(({ order, result }): Failure[] => {
    if (!('fault' in result)) return [];
    const { scenario, model, dataset, seed } = order;
    return [{ scenario: scenario.name, dataset, model: model.name, seed, line: result.fault }];
  });
  const failed = (scenario: string, model: string): boolean =>
    failures.some((one) => one.scenario === scenario && one.model === model);
  const scenarios = suite.scenarios.map((scenario) => {
    const datasets = scenario.datasets.map((seed) => {
      const own = done.filter(({ order }) => order.scenario.name === scenario.name && order.dataset === seed);
      const models = suite.models.map(({ name }) => name).filter((name) => !failed(scenario.name, name));
      return [String(seed), datasetOf(suite, own, models)] as const;
    });
    return [scenario.name, { setting: settingOf(scenario), datasets: byName(datasets) }] as const;
  });
  const measured: Measured = {
    format: MEASURED_FORMAT,
    suite: suite.title,
    versions,
    fits,
    models: byName(suite.models.map(({ name, options }) => [name, options as Record<string, number>])),
    metrics: byName(suite.metrics.map(({ name, path }) => [name, path])),
    scenarios: byName(scenarios),
  };
  return { measured, failures };
}

function datasetOf(suite: Suite, done: readonly Done[], models: readonly string[]): MeasuredDataset {
  const [first] = done;
  const { viewers, samples, sha256 } = first.result.screening;
  const evaluated = done.flatMap(({ order, result }) => ('fault' in result ? [] : [{ order, ...result }]));
  const yardsticks = evaluated
    .slice(0, 1)
    .flatMap(({ evaluation }) =>
      suite.metrics.map((metric) => [metric.name, yardstickOf(evaluation, metric).map(rounded)] as const),
    );
  const values = models.map((name) => {
    const own = evaluated.filter(({ order }) => order.model.name === name).sort((a, b) => a.order.seed - b.order.seed);
    const metrics = suite.metrics.map((metric) => {
      const figures = own.map(({ evaluation, model }) => figureOf(evaluation, model, metric));
      return [metric.name, figures.map((value) => (value === null ? null : rounded(value)))] as const;
    });
    return [name, byName(metrics)] as const;
  });
  return { data: sha256.slice(0, HEX), viewers, samples, yardsticks: byName(yardsticks), values: byName(values) };
}

/** Digest of what a scenario shows, whatever it is called and whoever looks. */
function settingOf({ scenario, sets, clear, holdOut, loss }: SuiteScenario): string {
  const { id: _, title: __, description: ___, ...shown } = scenarioOf({ scenario, sets, seed: 0, clear }).played;
  return contentDigest({ shown, holdOut, loss }).slice(0, HEX);
}

function byName<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}

/** What measures here. */
export function versionsHere(): Measured['versions'] {
  return { matinee: packageVersion(), node: process.versions.node, platform: `${process.platform} ${process.arch}` };
}
