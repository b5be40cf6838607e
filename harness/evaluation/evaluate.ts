import type { Fitted, Prediction } from '../../fvae/model.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { recoveryCeiling } from '../oracle/ceiling.ts';
import { createOracle, type Oracle } from '../oracle/oracle.ts';
import { truthOf } from '../oracle/stage.ts';
import { type Entrant, modelEntrant, referenceEntrants } from './entrant.ts';
import { distanceToSeen, samplesWhere } from './entries.ts';
import { meaningOf } from './meaning.ts';
import { shifted, viewerOffset } from './offset.ts';
import { factorsOf, recoveryOf, type Script, scriptOfTruth } from './recovery.ts';
import {
  type EvaluatedModel,
  type EvaluationResult,
  type Forecast,
  ORACLE,
  type Recovery,
  type Scores,
  VIEWER_MEAN,
} from './result.ts';
import { addScores, createSheet, nextViewer, type Spread, scoresOf } from './score.ts';
import type { Split } from './split.ts';
import {
  HIDDEN_SECONDS,
  HIDDEN_SHARE,
  prefixLength,
  prefixRow,
  type Visible,
  type VisibleRow,
  visibleOf,
} from './visible.ts';

/** Shares of the film after which held-out viewers are forecast. */
export const PREFIXES: readonly number[] = [0.05, 0.1, 0.25];

/** Seconds from the nearest seen entry at which slow noise can no longer be interpolated. */
export const FAR_SECONDS = 15;

/** A model fitted to `visibleTensor(visible, split.training)` of the visible that it is evaluated with. */
export type NamedFitted = EvaluatedModel & { readonly fitted: Fitted };

