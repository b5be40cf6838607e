import { distancesToSeen } from '../../fvae/hidden.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';
import type { FittedContender } from '../models/contender.ts';
import { recoveryCeiling } from '../oracle/ceiling.ts';
import { createOracle, type Oracle } from '../oracle/oracle.ts';
import { truthOf } from '../oracle/stage.ts';
import { modelEntrant, referenceEntrants } from './entrant.ts';
import { samplesWhere } from './entries.ts';
import { scoreForecasts } from './forecast.ts';
import { meaningOf } from './meaning.ts';
import { factorsOf, recoveryOf, type Script, scriptOfTruth, seenPlaces } from './recovery.ts';
import {
  type EvaluatedModel,
  type EvaluationResult,
  ORACLE,
  type Recovery,
  type Scores,
  VIEWER_MEAN,
} from './result.ts';
import { addScores, createSheet, nextViewer, scoresOf } from './score.ts';
import { calibrated, cleanOf, farSeconds, type Scoring, withOffset } from './scoring.ts';
import type { Split } from './split.ts';
import { stepping } from './step.ts';
import { HIDDEN_SHARE, hiddenBlock, type Visible, visibleOf } from './visible.ts';
import type { Witness } from './witness.ts';

/** Shares of the film after which held-out viewers are forecast. */
export const PREFIXES: readonly number[] = [0.05, 0.1, 0.25];

/** A model fitted to `visibleTensor(visible, split.training)` of the visible that it is evaluated with. */
export type NamedFitted = EvaluatedModel & { readonly fitted: FittedContender };

export type EvaluateOptions = {
  readonly versions: Readonly<Record<string, string>>;
  readonly prefixes?: readonly number[];
  /** Share of the film at its end on which forecasts are scored besides. @defaultValue none */
  readonly tail?: number;
  /** What models were shown. @defaultValue visibleOf(dataset, split) */
  readonly visible?: Visible;
  /** The dataset's, where it is known already. @defaultValue createOracle(dataset) */
  readonly oracle?: Oracle;
  readonly signal?: AbortSignal;
  /** Called with the viewers done so far and in all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly witness?: Witness;
};

/**
 * Recovery, reconstruction, imputation, forecast and calibration of models beside the viewer mean and the oracle, scored
 * against `landmarks/clean` viewer by viewer. Models are shown what is visible and nothing else. Throws
 * RangeError for two entrants of one name, DatasetFault as createOracle does, EntrantFault for a
 * model that fails, Interrupted when the signal says so.
 */
export async function evaluate(
  dataset: Dataset,
  models: readonly NamedFitted[],
  split: Split,
  options: EvaluateOptions,
): Promise<EvaluationResult> {
  const names = [VIEWER_MEAN, ORACLE, ...models.map(({ name }) => name)];
  if (new Set(names).size < names.length) throw new RangeError(`models: found ${names}, expected different names`);
  const visible = options.visible ?? visibleOf(dataset, split);
  const oracle = options.oracle ?? createOracle(dataset);
  const entrants = [
    ...referenceEntrants(dataset, split, visible, oracle),
    ...models.map(({ name, fitted }) => modelEntrant(name, fitted)),
  ];
  const prefixes = options.prefixes ?? PREFIXES;
  const step = stepping(split.training.length + split.heldOut.length, options);
  const { witness } = options;
  const scoring: Scoring = { dataset, visible, split, entrants, step, ...(witness === undefined ? {} : { witness }) };
  const trained = await scoreTraining(scoring);
  const forecast = await scoreForecasts(scoring, prefixes, options.tail);
  const { attributes, sizes } = dataset;
  const rate = attributes.rate as number;
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
        rate,
      },
    },
    split: { share: split.share, seed: split.seed, heldOut: split.heldOut },
    hidden: visible.hiding ? { share: HIDDEN_SHARE, seconds: hiddenBlock(sizes.samples, rate) / rate } : null,
    models: models.map(({ fitted: _, ...model }) => model),
    oracleRest: restOf(oracle, split),
    ...recoveries(dataset, models, split, oracle, trained.masks, witness),
    missing: trained.missing,
    unseen: trained.unseen,
    reconstruction: trained.reconstruction,
    imputation: trained.imputation,
    far: trained.far,
    forecast,
  };
}

type Trained = {
  readonly reconstruction: Scores;
  readonly imputation: Scores;
  readonly far: Scores;
  readonly missing: number;
  readonly unseen: number;
  /** [n, T] of the training viewers, as the models see them. */
  readonly masks: Uint8Array;
};

