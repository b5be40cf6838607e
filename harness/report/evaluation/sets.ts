import { type EvaluationResult, ORACLE, type Scores, VIEWER_MEAN } from '../../evaluation/result.ts';
import { choiceControl } from '../plot/series.ts';
import type { Control } from '../plot/spec.ts';

/** A set of entries that entrants are scored on. */
export type EntrySet = {
  readonly id: string;
  readonly label: string;
  /** Whose entries they are. */
  readonly of: 'training' | 'held out';
  readonly prefix: number | null;
  readonly scores: NonNullable<Scores>;
};

/** What the witness of an evaluation hears a set called, as reports call it. */
export function setId(set: string | number): string {
  return typeof set === 'number' ? `forecast ${Number((100 * set).toFixed(2))} %` : set;
}

/** The sets of an evaluation that have entries, in the order in which they are told. */
export function setsOf({ reconstruction, imputation, far, forecast }: EvaluationResult): readonly EntrySet[] {
  const trained = [
    ['imputation', 'Imputation', imputation],
    ['far', 'Imputation 15 s away', far],
    ['reconstruction', 'Reconstruction', reconstruction],
  ] as const;
  return [
    ...trained.flatMap(([id, label, scores]): EntrySet[] =>
      scores === null ? [] : [{ id, label, of: 'training', prefix: null, scores }],
    ),
    ...forecast.flatMap(({ prefix, result }): EntrySet[] => {
      const label = `Forecast after ${Number((100 * prefix).toFixed(2))} %`;
      return result === null ? [] : [{ id: setId(prefix), label, of: 'held out', prefix, scores: result }];
    }),
  ];
}

/** Everybody who is scored: models in their order, then viewer mean and oracle. */
export function entrantsOf({ models }: EvaluationResult): readonly string[] {
  return [...models.map(({ name }) => name), VIEWER_MEAN, ORACLE];
}

/** A choice of the entries. */
export function setControl(sets: readonly EntrySet[]): Control {
  return choiceControl(
    'set',
    'Entries',
    sets.map(({ id, label }) => ({ value: id, label })),
  );
}
