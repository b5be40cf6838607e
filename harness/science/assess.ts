import { cpFamily, type FittedCpFamily } from '../../fvae/baselines/cp-family.ts';
import { pca } from '../../fvae/baselines/pca.ts';
import { fit as fitModel } from '../../fvae/fit.ts';
import { FVAE_DEFAULTS } from '../../fvae/fvae.ts';
import { withoutLasting } from '../../fvae/lasting.ts';
import { type Factors, type Fitted, ModelFault } from '../../fvae/model.ts';
import { restore } from '../../fvae/restore.ts';
import { selectViewers } from '../../fvae/tensor.ts';
import { type Dataset, openDataset, readArray } from '../../sim/dataset/reader.ts';
import { loadModel } from '../checkpoint/load.ts';
import { evaluate, type NamedFitted } from '../evaluation/evaluate.ts';
import { factorsOf, recoveryOf, seenPlaces } from '../evaluation/recovery.ts';
import type { EvaluationResult, Scores } from '../evaluation/result.ts';
import { BASELINES, USUAL_BASELINES } from '../evaluation/roster.ts';
import { type Split, splitViewers } from '../evaluation/split.ts';
import { visibleOf, visibleTensor } from '../evaluation/visible.ts';
import { truthOf } from '../oracle/stage.ts';
import { toldMatch } from '../oracle/told.ts';
import type { Assessment, CpRecovered, CurveMeasured, CurveModel, CurveScore, ToldMeasured } from './record.ts';

/** What measuring needs of the world. */
export type Watch = {
  readonly versions: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly progress: (label: string) => (done: number, total: number) => void;
  /** Seconds from an arbitrary start. */
  readonly clock: () => number;
};

/** Share of the viewers held out: as `matinee train` does it. */
export const HELD_OUT = 0.2;

/**
 * A trained model beside the usual baselines and the oracle, as `matinee evaluate` scores it, and besides what every
 * single CP model of the family recovers. Throws as `evaluate` does.
 */
export async function assess(dir: string, model: string, baselines: boolean, watch: Watch): Promise<Assessment> {
  const dataset = openDataset(dir);
  const { state, attributes } = loadModel(model);
  const { split } = attributes.provenance;
  const tensor = visibleTensor(visibleOf(dataset, split), split.training);
  const own = restore(state, tensor);
  const models: NamedFitted[] = [{ name: own.name, fitted: own, seed: split.seed }];
  // Baselines that have a fixed number get as many factors.
  const factors = own.factors()?.count ?? FVAE_DEFAULTS.factors;
  const fits: Record<string, number> = {};
  let candidates: readonly CpRecovered[] = [];
  for (const name of baselines ? USUAL_BASELINES : []) {
    const options = { seed: split.seed, signal: watch.signal, onProgress: watch.progress(`fit ${name}`) };
    const begun = watch.clock();
    if (name === 'cp') {
      const family = await cpFamily().fit(tensor, options);
      models.push({ name, fitted: family, seed: split.seed });
      candidates = recoveredBy(family, dataset, split, seenPlaces(tensor.mask, tensor.samples));
    } else {
      models.push({ name, fitted: await BASELINES[name](factors).fit(tensor, options), seed: split.seed });
    }
    fits[name] = watch.clock() - begun;
  }
  const { versions, signal } = watch;
  const evaluation = await evaluate(dataset, models, split, {
    versions,
    signal,
    onProgress: watch.progress('evaluate'),
  });
  return { model: own.name, evaluation, candidates, fits };
}

/** What each model of the family recovers of the truth. */
function recoveredBy(family: FittedCpFamily, dataset: Dataset, split: Split, seen: readonly number[]): CpRecovered[] {
  const truth = trueFactors(dataset, split, seen);
  const script = {
    stimulus: Float64Array.from(readArray(dataset, 'stimulus')),
    rate: dataset.attributes.rate as number,
    names: dataset.attributes.factor_names as string[],
  };
  return family.candidates.map(({ fitted, heldOut }) => {
    const factors = fitted.factors();
    const recovery = factors === null ? null : recoveryOf(truth, factorsOf(factors, seen), script);
    return { name: fitted.name, heldOut, recovery };
  });
}

/** The true factors of those of the training viewers. */
function trueFactors(dataset: Dataset, split: Split, places: readonly number[]): Factors {
  return factorsOf(
    truthOf(dataset),
    places.map((place) => split.training[place]),
  );
}

/** How far U of the training viewers of whom anything is seen can be told by someone who knows V*. Throws as `toldMatch` does. */
export function measureTold(dir: string, seed: number): ToldMeasured {
  const dataset = openDataset(dir);
  const split = splitViewers(dataset.sizes.viewers, HELD_OUT, seed);
  const tensor = visibleTensor(visibleOf(dataset, split), split.training);
  const seen = seenPlaces(tensor.mask, tensor.samples);
  return { told: toldMatch(selectViewers(tensor, seen), trueFactors(dataset, split, seen), seed) };
}

/**
 * FVAE, CP (the best of its variants by held-out likelihood) and PCA with one number of factors; what the FVAE carries over
 * holes besides its factors is left out.
 */
export async function measureCurve(
  dir: string,
  choice: { readonly factors: number; readonly seed: number; readonly epochs?: number; readonly workers: number },
  watch: Watch,
): Promise<CurveMeasured> {
  const { factors, seed, epochs = FVAE_DEFAULTS.epochs, workers } = choice;
  const dataset = openDataset(dir);
  const split = splitViewers(dataset.sizes.viewers, HELD_OUT, seed);
  const tensor = visibleTensor(visibleOf(dataset, split), split.training);
  const { signal } = watch;
  const options = { seed, signal };
  const fitting: Record<'FVAE' | 'CP' | 'PCA', () => Promise<Fitted>> = {
    FVAE: async () => {
      const onProgress = watch.progress(`train ${factors} factors`);
      const { state } = await fitModel(tensor, { ...options, factors, epochs, workers, onProgress });
      return restore(withoutLasting(state), tensor);
    },
    CP: () => cpFamily({ ranks: [factors] }).fit(tensor, { ...options, onProgress: watch.progress('fit cp') }),
    PCA: () => pca({ rank: factors }).fit(tensor, options),
  };
  const models: NamedFitted[] = [];
  const seconds: Record<string, number> = {};
  const faults: Record<string, string> = {};
  for (const [name, make] of Object.entries(fitting)) {
    const begun = watch.clock();
    try {
      models.push({ name, fitted: await make(), seed });
    } catch (error) {
      // Not every model carries every number of factors.
      if (!(error instanceof ModelFault)) throw error;
      faults[name] = error.message;
    }
    seconds[name] = watch.clock() - begun;
  }
  const onProgress = watch.progress('evaluate');
  const result = await evaluate(dataset, models, split, { versions: watch.versions, prefixes: [], signal, onProgress });
  const of = (name: 'FVAE' | 'CP' | 'PCA'): CurveModel =>
    faults[name] === undefined ? curveModel(name, seconds[name], result) : { name, fault: faults[name] };
  return { models: { FVAE: of('FVAE'), CP: of('CP'), PCA: of('PCA') } };
}

function curveModel(name: string, seconds: number, result: EvaluationResult): CurveModel {
  const score = (scores: Scores): CurveScore | null => {
    const own = scores?.scores[name];
    return own === undefined ? null : { rmse: own.rmse, explained: own.explained };
  };
  return {
    name,
    seconds,
    reconstruction: score(result.reconstruction),
    imputation: score(result.imputation),
    factorMatch: result.recovery[name]?.factorMatch ?? null,
  };
}