/** Training viewers of whom anything is seen: their seen entries, the others, and those far from any seen one. */
async function scoreTraining({ dataset, visible, split, entrants, step, witness }: Scoring): Promise<Trained> {
  const { samples } = dataset.sizes;
  const reconstruction = createSheet(COLUMNS, calibrated(entrants, false));
  const imputation = createSheet(COLUMNS, calibrated(entrants, true));
  const far = createSheet(COLUMNS, calibrated(entrants, false));
  const distance = farSeconds(dataset) * (dataset.attributes.rate as number);
  const masks = new Uint8Array(split.training.length * samples);
  const every = Uint32Array.from({ length: samples }, (_, t) => t);
  let unseen = 0;
  for (const [place, viewer] of split.training.entries()) {
    const row = visible.row(viewer);
    masks.set(row.mask, place * samples);
    if (!row.mask.includes(1)) {
      // Whose face was never seen has nothing to be imputed from; the oracle alone would know it.
      unseen += 1;
      await step();
      continue;
    }
    const clean = cleanOf(dataset, viewer);
    const seen = samplesWhere(row.mask, 1);
    const missing = samplesWhere(row.mask, 0);
    const distances = distancesToSeen(row.mask);
    const remote = missing.filter((t) => distances[t] >= distance);
    for (const sheet of [reconstruction, imputation, far]) nextViewer(sheet, viewer);
    for (const entrant of entrants) {
      const prediction = entrant.impute(place, viewer, row, every);
      const shiftedToo = withOffset(entrant, prediction, row, remote);
      addScores(reconstruction, entrant.name, prediction, clean, seen);
      addScores(imputation, entrant.name, prediction, clean, missing);
      addScores(far, entrant.name, shiftedToo, clean, remote);
      witness?.scored('reconstruction', entrant, viewer, { prediction, clean, samples: seen });
      witness?.scored('imputation', entrant, viewer, { prediction, clean, samples: missing });
      witness?.scored('far', entrant, viewer, { prediction: shiftedToo, clean, samples: remote });
    }
    await step();
  }
  return {
    reconstruction: scoresOf(reconstruction),
    imputation: scoresOf(imputation),
    far: scoresOf(far),
    missing: 1 - masks.reduce((sum, value) => sum + value, 0) / masks.length,
    unseen,
    masks,
  };
}

function recoveries(
  dataset: Dataset,
  models: readonly NamedFitted[],
  split: Split,
  oracle: Oracle,
  masks: Uint8Array,
  witness: Witness | undefined,
): Pick<EvaluationResult, 'ceiling' | 'recovery' | 'scriptOfTruth' | 'meaning'> {
  const { samples } = dataset.sizes;
  const seen = seenPlaces(masks, samples);
  const viewers = seen.map((place) => split.training[place]);
  const truth = factorsOf(truthOf(dataset), viewers);
  const script: Script = {
    stimulus: Float64Array.from(readArray(dataset, 'stimulus')),
    rate: dataset.attributes.rate as number,
    names: dataset.attributes.factor_names as string[],
  };
  const recovery: Record<string, Recovery | null> = {};
  for (const { name, fitted } of models) {
    const factors = fitted.factors();
    recovery[name] = factors === null ? null : recoveryOf(truth, factorsOf(factors, seen), script);
  }
  const latent = new Float32Array(viewers.length * samples * truth.count);
  const mask = new Uint8Array(viewers.length * samples);
  viewers.forEach((viewer, n) => {
    const row = readArray(dataset, 'factors/latent', { viewers: [viewer, viewer + 1] });
    latent.set(row, n * samples * truth.count);
    mask.set(masks.subarray(seen[n] * samples, (seen[n] + 1) * samples), n * samples);
  });
  const paired = models.map(({ name, fitted }) => ({ name, fitted, pairs: recovery[name]?.pairs ?? null }));
  return {
    ceiling: recoveryCeiling(latent, mask, truth),
    recovery,
    scriptOfTruth: scriptOfTruth(truth, script),
    meaning: meaningOf(oracle, viewers, truth, script.names, paired, witness?.moved),
  };
}

/** RMS over a few viewers of what the oracle's responses miss of sensing. */
function restOf(oracle: Oracle, split: Split): number {
  const some = split.training.slice(0, 20);
  return Math.sqrt(some.reduce((sum, viewer) => sum + oracle.rest(viewer) ** 2 / some.length, 0));
}
