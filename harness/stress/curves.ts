import { suspect } from '../evaluation/leaks.ts';
import type { EvaluationResult } from '../evaluation/result.ts';
import { CEILING, ORACLE, type Scores, VIEWER_MEAN } from '../evaluation/result.ts';
import { type Band, bandOf } from '../metrics/band.ts';
import type { TrialResult } from '../trial/result.ts';
import type { Cell, SweepOptions } from './cell.ts';
import type { Figures } from './figures.ts';
import {
  type Fault,
  INTERVAL,
  type Leak,
  type Place,
  type Point,
  type Screened,
  type StressResult,
  type Where,
} from './result.ts';
import type { Swept } from './sweep.ts';

/** What makes curves of the results of one kind of sweep. */
export type CurveKind = {
  readonly kind: StressResult['kind'];
  readonly figures: Figures;
  /** Entries on which no model can be nearer to the truth than the oracle. */
  readonly bound: (evaluation: EvaluationResult, where: Where) => Scores;
};

/** One place of a cell with what came of it: results [seed][model]. */
type Stand = {
  readonly scenario: string;
  readonly where: Where;
  readonly results: readonly (readonly TrialResult[])[];
};

/** The curves of a sweep, every figure over the seeds, with faults and leaks. The same results give the same curves. */
export function curvesOf(
  kind: CurveKind,
  cells: readonly Cell[],
  swept: Swept,
  options: SweepOptions,
  versions: Readonly<Record<string, string>>,
): StressResult {
  const stands = cells.flatMap(({ scenario, places }, c) =>
    places.map((where): Stand => ({ scenario, where, results: swept[c] })),
  );
  return {
    format: 1,
    kind: kind.kind,
    versions,
    seeds: options.seeds,
    holdOut: options.holdOut,
    sets: options.sets,
    models: options.models.map(({ contender: { name, identity } }) => ({ name, identity })),
    interval: INTERVAL,
    scenarios: options.scenarios.map((scenario) => screenedOf(scenario, cells, swept)),
    places: stands.map(placeOf),
    points: stands.flatMap((stand) => pointsOf(stand, kind.figures, options)),
    faults: stands.flatMap((stand) => faultsOf(stand, options)),
    leaks: leaksOf(stands, kind, options),
  };
}

function screenedOf(scenario: string, cells: readonly Cell[], swept: Swept): Screened {
  const seeds = swept[cells.findIndex((cell) => cell.scenario === scenario)];
  const { title, viewers, samples } = seeds[0][0].screening;
  return { scenario, title, viewers, samples, datasets: seeds.map(([{ screening }]) => screening.sha256) };
}

function evaluationOf(result: TrialResult): EvaluationResult | null {
  return 'fault' in result ? null : result.evaluation;
}

/** Of each seed the evaluation of the first model that has not failed: for what is the same for all. */
function anyOf({ results }: Stand): readonly (EvaluationResult | null)[] {
  return results.map((models) => models.map(evaluationOf).find((one) => one !== null) ?? null);
}

function placeOf(stand: Stand): Place {
  return {
    scenario: stand.scenario,
    ...stand.where,
    missing: bandOf(anyOf(stand).map((one) => one?.missing ?? null)),
    training: bandOf(stand.results.map(([{ training }]) => training)),
  };
}

function pointsOf(stand: Stand, figures: Figures, { models }: SweepOptions): Point[] {
  const { scenario, where } = stand;
  const any = anyOf(stand);
  const point = (model: string, evaluations: readonly (EvaluationResult | null)[]): Point[] => {
    const bands = Object.entries(figures).map(([name, of]): [string, Band] => [
      name,
      bandOf(evaluations.map((one) => (one === null ? null : of(one, model, where)))),
    ]);
    // What a model says nothing of is left out.
    const told = bands.filter(([, { mean }]) => mean !== null);
    return told.length === 0 ? [] : [{ scenario, ...where, model, figures: Object.fromEntries(told) }];
  };
  return [
    ...point(VIEWER_MEAN, any),
    ...models.flatMap(({ contender: { name } }, m) =>
      point(
        name,
        stand.results.map((seed) => evaluationOf(seed[m])),
      ),
    ),
    ...point(ORACLE, any),
    ...point(CEILING, any),
  ];
}

function faultsOf({ scenario, where, results }: Stand, { seeds, models }: SweepOptions): Fault[] {
  return results.flatMap((seed, s) =>
    seed.flatMap((result, m) =>
      'fault' in result
        ? [{ scenario, ...where, model: models[m].contender.name, seed: seeds[s], fault: result.fault }]
        : [],
    ),
  );
}

function leaksOf(stands: readonly Stand[], { bound }: CurveKind, { models }: SweepOptions): Leak[] {
  const comparisons = stands.length * models.length;
  return stands.flatMap(({ scenario, where, results }) =>
    models.flatMap(({ contender: { name } }, m) => {
      const sets = results.map((seed) => {
        const evaluation = evaluationOf(seed[m]);
        return evaluation === null ? null : bound(evaluation, where);
      });
      const found = suspect(sets, name, comparisons);
      return found === null ? [] : [{ scenario, ...where, model: name, ...found }];
    }),
  );
}
