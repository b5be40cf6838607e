import type { Prediction } from '../../fvae/model.ts';
import { addCalibration, type CalibrationSums, calibrationOf, createCalibration } from '../metrics/calibration.ts';
import { addErrors, createErrors, type ErrorSums, errorsOf } from '../metrics/errors.ts';
import { ORACLE, type Score, type Scores, VIEWER_MEAN } from './result.ts';

/** One set of entries while it is being scored: sums by entrant, and what was scored of each viewer. */
export type ScoreSheet = {
  readonly features: number;
  readonly viewers: number[];
  readonly sums: Map<string, EntrantSums>;
};

type EntrantSums = {
  readonly errors: ErrorSums;
  readonly calibration: CalibrationSums | null;
  /** By viewer: mean square error; and the summed squares around each viewer's mean error. */
  readonly viewerMse: number[];
  dynamic: number;
};

/** A sheet for the entrants of the given names, each with whether it is scored for calibration, too. */
export function createSheet(features: number, entrants: ReadonlyMap<string, boolean>): ScoreSheet {
  const sums = new Map<string, EntrantSums>();
  for (const [name, calibrated] of entrants) {
    sums.set(name, {
      errors: createErrors(features),
      calibration: calibrated ? createCalibration(features) : null,
      viewerMse: [],
      dynamic: 0,
    });
  }
  return { features, viewers: [], sums };
}

/** Starts the next viewer; what `addScores` adds is counted for it. */
export function nextViewer(sheet: ScoreSheet, viewer: number): void {
  sheet.viewers.push(viewer);
}

/** Adds the rows `samples` of the current viewer for one entrant. */
export function addScores(
  sheet: ScoreSheet,
  name: string,
  prediction: Prediction,
  target: Float32Array,
  samples: ArrayLike<number>,
): void {
  const sums = sheet.sums.get(name);
  if (sums === undefined) throw new Error(`no entrant ${name}`);
  const { features } = sheet;
  const before = sums.errors.squared;
  addErrors(sums.errors, prediction.mean, target, samples);
  const squared = sums.errors.squared - before;
  if (sums.calibration !== null) {
    addCalibration(sums.calibration, prediction, target, samples);
  }
  sums.viewerMse.push(samples.length > 0 ? squared / (samples.length * features) : Number.NaN);
  if (samples.length > 0) sums.dynamic += squared - constantPart(prediction.mean, target, samples, features);
}

/** The part of the summed squared error that a viewer's mean error makes. */
function constantPart(mean: Float32Array, target: Float32Array, samples: ArrayLike<number>, features: number): number {
  const sum = new Float64Array(features);
  for (let n = 0; n < samples.length; n += 1) {
    const at = samples[n] * features;
    for (let d = 0; d < features; d += 1) sum[d] += mean[at + d] - target[at + d];
  }
  return sum.reduce((total, value) => total + (value * value) / samples.length, 0);
}

/** The sheet's scores; null where no entry was added. */
export function scoresOf(sheet: ScoreSheet): Scores {
  const mse = (name: string): number => {
    const errors = sheet.sums.get(name)?.errors;
    return errors === undefined || errors.entries === 0 ? Number.NaN : errors.squared / errors.entries;
  };
  const [worst, best] = [mse(VIEWER_MEAN), mse(ORACLE)];
  const scores: Record<string, Score> = {};
  let entries = 0;
  for (const [name, sums] of sheet.sums) {
    const errors = errorsOf(sums.errors);
    if (errors === null) return null;
    entries = errors.entries;
    const explained = (worst - mse(name)) / (worst - best);
    scores[name] = {
      ...errors,
      // Where the oracle is no better than the viewer mean nothing can be explained.
      explained: worst > best && Number.isFinite(explained) ? explained : null,
      dynamicRmse: Math.sqrt(Math.max(0, sums.dynamic) / (errors.entries * sheet.features)),
      calibration: sums.calibration === null ? null : calibrationOf(sums.calibration),
      viewerRmse: sums.viewerMse.map((value) => (Number.isNaN(value) ? null : Math.sqrt(value))),
    };
  }
  return { viewers: sheet.viewers, entries, scores };
}
