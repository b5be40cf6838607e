import { type Entrant, modelEntrant, viewerMeanEntrant } from '../evaluation/entrant.ts';
import { samplesWhere } from '../evaluation/entries.ts';
import { type EvaluateOptions, type NamedFitted, PREFIXES } from '../evaluation/evaluate.ts';
import { VIEWER_MEAN } from '../evaluation/result.ts';
import type { Split } from '../evaluation/split.ts';
import { stepping } from '../evaluation/step.ts';
import { askedRow, prefixLength } from '../evaluation/visible.ts';
import type { TensorFile } from './open.ts';
import type { TensorEvaluation, TensorForecast, TensorScores } from './result.ts';
import { createTensorSheet } from './score.ts';
import type { Showing, Shown } from './show.ts';

/** How models are evaluated on a tensor of a user's own. */
export type TensorEvaluateOptions = Pick<EvaluateOptions, 'versions' | 'prefixes' | 'signal' | 'onProgress'> & {
  readonly showing: Showing;
};

type Scoring = {
  readonly file: TensorFile;
  readonly shown: Shown;
  readonly split: Split;
  readonly entrants: readonly Entrant[];
  readonly step: () => Promise<void>;
};

/**
 * Imputation and forecast of models beside the viewer mean, scored on what was measured and not shown: hidden blocks of the
 * training rows, and held-out rows behind a prefix. Models were fitted to `visibleTensor(shown.visible, split.training)`.
 * Throws RangeError for two models of one name, EntrantFault for one that fails, Interrupted when the signal says so.
 */
export async function evaluateTensor(
  file: TensorFile,
  shown: Shown,
  models: readonly NamedFitted[],
  split: Split,
  options: TensorEvaluateOptions,
): Promise<TensorEvaluation> {
  const { versions, showing, prefixes = PREFIXES } = options;
  const names = [VIEWER_MEAN, ...models.map(({ name }) => name)];
  if (new Set(names).size < names.length) throw new RangeError(`models: found ${names}, expected different names`);
  const entrants = [
    viewerMeanEntrant(shown.visible, split, (viewer) => shown.visible.row(viewer).values),
    ...models.map(({ name, fitted }) => modelEntrant(name, fitted)),
  ];
  const step = stepping(split.training.length + split.heldOut.length, options);
  const scoring = { file, shown, split, entrants, step };
  const { viewers, samples } = file.sizes;
  const known = file.mask.reduce((sum, one) => sum + one, 0);
  return {
    format: 1,
    kind: 'tensor',
    provenance: {
      versions,
      data: { title: file.title, sha256: file.sha256, viewers, samples, columns: file.columns },
    },
    split: { share: split.share, seed: split.seed, heldOut: split.heldOut },
    showing,
    missing: 1 - known / file.mask.length - file.partial,
    partial: file.partial,
    models: models.map(({ fitted: _, ...model }) => model),
    imputation: await imputationOf(scoring),
    forecast: await forecastsOf(scoring, prefixes),
  };
}

/** Training rows: what is known and was hidden. */
async function imputationOf({ file, shown, split, entrants, step }: Scoring): Promise<TensorScores> {
  const sheet = createTensorSheet(file.sizes.features, entrants);
  for (const [place, viewer] of split.training.entries()) {
    const row = shown.visible.row(viewer);
    const whole = shown.whole(viewer);
    const hidden = samplesWhere(whole.mask, 1).filter((t) => row.mask[t] === 0);
    if (row.mask.includes(1) && hidden.length > 0) {
      sheet.next(viewer);
      for (const entrant of entrants) {
        sheet.add(entrant.name, entrant.impute(place, viewer, row, hidden), whole.values, hidden);
      }
    }
    await step();
  }
  return sheet.scores(file.columns, shown.unit);
}

/** Held-out rows: what is known behind each prefix, of which alone models are shown what is known. */
async function forecastsOf(
  { file, shown, split, entrants, step }: Scoring,
  prefixes: readonly number[],
): Promise<TensorForecast[]> {
  const { samples, features } = file.sizes;
  const parts = prefixes.map((prefix) => ({
    prefix,
    length: prefixLength(prefix, samples),
    sheet: createTensorSheet(features, entrants),
    empty: 0,
  }));
  for (const viewer of split.heldOut) {
    const row = shown.visible.row(viewer);
    for (const part of parts) {
      const start = askedRow(row, viewer, part.length);
      if (!start.mask.includes(1)) part.empty += 1;
      const rest = samplesWhere(row.mask, 1).filter((t) => t >= part.length);
      part.sheet.next(viewer);
      for (const entrant of entrants) {
        part.sheet.add(entrant.name, entrant.foldIn(start, rest), row.values, rest);
      }
    }
    await step();
  }
  return parts.map(({ prefix, length, sheet, empty }) => ({
    prefix,
    samples: length,
    empty,
    result: sheet.scores(file.columns, shown.unit),
  }));
}
