import type { Choice } from '../../fvae/fit.ts';
import type { EvaluationResult, Recovery } from '../evaluation/result.ts';
import type { Calibration } from '../metrics/calibration.ts';
import type { Ceiling } from '../oracle/ceiling.ts';
import type { CurveTask, ModelTask, ToldTask, UnseenTask } from './task.ts';

/** What a record was made by. */
export type Origin = {
  readonly version: string;
  /** Digest of the built code that the result follows from. */
  readonly build: string;
  readonly commit: string | null;
  /** Processor, cores, memory, Node. */
  readonly machine: string;
  /** Tasks at a time: with more than one, times are not those of an idle machine. */
  readonly jobs: number;
};

/** One CP model of the family, scored in hindsight; its held-out log likelihood is in nats an entry. */
export type CpRecovered = { readonly name: string; readonly heldOut: number; readonly recovery: Recovery | null };

/** What an evaluation of a trained model says. */
export type Assessment = {
  /** The name under which the model stands in the evaluation. */
  readonly model: string;
  readonly evaluation: EvaluationResult;
  /** Every CP model of the family, best held-out likelihood first; empty without baselines. */
  readonly candidates: readonly CpRecovered[];
  /** Seconds that each baseline's fit took. */
  readonly fits: Readonly<Record<string, number>>;
};

/** A trained and evaluated model. */
export type ModelRecord = Assessment & {
  readonly task: ModelTask;
  readonly origin: Origin;
  /** Wall time, s. */
  readonly seconds: { readonly generate: number; readonly train: number; readonly evaluate: number };
  /** Peak resident memory of the training process, bytes. */
  readonly trainBytes: number;
  /** What computed, and what was chosen by held-out likelihood. */
  readonly backend: string;
  readonly choices: readonly Choice[];
};

/** One model of a curve; a fault says why there is none. */
export type CurveModel =
  | {
      readonly name: string;
      readonly seconds: number;
      readonly reconstruction: CurveScore | null;
      readonly imputation: CurveScore | null;
      readonly factorMatch: number | null;
    }
  | { readonly name: string; readonly fault: string };

export type CurveScore = { readonly rmse: number; readonly explained: number | null };

/** FVAE, CP and PCA of one number of factors. */
export type CurveMeasured = { readonly models: Readonly<Record<'FVAE' | 'CP' | 'PCA', CurveModel>> };

export type CurveRecord = CurveMeasured & { readonly task: CurveTask; readonly origin: Origin };

/** How far U can be told (`toldMatch`). */
export type ToldMeasured = { readonly told: Ceiling };

export type ToldRecord = ToldMeasured & { readonly task: ToldTask; readonly origin: Origin };

/** Forecasts of viewers held out and of whole other audiences at the same film. */
export type UnseenMeasured = {
  readonly unseen: {
    readonly audiences: number;
    /** All of them, those held out among them. */
    readonly viewers: number;
    readonly forecast: readonly { readonly prefix: number; readonly calibration: Calibration | null }[];
  };
};

export type UnseenRecord = UnseenMeasured & { readonly task: UnseenTask; readonly origin: Origin };

export type ScienceRecord = ModelRecord | CurveRecord | ToldRecord | UnseenRecord;

/** A task that could not be done: its one line. */
export type Failure = { readonly id: string; readonly line: string };

/** Whether the record is of a trained model. */
export function isModelRecord(record: ScienceRecord): record is ModelRecord {
  return record.task.kind === 'model';
}

/** Whether the record is of a number of factors. */
export function isCurveRecord(record: ScienceRecord): record is CurveRecord {
  return record.task.kind === 'curve';
}

/** Whether the record is of how far U can be told. */
export function isToldRecord(record: ScienceRecord): record is ToldRecord {
  return record.task.kind === 'told';
}

/** Whether the record is of more viewers than are held out. */
export function isUnseenRecord(record: ScienceRecord): record is UnseenRecord {
  return record.task.kind === 'unseen';
}
