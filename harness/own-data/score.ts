import type { Prediction } from '../../fvae/model.ts';
import type { Entrant } from '../evaluation/entrant.ts';
import { VIEWER_MEAN } from '../evaluation/result.ts';
import { addScores, createSheet, nextViewer, scoresOf } from '../evaluation/score.ts';
import type { TensorScores } from './result.ts';

/** Sums of one model's errors, column by column. */
type ColumnSums = { readonly squared: Float64Array; readonly absolute: Float64Array };

/** One set of entries while it is being scored. */
export type TensorSheet = {
  /** Starts the next row. */
  next(viewer: number): void;
  /** Adds the samples chosen of the current row for one model. */
  add(name: string, prediction: Prediction, target: Float32Array, samples: Uint32Array): void;
  /** What was added, in the columns' own units where `unit` [D] says what 1 is. */
  scores(columns: readonly string[], unit: Float64Array): TensorScores;
};

/** A sheet for these models and `features` columns. */
export function createTensorSheet(features: number, entrants: readonly Entrant[]): TensorSheet {
  const sheet = createSheet(features, new Map(entrants.map(({ name, probabilistic }) => [name, probabilistic])));
  const sums = new Map<string, ColumnSums>(
    entrants.map(({ name }) => [name, { squared: new Float64Array(features), absolute: new Float64Array(features) }]),
  );
  return {
    next: (viewer) => nextViewer(sheet, viewer),
    add(name, prediction, target, samples) {
      addScores(sheet, name, prediction, target, samples);
      const { squared, absolute } = sums.get(name) as ColumnSums;
      for (const t of samples) {
        for (let d = 0; d < features; d += 1) {
          const error = prediction.mean[t * features + d] - target[t * features + d];
          squared[d] += error ** 2;
          absolute[d] += Math.abs(error);
        }
      }
    },
    scores(columns, unit) {
      const found = scoresOf(sheet);
      if (found === null) return null;
      const { viewers, entries, scores } = found;
      const worst = scores[VIEWER_MEAN].rmse ** 2;
      return {
        viewers,
        entries,
        scores: Object.fromEntries(
          Object.entries(scores).map(([name, { explained: _, ...score }]) => [
            name,
            { ...score, skill: worst > 0 ? 1 - score.rmse ** 2 / worst : null },
          ]),
        ),
        columns: columns.map((column, d) => ({
          name: column,
          scores: Object.fromEntries(
            [...sums].map(([name, { squared, absolute }]) => [
              name,
              { rmse: Math.sqrt(squared[d] / entries) * unit[d], mae: (absolute[d] / entries) * unit[d] },
            ]),
          ),
        })),
      };
    },
  };
}