export type EvaluateOptions = {
  readonly versions: Readonly<Record<string, string>>;
  readonly prefixes?: readonly number[];
  /** What models were shown. @defaultValue visibleOf(dataset, split) */
  readonly visible?: Visible;
  /** The dataset's, where it is known already. @defaultValue createOracle(dataset) */
  readonly oracle?: Oracle;
  readonly signal?: AbortSignal;
  /** Called with the viewers done so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
};

/**
 * Recovery, reconstruction, imputation, forecast and calibration of models beside the viewer mean and the oracle, scored
 * against `landmarks/clean` viewer by viewer. Models are shown what is visible and nothing else. Throws
 * RangeError for two entrants of one name, DatasetFault as createOracle does, EntrantFault for a
 * model that fails, Interrupted when the signal says so.
 */
export function evaluate(
  dataset: Dataset,
  models: readonly NamedFitted[],
  split: Split,
  options: EvaluateOptions,
): EvaluationResult {
  const names = [VIEWER_MEAN, ORACLE, ...models.map(({ name }) => name)];
  if (new Set(names).size < names.length) throw new RangeError(`models: found ${names}, expected different names`);
  const visible = options.visible ?? visibleOf(dataset, split);
  const oracle = options.oracle ?? createOracle(dataset);
  const entrants = [
    ...referenceEntrants(dataset, split, visible, oracle),
    ...models.map(({ name, fitted }) => modelEntrant(name, fitted)),
  ];
  const prefixes = options.prefixes ?? PREFIXES;
  const total = split.training.length + split.heldOut.length;
  let done = 0;
  const step = (): void => {
    if (options.signal?.aborted === true) throw new Interrupted('interrupted');
    done += 1;
    options.onProgress?.(done, total);
  };
  const trained = scoreTraining({ dataset, visible, split, entrants, step });
  const forecast = scoreForecasts({ dataset, visible, split, entrants, step }, prefixes);
  const { attributes, sizes } = dataset;
  return {
    format: 1,
    provenance: {
      versions: options.versions,
      dataset: {
        title: attributes.title as string,
        seed: attributes.seed as number,
        command: attributes.command as string,
        attributes: attributes.attributes_sha256 as string,
        viewers: sizes.viewers,
        samples: sizes.samples,
        rate: attributes.rate as number,
      },
    },
    split: { share: split.share, seed: split.seed, heldOut: split.heldOut },
    hidden: visible.hiding ? { share: HIDDEN_SHARE, seconds: HIDDEN_SECONDS } : null,
    models: models.map(({ fitted: _, ...model }) => model),
    oracleRest: restOf(oracle, split),
    ...recoveries(dataset, models, split, oracle, trained.masks),
    missing: trained.missing,
    unseen: trained.unseen,
    reconstruction: trained.reconstruction,
    imputation: trained.imputation,
    far: trained.far,
    forecast,
  };
}

type Scoring = {
  readonly dataset: Dataset;
  readonly visible: Visible;
  readonly split: Split;
  readonly entrants: readonly Entrant[];
  readonly step: () => void;
};

type Trained = {
  readonly reconstruction: Scores;
  readonly imputation: Scores;
  readonly far: Scores;
  readonly missing: number;
  readonly unseen: number;
  /** [n, T] of the training viewers, as the models see them. */
  readonly masks: Uint8Array;
};

function cleanOf(dataset: Dataset, viewer: number): Float32Array {
  return readArray(dataset, 'landmarks/clean', { viewers: [viewer, viewer + 1] }) as Float32Array;
}

function spreads(entrants: readonly Entrant[], asked: boolean): Map<string, Spread> {
  return new Map(entrants.map(({ name, spread }) => [name, asked ? spread : null]));
}

/** Training viewers of whom anything is seen: their seen entries, the others, and those far from any seen one. */
function scoreTraining({ dataset, visible, split, entrants, step }: Scoring): Trained {
  const { samples } = dataset.sizes;
  const reconstruction = createSheet(COLUMNS, spreads(entrants, false));
  const imputation = createSheet(COLUMNS, spreads(entrants, true));
  const far = createSheet(COLUMNS, spreads(entrants, false));
  const distance = FAR_SECONDS * (dataset.attributes.rate as number);
  const masks = new Uint8Array(split.training.length * samples);
  const every = Uint32Array.from({ length: samples }, (_, t) => t);
  let unseen = 0;
  split.training.forEach((viewer, place) => {
    const row = visible.row(viewer);
    masks.set(row.mask, place * samples);
    if (!row.mask.includes(1)) {
      // Whose face was never seen has nothing to be imputed from; the oracle alone would know it.
      unseen += 1;
      step();
      return;
    }
    const clean = cleanOf(dataset, viewer);
    const seen = samplesWhere(row.mask, 1);
    const missing = samplesWhere(row.mask, 0);
    const distances = distanceToSeen(row.mask);
    const remote = missing.filter((t) => distances[t] >= distance);
    for (const sheet of [reconstruction, imputation, far]) nextViewer(sheet, viewer);
    for (const entrant of entrants) {
      const prediction = entrant.impute(place, viewer, row, every);
      addScores(reconstruction, entrant.name, prediction, clean, seen);
      addScores(imputation, entrant.name, prediction, clean, missing);
      addScores(far, entrant.name, withOffset(entrant, prediction, row, remote), clean, remote);
    }
    step();
  });
  return {
    reconstruction: scoresOf(reconstruction),
    imputation: scoresOf(imputation),
    far: scoresOf(far),
    missing: 1 - masks.reduce((sum, value) => sum + value, 0) / masks.length,
    unseen,
    masks,
  };
}

/** A model's prediction with the viewer's offset that the references have already. */
function withOffset(entrant: Entrant, prediction: Prediction, row: VisibleRow, samples: Uint32Array): Prediction {
  if (entrant.name === ORACLE || entrant.name === VIEWER_MEAN) return prediction;
  return { ...prediction, mean: shifted(prediction.mean, viewerOffset(row, prediction.mean), samples) };
}

/** Held-out viewers: all entries after each prefix, of which alone the models are shown what was observed. */
function scoreForecasts({ dataset, visible, split, entrants, step }: Scoring, prefixes: readonly number[]): Forecast[] {
  const { samples } = dataset.sizes;
  const parts = prefixes.map((prefix) => {
    const length = prefixLength(prefix, samples);
    const rest = Uint32Array.from({ length: samples - length }, (_, n) => length + n);
    return { prefix, length, rest, sheet: createSheet(COLUMNS, spreads(entrants, true)), empty: 0 };
  });
  for (const viewer of split.heldOut) {
    const row = visible.row(viewer);
    const clean = cleanOf(dataset, viewer);
    for (const part of parts) {
      const start = prefixRow(row, part.length);
      if (!start.mask.includes(1)) part.empty += 1;
      nextViewer(part.sheet, viewer);
      for (const entrant of entrants) {
        addScores(part.sheet, entrant.name, entrant.foldIn(viewer, start, part.rest), clean, part.rest);
      }
    }
    step();
  }
  return parts.map(({ prefix, length, sheet, empty }) => ({ prefix, samples: length, empty, result: scoresOf(sheet) }));
}

function recoveries(
  dataset: Dataset,
  models: readonly NamedFitted[],
  split: Split,
  oracle: Oracle,
  masks: Uint8Array,
): Pick<EvaluationResult, 'ceiling' | 'recovery' | 'scriptOfTruth' | 'meaning'> {
  const { samples } = dataset.sizes;
  const truth = factorsOf(truthOf(dataset), split.training);
  const script: Script = {
    stimulus: Float64Array.from(readArray(dataset, 'stimulus')),
    rate: dataset.attributes.rate as number,
    names: dataset.attributes.factor_names as string[],
  };
  const recovery: Record<string, Recovery | null> = {};
  for (const { name, fitted } of models) {
    const factors = fitted.factors();
    recovery[name] = factors === null ? null : recoveryOf(truth, factors, script);
  }
  const latent = new Float32Array(split.training.length * samples * truth.count);
  split.training.forEach((viewer, place) => {
    const row = readArray(dataset, 'factors/latent', { viewers: [viewer, viewer + 1] });
    latent.set(row, place * samples * truth.count);
  });
  const paired = models.map(({ name, fitted }) => ({ name, fitted, pairs: recovery[name]?.pairs ?? null }));
  return {
    ceiling: recoveryCeiling(latent, masks, truth),
    recovery,
    scriptOfTruth: scriptOfTruth(truth, script),
    meaning: meaningOf(oracle, split.training, truth, script.names, paired),
  };
}

/** RMS over a few viewers of what the oracle's responses miss of sensing. */
function restOf(oracle: Oracle, split: Split): number {
  const some = split.training.slice(0, 20);
  return Math.sqrt(some.reduce((sum, viewer) => sum + oracle.rest(viewer) ** 2 / some.length, 0));
}
