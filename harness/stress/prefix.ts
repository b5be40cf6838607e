import { loadScenario } from '../../scenarios/schema/parse.ts';
import { viewerCount } from '../../sim/audience/cast.ts';
import type { EvaluationResult, Forecast, Scores } from '../evaluation/result.ts';
import { splitViewers } from '../evaluation/split.ts';
import type { Cell } from './cell.ts';
import { type Figures, setFigures } from './figures.ts';
import type { PrefixWhere, Where } from './result.ts';

/** Shares of the film that are seen unless others are asked for. */
export const PREFIXES: readonly number[] = [0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 1];

/** Numbers of training viewers unless others are asked for; null: all. */
export const VIEWERS: readonly (number | null)[] = [8, 32, null];

/** Share of the film at its end on which all prefixes are compared. */
export const TAIL = 0.25;

/** How many viewers of a scenario train where all do: the same for every seed. Throws ScenarioError as loadScenario does. */
export function trainingViewers(scenario: string, sets: readonly string[], holdOut: number): number {
  return splitViewers(viewerCount(loadScenario(scenario, [...sets])), holdOut, 0).training.length;
}

/** Numbers of training viewers, null for all of `training`, as which any that is not below it is taken: those come in `merged`. */
export function mergedCounts(
  viewers: readonly (number | null)[],
  training: number,
): { readonly counts: readonly (number | null)[]; readonly merged: readonly number[] } {
  const merged = viewers.filter((count) => count !== null && count >= training) as readonly number[];
  const fewer = viewers.filter((count) => count !== null && count < training);
  return { counts: fewer.length < viewers.length ? [...fewer, null] : fewer, merged };
}

/** Every number of training viewers of a scenario, forecast after every prefix, in each scenario as it is. */
export function prefixCells(
  scenarios: readonly string[],
  prefixes: readonly number[],
  viewersOf: (scenario: string) => readonly (number | null)[],
): readonly Cell[] {
  return scenarios.flatMap((scenario) =>
    viewersOf(scenario).map((count) => ({
      scenario,
      places: prefixes.map((prefix) => ({ viewers: count, prefix })),
      trial: () => ({ viewers: count, prefixes, tail: TAIL, clear: false }),
    })),
  );
}

function forecastAt({ forecast }: EvaluationResult, where: Where): Forecast | undefined {
  const { prefix } = where as PrefixWhere;
  return forecast.find((one) => one.prefix === prefix);
}

/** What of an evaluation stands on the curves of forecasts. */
export const PREFIX_FIGURES: Figures = {
  ...setFigures('tail', (evaluation, where) => forecastAt(evaluation, where)?.tail ?? null),
  ...setFigures('rest', (evaluation, where) => forecastAt(evaluation, where)?.result ?? null),
  ...setFigures('far', (evaluation, where) => forecastAt(evaluation, where)?.far ?? null),
};

/** Entries 15 s or more after anything that is seen, where the oracle bounds every model. */
export function prefixBound(evaluation: EvaluationResult, where: Where): Scores {
  return forecastAt(evaluation, where)?.far ?? null;
}
