import type { Prediction } from '../../fvae/model.ts';
import type { Entrant } from './entrant.ts';

/** Hears what an evaluation has in hand and does not keep, for reports. */
export type Witness = {
  /** A prediction as it is scored on the rows `samples` of a set: `reconstruction`, `imputation`, `far`, or a forecast's prefix. */
  scored(set: string | number, entrant: Entrant, viewer: number, scored: Scored): void;
  /** [136]: by how much a factor alone moves the landmarks, in truth (null) or as a model has it. */
  moved(model: string | null, factor: number, displacement: Float64Array): void;
};

/** Predicted and clean landmarks [T, D], good at the rows `samples`. */
export type Scored = {
  readonly prediction: Prediction;
  readonly clean: Float32Array;
  readonly samples: ArrayLike<number>;
};
