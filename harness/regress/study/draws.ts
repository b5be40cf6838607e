import type { Random } from '../../../fvae/random.ts';
import type { Measured } from '../measured.ts';
import { type Relabellings, relabellings, rowsNeeded, sideLevel } from '../relabel.ts';
import type { Suite } from '../suite/suite.ts';
import { type Judged, judge } from '../verdict.ts';
import { UNCHANGED } from './planted.ts';

/** A check as it could have come out: fits of a pool in the places of baseline and check. */
export type Drawn = Readonly<Record<string, Judged>>;

/** Draws checks from a pool. */
export type Drawer = {
  /**
   * What a check says of each metric when a model has become `model`: for every dataset other fits of the model as it is make
   * the baseline, and fits of `model` the check; no fit is in both. `lose` changes the check's values.
   */
  check(model: string, random: Random, lose?: (metric: string, value: number) => number): Drawn;
};

/** A drawer of checks of a suite's size from a pool of its only scenario. */
export function createDrawer(suite: Suite, pool: Measured): Drawer {
  const [scenario] = suite.scenarios;
  const { baseline, check } = suite.seeds;
  const rows = rowsNeeded(suite);
  const drawn: Relabellings = relabellings({ strata: scenario.datasets.length, baseline, check }, rows);
  return {
    check(model, random, lose = (_, value) => value) {
      const chosen = scenario.datasets.map((seed) => {
        const { values } = pool.scenarios[scenario.name].datasets[seed];
        const [name] = suite.metrics.map((metric) => metric.name);
        const other = model === UNCHANGED.name ? null : values[model][name].length;
        return { values, ...drawFits(values[UNCHANGED.name][name].length, other, suite.seeds, random) };
      });
      const judged = suite.metrics.map((metric) => {
        const { name } = metric;
        const strata = chosen.map(({ values, before, now }) => ({
          before: before.map((fit) => values[UNCHANGED.name][name][fit] as number),
          now: now.map((fit) => lose(name, values[model][name][fit] as number)),
        }));
        return [name, judge(strata, metric, drawn, sideLevel(rows))] as const;
      });
      return Object.fromEntries(judged);
    },
  };
}

/**
 * Numbers of fits for one dataset, each once: for the baseline from `own` fits, and for the check from so many of another
 * model, or (null) from those that the baseline has left.
 */
export function drawFits(
  own: number,
  other: number | null,
  { baseline, check }: Suite['seeds'],
  random: Random,
): { readonly before: readonly number[]; readonly now: readonly number[] } {
  const order = [...random.permutation(own)];
  const rest = other === null ? order.slice(baseline) : [...random.permutation(other)];
  return { before: order.slice(0, baseline), now: rest.slice(0, check) };
}

/** Metrics that a check calls worse. */
export function worseIn(drawn: Drawn): readonly string[] {
  return Object.entries(drawn).flatMap(([name, { verdict }]) => (verdict === 'worse' ? [name] : []));
}
