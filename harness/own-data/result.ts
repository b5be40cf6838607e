import type { EvaluatedModel, FailedModel, Score } from '../evaluation/result.ts';
import type { Showing } from './show.ts';

/** One model's figures on one set of entries, where nothing but what was measured is known. */
export type TensorScore = Omit<Score, 'explained'> & {
  /** 1 - MSE / MSE of the viewer mean; null where that makes no error. */
  readonly skill: number | null;
};

/** Errors in one column in its own unit, by model. */
export type ColumnScore = {
  readonly name: string;
  readonly scores: Readonly<Record<string, { readonly rmse: number; readonly mae: number }>>;
};

/** Scores on one set of entries, by model, all columns together in the scale that models are shown; null for an empty set. */
export type TensorScores = {
  readonly viewers: readonly number[];
  readonly entries: number;
  readonly scores: Readonly<Record<string, TensorScore>>;
  readonly columns: readonly ColumnScore[];
} | null;

/** Scores of held-out rows after a prefix. */
export type TensorForecast = {
  readonly prefix: number;
  readonly samples: number;
  /** Rows of which nothing is known in the prefix. */
  readonly empty: number;
  readonly result: TensorScores;
};

/** What `matinee evaluate MODEL FILE.npz --json` prints; docs/own-data.md. */
export type TensorEvaluation = {
  readonly format: 1;
  readonly kind: 'tensor';
  readonly provenance: {
    readonly versions: Readonly<Record<string, string>>;
    readonly data: {
      readonly title: string;
      readonly sha256: string;
      readonly viewers: number;
      readonly samples: number;
      readonly columns: readonly string[];
    };
  };
  readonly split: { readonly share: number; readonly seed: number; readonly heldOut: readonly number[] };
  readonly showing: Showing;
  /** Shares of all samples: not known in any column, and known in some columns only, which counts as missing. */
  readonly missing: number;
  readonly partial: number;
  readonly models: readonly EvaluatedModel[];
  readonly failed?: readonly FailedModel[];
  /** Training rows, what was hidden and is known. */
  readonly imputation: TensorScores;
  /** Held-out rows, what is known behind the prefix. */
  readonly forecast: readonly TensorForecast[];
};
