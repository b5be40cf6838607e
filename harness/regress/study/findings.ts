import { createRandom } from '../../../fvae/random.ts';
import type { Measured } from '../measured.ts';
import { costOf, type Metric } from '../metric.ts';
import type { Suite } from '../suite/suite.ts';
import { createDrawer, worseIn } from './draws.ts';
import { PLANTED, UNCHANGED } from './planted.ts';

/** What a study of the gate finds. */
export type Findings = {
  /** Checks that were drawn for each question. */
  readonly checks: number;
  /** Fits of the model as it is, and of each planted loss, in all. */
  readonly fits: { readonly unchanged: number; readonly planted: number };
  /** By metric: the standard deviation over seeds of the model, the largest of the datasets', and the mean. */
  readonly spread: Readonly<Record<string, { readonly mean: number; readonly deviation: number }>>;
  /** Shares of checks without a change that say worse; of a gate with the same intervals and no tolerance. */
  readonly alarms: {
    readonly suite: number;
    readonly metrics: Readonly<Record<string, number>>;
    readonly untolerant: number;
  };
  /** By planted loss. */
  readonly planted: readonly PlantedFound[];
  /**
   * By loss of each metric alone, as a share of it: the share of checks that call that metric worse. Metrics that are better
   * nearer to a number are left out: a share of them is no loss.
   */
  readonly noticed: readonly { readonly loss: number; readonly metrics: Readonly<Record<string, number>> }[];
};

/** What a planted loss costs, and how often it is found. */
export type PlantedFound = {
  readonly name: string;
  readonly what: string;
  /** By metric: the mean loss, as a share of the metric (of 1 for coverages); positive is worse. */
  readonly costs: Readonly<Record<string, number>>;
  /** Share of checks that say worse. */
  readonly suite: number;
  /** By metric: the share of checks that call it worse. */
  readonly metrics: Readonly<Record<string, number>>;
};

/** Losses of one metric that are tried, as shares of it. */
const LOSSES = [0.005, 0.01, 0.015, 0.02, 0.03, 0.05];

/** What a pool says of a suite. `checks` are drawn for each question, the same ones for the same pool. */
export function findingsOf(suite: Suite, pool: Measured, checks: number): Findings {
  const drawer = createDrawer(suite, pool);
  const untolerant = createDrawer({ ...suite, metrics: suite.metrics.map(withoutTolerance) }, pool);
  const names = suite.metrics.map(({ name }) => name);
  const sharesOf = (question: string, check: (random: ReturnType<typeof createRandom>) => readonly string[]) => {
    const random = createRandom(0, question);
    const worse = Array.from({ length: checks }, () => check(random));
    const share = (found: (one: readonly string[]) => boolean): number => worse.filter(found).length / checks;
    return {
      suite: share((one) => one.length > 0),
      metrics: Object.fromEntries(names.map((name) => [name, share((one) => one.includes(name))])),
    };
  };
  const alarms = sharesOf('no change', (random) => worseIn(drawer.check(UNCHANGED.name, random)));
  return {
    checks,
    fits: { unchanged: fitsOf(suite, pool, UNCHANGED.name), planted: fitsOf(suite, pool, PLANTED[0].name) },
    spread: Object.fromEntries(names.map((name) => [name, spreadOf(suite, pool, name)])),
    alarms: {
      ...alarms,
      untolerant: sharesOf('no change', (random) => worseIn(untolerant.check(UNCHANGED.name, random))).suite,
    },
    planted: PLANTED.map(({ name, what }) => ({
      name,
      what,
      costs: Object.fromEntries(suite.metrics.map((metric) => [metric.name, costIn(suite, pool, metric, name)])),
      ...sharesOf(name, (random) => worseIn(drawer.check(name, random))),
    })),
    noticed: LOSSES.map((loss) => {
      const lose = (name: string, value: number): number => value * (1 + loss * directionOf(suite, name));
      const { metrics } = sharesOf(`loss ${loss}`, (random) => worseIn(drawer.check(UNCHANGED.name, random, lose)));
      return {
        loss,
        metrics: Object.fromEntries(
          names.filter((name) => directionOf(suite, name) !== 0).map((name) => [name, metrics[name]]),
        ),
      };
    }),
  };
}

/** A tolerance that is nothing. */
function withoutTolerance(metric: Metric): Metric {
  return { ...metric, tolerance: { relative: null, absolute: 1e-12 } };
}

/** The way in which a metric gets worse: 1 up, -1 down; 0 where that depends. */
function directionOf({ metrics }: Suite, name: string): number {
  const better = metrics.find((metric) => metric.name === name)?.better;
  return better === 'lower' ? 1 : better === 'higher' ? -1 : 0;
}

function valuesOf(
  { scenarios: [scenario] }: Suite,
  pool: Measured,
  model: string,
  metric: string,
): readonly number[][] {
  return scenario.datasets.map((seed) => {
    const values = pool.scenarios[scenario.name].datasets[seed].values[model][metric];
    return values.filter((value) => value !== null);
  });
}

function fitsOf(suite: Suite, pool: Measured, model: string): number {
  return valuesOf(suite, pool, model, suite.metrics[0].name).reduce((sum, values) => sum + values.length, 0);
}

function spreadOf(suite: Suite, pool: Measured, metric: string): { readonly mean: number; readonly deviation: number } {
  const values = valuesOf(suite, pool, UNCHANGED.name, metric);
  return { mean: meanOf(values.map(meanOf)), deviation: Math.max(...values.map(deviationOf)) };
}

/** The mean over datasets of what a model loses, as a share of what the metric is. */
function costIn(suite: Suite, pool: Measured, { name, better }: Metric, model: string): number {
  const [own, other] = [UNCHANGED.name, model].map((one) => valuesOf(suite, pool, one, name));
  const losses = own.map((values, d) => {
    const costs = [values, other[d]].map((all) => meanOf(all.map((value) => costOf(better, value))));
    return (costs[1] - costs[0]) / (typeof better === 'number' ? 1 : meanOf(values));
  });
  return meanOf(losses);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
