import type { Prediction } from '../../fvae/model.ts';
import type { Scenario } from '../../scenarios/schema/schema.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import type { Entrant } from './entrant.ts';
import { shifted, viewerOffset } from './offset.ts';
import { ORACLE, VIEWER_MEAN } from './result.ts';
import type { Split } from './split.ts';
import type { Visible, VisibleRow } from './visible.ts';
import type { Witness } from './witness.ts';

/** Seconds from the nearest seen entry at which slow noise can no longer be interpolated, and as many of its own durations. */
const FAR_SECONDS = 15;
const FAR_DURATIONS = 2.5;

/** Seconds from the nearest seen entry at which a dataset's slow noise can no longer be interpolated. */
export function farSeconds({ attributes }: Dataset): number {
  const { time } = (attributes.scenario as Scenario).reaction.idiosyncrasy;
  return Math.max(FAR_SECONDS, FAR_DURATIONS * time);
}

/** What is scored, of whom; `step` is awaited after each viewer. */
export type Scoring = {
  readonly dataset: Dataset;
  readonly visible: Visible;
  readonly split: Split;
  readonly entrants: readonly Entrant[];
  readonly step: () => Promise<void>;
  readonly witness?: Witness;
};

/** [T, D]: what a viewer's entries are scored against. */
export function cleanOf(dataset: Dataset, viewer: number): Float32Array {
  return readArray(dataset, 'landmarks/clean', { viewers: [viewer, viewer + 1] }) as Float32Array;
}

/** Which entrants are scored for calibration, where that is asked: those that say anything of their errors. */
export function calibrated(entrants: readonly Entrant[], asked: boolean): Map<string, boolean> {
  return new Map(entrants.map(({ name, probabilistic }) => [name, asked && probabilistic]));
}

/** A model's prediction with the viewer's offset that the references have already. */
export function withOffset(
  entrant: Entrant,
  prediction: Prediction,
  row: VisibleRow,
  samples: Uint32Array,
): Prediction {
  if (entrant.name === ORACLE || entrant.name === VIEWER_MEAN) return prediction;
  return { ...prediction, mean: shifted(prediction.mean, viewerOffset(row, prediction.mean), samples) };
}
