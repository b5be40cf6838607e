import type { Json } from '../../fvae/state.ts';
import type { EvaluationResult } from '../evaluation/result.ts';
import type { Loss } from './plan.ts';

/** The version of what follows; in the key of a result. */
export const TRIAL_FORMAT = 1;

/** What came of a trial; a fault is one line, and such a result is not kept. */
export type TrialResult = TrialSetting &
  ({ readonly evaluation: EvaluationResult; readonly cost: Cost } | { readonly fault: string });

/** What was tried: all that the outcome follows from, besides the code. */
export type TrialSetting = {
  readonly format: typeof TRIAL_FORMAT;
  /** SHA-256 (hex) of everything that the result follows from. */
  readonly key: string;
  readonly model: string;
  readonly identity: Json;
  readonly seed: number;
  readonly screening: {
    readonly title: string;
    readonly seed: number;
    readonly viewers: number;
    readonly samples: number;
    /** SHA-256 (hex) of the dataset's numbers. */
    readonly sha256: string;
  };
  readonly holdOut: { readonly share: number; readonly seed: number };
  readonly loss: Loss | null;
  /** Viewers that train, and that are held out. */
  readonly training: number;
  readonly heldOut: number;
};

/** Seconds that the fit took and, where it is known, the bytes that it held at its peak. Of no weight in what was found. */
export type Cost = { readonly seconds: number; readonly bytes: number | null };
