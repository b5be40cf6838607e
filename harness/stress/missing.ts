import type { EvaluationResult, Scores } from '../evaluation/result.ts';
import { mnarX } from '../patterns/mnar-x.ts';
import type { Loss } from '../trial/plan.ts';
import type { Cell } from './cell.ts';
import { type Figures, recoveryFigures, setFigures } from './figures.ts';
import type { Where } from './result.ts';

/** Shares of the entries that are lost unless others are asked for. */
export const RATES: readonly number[] = [0, 0.1, 0.3, 0.5, 0.7, 0.9];

/** The loss of a pattern at a rate; at 0 all patterns are one. */
function lossOf(pattern: string, rate: number, seed: number): Loss {
  return rate === 0 ? { pattern: 'mcar', rate: 0, seed: 0 } : { pattern, rate, seed };
}

/** Every pattern at every rate, laid on each scenario generated without occlusion. */
export function missingCells(
  scenarios: readonly string[],
  patterns: readonly string[],
  rates: readonly number[],
): readonly Cell[] {
  return scenarios.flatMap((scenario) =>
    patterns.flatMap((pattern) =>
      rates.map((rate) => ({
        scenario,
        places: [{ pattern, rate }],
        trial: (seed: number) => ({ loss: lossOf(pattern, rate, seed), clear: true }),
      })),
    ),
  );
}

/** What of an evaluation stands on the curves of missing entries. */
export const MISSING_FIGURES: Figures = {
  ...setFigures('imputation', ({ imputation }) => imputation),
  ...setFigures('reconstruction', ({ reconstruction }) => reconstruction),
  ...setFigures('far', ({ far }) => far),
  ...recoveryFigures,
};

/**
 * Entries 15 s or more from the viewer's nearest seen one, where the oracle bounds every model; null where what is lost was
 * chosen by what it shows: that alone says something of it, which the oracle does not use.
 */
export function missingBound({ far }: EvaluationResult, where: Where): Scores {
  return 'pattern' in where && where.pattern === mnarX.name ? null : far;
}
