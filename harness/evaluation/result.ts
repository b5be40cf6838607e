import type { Calibration } from '../metrics/calibration.ts';
import type { Errors } from '../metrics/errors.ts';
import type { FactorPair } from '../metrics/factor-match.ts';
import type { Mcc } from '../metrics/mcc.ts';
import type { Lagged } from '../metrics/script.ts';
import type { Cost } from '../models/contender.ts';
import type { Ceiling } from '../oracle/ceiling.ts';
import type { Meaning } from './meaning.ts';

/** Names of the two entrants that stand in every table. */
export const VIEWER_MEAN = 'viewer mean';
export const ORACLE = 'oracle';

/** Who stands for the most that a model can recover, where recovery is told. */
export const CEILING = 'ceiling';

/** One entrant's figures on one set of entries. */
export type Score = Errors & {
  /** (MSE of the viewer mean - MSE) / (MSE of the viewer mean - MSE of the oracle): viewer mean 0, oracle 1. */
  readonly explained: number | null;
  /** RMSE after each viewer's mean error is taken out: the dynamics without the neutral face. */
  readonly dynamicRmse: number;
  readonly calibration: Calibration | null;
  /** RMSE of each viewer in the order of the set's `viewers`, null where none of its entries is in the set. */
  readonly viewerRmse: readonly (number | null)[];
};

/** Scores on one set of entries, by entrant; null where the set is empty. */
export type Scores = {
  readonly viewers: readonly number[];
  readonly entries: number;
  readonly scores: Readonly<Record<string, Score>>;
} | null;

/** Scores of held-out viewers after a prefix. */
export type Forecast = {
  /** Share of the film that is seen, and its samples. */
  readonly prefix: number;
  readonly samples: number;
  /** Viewers of whom nothing was seen in the prefix. */
  readonly empty: number;
  readonly result: Scores;
  /** What lies 15 s or more after anything seen, every model given the same viewer offset. */
  readonly far: Scores;
  /** Where asked for: the end of the film, whatever the prefix. */
  readonly tail?: Scores;
};

/** How a time course follows the script's humor and surprise. */
export type ScriptCorrelation = { readonly humor: Lagged; readonly surprise: Lagged };

/**
 * A true factor and the model's: their agreement, whether the model's V (or U) runs the other way, U (c - V) in place of U V, which
 * landmarks do not tell from it as every viewer has a neutral of their own, and how its V follows the script.
 */
export type RecoveredPair = FactorPair & {
  readonly name: string;
  readonly flipped?: boolean;
  readonly script: ScriptCorrelation | null;
};

/** What one model recovered of the truth. */
export type Recovery = {
  readonly count: number;
  /** Factor match by Pearson, by Spearman over reacting moments, after the best powers, and FMS (cosines). */
  readonly factorMatch: number;
  readonly rankMatch: number;
  readonly powerMatch: number;
  readonly powers: readonly number[];
  readonly fms: number;
  readonly mcc: Mcc;
  readonly degeneracy: number | null;
  /** By true factor, as matched by Pearson. */
  readonly pairs: readonly RecoveredPair[];
  /** Multiple correlation of the matched amusement and laughter together with humor, and of surprise with surprise. */
  readonly humor: Lagged;
  readonly surprise: Lagged;
};

/** A model in the tables; `cost` is what the runs of a program took. */
export type EvaluatedModel = { readonly name: string; readonly seed: number | null; readonly cost?: Cost };

/** A model that failed, and what is to be told of that. */
export type FailedModel = { readonly name: string; readonly fault: string };

/** The line about a model that failed: its name stands before the fault, once. */
export function failedText({ name, fault }: FailedModel): string {
  return fault.startsWith(`${name}: `) ? fault : `${name}: ${fault}`;
}

/**
 * A model that was nearer to the truth than the oracle where none can be: among missing entries, or after a prefix of the film,
 * 15 s or more from all that is seen; RMSE of both, and on how many viewers it is.
 */
export type Leak = {
  readonly model: string;
  readonly prefix: number | null;
  readonly pairs: number;
  readonly rmse: number;
  readonly oracle: number;
};

/** Everything that an evaluation says; the shape of `matinee evaluate --json`, documented in docs/evaluation.md. */
export type EvaluationResult = {
  readonly format: 1;
  readonly provenance: {
    readonly versions: Readonly<Record<string, string>>;
    /** Of the dataset: title, seed, the command that made it, and the checksum of its attributes. */
    readonly dataset: {
      readonly title: string;
      readonly seed: number;
      readonly command: string;
      readonly attributes: string;
      readonly viewers: number;
      readonly samples: number;
      readonly rate: number;
    };
  };
  readonly split: { readonly share: number; readonly seed: number; readonly heldOut: readonly number[] };
  /** Share of the training viewers' entries that models do not see, and the part of it hidden for scoring. */
  readonly missing: number;
  /** Training viewers of whom nothing is seen: in no set. */
  readonly unseen: number;
  readonly hidden: { readonly share: number; readonly seconds: number } | null;
  readonly models: readonly EvaluatedModel[];
  /** Models that failed, in no table; left out where none did. */
  readonly failed?: readonly FailedModel[];
  /** Models that know more than they were shown; left out where nobody looked, or none does. */
  readonly leaks?: readonly Leak[];
  /** RMS difference of the oracle's responses from sensing itself. */
  readonly oracleRest: number;
  readonly ceiling: Ceiling | null;
  /** What the truth's own courses reach, and each model; null for a model without factors. */
  readonly scriptOfTruth: { readonly humor: Lagged; readonly surprise: Lagged };
  readonly recovery: Readonly<Record<string, Recovery | null>>;
  /** What each factor alone does to the face, in truth and in the models. */
  readonly meaning: Meaning;
  readonly reconstruction: Scores;
  readonly imputation: Scores;
  /** Missing entries 15 s or more from the viewer's nearest seen one, every model given the same viewer offset. */
  readonly far: Scores;
  readonly forecast: readonly Forecast[];
};
