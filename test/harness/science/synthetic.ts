import type { EvaluationResult, Recovery, Score, Scores } from '../../../harness/evaluation/result.ts';
import type { Calibration } from '../../../harness/metrics/calibration.ts';
import type {
  CurveRecord,
  ModelRecord,
  Origin,
  ScienceRecord,
  ToldRecord,
  UnseenRecord,
} from '../../../harness/science/record.ts';
import type { CurveTask, ModelTask, Task, ToldTask, UnseenTask } from '../../../harness/science/task.ts';

export const ORIGIN: Origin = { version: '1.2.3', build: 'b0', commit: 'c0', machine: 'a machine', jobs: 1 };

/** What a synthetic run is said to have found; everything has a default. */
export type Said = {
  readonly match?: number;
  /** Match of each CP model of the family. */
  readonly cp?: Readonly<Record<string, number>>;
  readonly ceiling?: number;
  /** RMSE on every set of entries by entrant. */
  readonly rmse?: Readonly<Record<string, number>>;
  /** RMSE of the model after its viewers' mean errors are taken out, as a share of its RMSE. */
  readonly dynamic?: number;
  readonly coverage50?: number;
  readonly coverage90?: number;
  readonly trainSeconds?: number;
  readonly trainBytes?: number;
};

const FACTORS = ['amusement', 'laughter', 'surprise', 'fatigue'];
const RMSE = { 'viewer mean': 0.04, oracle: 0.01, fvae: 0.012, additive: 0.03, cp: 0.015 };
const SIZE = { viewers: 10, samples: 100, rate: 1 };

function recovery(match: number): Recovery {
  const lagged = { correlation: match, lag: 1 };
  return {
    count: 4,
    factorMatch: match,
    rankMatch: match,
    powerMatch: match,
    powers: [1, 1, 1, 1],
    fms: match,
    mcc: { pearson: match, spearman: match },
    degeneracy: 0,
    pairs: FACTORS.map((name, k) => ({ truth: k, model: k, viewer: 1, time: match, score: match, name, script: null })),
    humor: lagged,
    surprise: lagged,
  };
}

function calibrationOf(said: Said, rmse: number): Calibration {
  return {
    entries: 50,
    coverage50: said.coverage50 ?? 0.5,
    coverage90: said.coverage90 ?? 0.9,
    coverage50Error: 0.021,
    coverage90Error: 0.012,
    crps: rmse,
    crpsUnit: rmse / 2,
  };
}

function scoresOf(said: Said, calibrated: boolean): Scores {
  const all: Record<string, number> = { ...RMSE, ...said.rmse };
  const { 'viewer mean': worst, oracle: best } = all as { 'viewer mean': number; oracle: number };
  const score = ([name, rmse]: [string, number]): [string, Score] => [
    name,
    {
      entries: 50,
      mae: rmse,
      rmse,
      mre: rmse,
      nrmse: rmse,
      explained: (worst ** 2 - rmse ** 2) / (worst ** 2 - best ** 2),
      dynamicRmse: rmse * (name === 'fvae' ? (said.dynamic ?? 1) : 1),
      calibration: calibrated ? calibrationOf(said, rmse) : null,
      viewerRmse: [rmse * 0.9, rmse * 1.1, null],
    },
  ];
  return { viewers: [0, 1, 2], entries: 50, scores: Object.fromEntries(Object.entries(all).map(score)) };
}

/** An evaluation that says so. */
export function evaluationOf(said: Said): EvaluationResult {
  const match = said.match ?? 0.9;
  const names = Object.keys({ ...RMSE, ...said.rmse }).filter((name) => name !== 'viewer mean' && name !== 'oracle');
  const lagged = { correlation: 0.95, lag: 1 };
  return {
    format: 1,
    provenance: {
      versions: { matinee: '1.2.3' },
      dataset: { title: 'T', seed: 0, command: 'c', attributes: 'a', ...SIZE },
    },
    split: { share: 0.2, seed: 0, heldOut: [1, 2] },
    missing: 0.1,
    unseen: 0,
    hidden: null,
    models: names.map((name) => ({ name, seed: 0 })),
    oracleRest: 0,
    ceiling: { score: said.ceiling ?? 0.97, factors: [1, 1, 1, 0.9] },
    scriptOfTruth: { humor: lagged, surprise: lagged },
    recovery: { fvae: recovery(match), additive: null, cp: recovery(0.5) },
    meaning: {
      truth: [{ name: 'surprise', brows: 0.02, eyes: 0.01, nose: 0.001, mouth: 0.03, jaw: 0.01 }],
      models: { fvae: [{ brows: 0.018, eyes: 0.01, nose: 0.001, mouth: 0.03, jaw: 0.01, cosine: 0.99 }], cp: [null] },
    },
    reconstruction: scoresOf(said, false),
    imputation: scoresOf(said, true),
    far: scoresOf(said, false),
    forecast: [0.05, 0.1, 0.25].map((prefix) => ({
      prefix,
      samples: 5,
      empty: 0,
      result: scoresOf(said, true),
      far: null,
    })),
  };
}

/** A record of a task that says so. */
export function modelRecord(task: ModelTask, said: Said = {}): ModelRecord {
  const family = Object.entries(said.cp ?? { 'cp-2': 0.4, 'cp-gls-4': 0.7 });
  return {
    task,
    origin: ORIGIN,
    model: 'fvae',
    evaluation: evaluationOf(said),
    candidates: family.map(([name, match], n) => ({ name, heldOut: -n, recovery: recovery(match) })),
    fits: {},
    seconds: { generate: 1, train: said.trainSeconds ?? 60, evaluate: 10 },
    trainBytes: said.trainBytes ?? 2 ** 30,
    backend: 'wasm',
    choices: [],
  };
}

/** A record of a curve's task: explained by model. */
export function curveRecord(task: CurveTask, explained: Readonly<Record<'FVAE' | 'CP' | 'PCA', number>>): CurveRecord {
  const model = (name: 'FVAE' | 'CP' | 'PCA') => {
    const score = { rmse: 0.01, explained: explained[name] };
    return { name, seconds: 1, reconstruction: score, imputation: score, factorMatch: 0.8 };
  };
  return { task, origin: ORIGIN, models: { FVAE: model('FVAE'), CP: model('CP'), PCA: model('PCA') } };
}

/** A record of how far U can be told. */
export function toldRecord(task: ToldTask): ToldRecord {
  return { task, origin: ORIGIN, told: { score: 0.912, factors: [0.95, 0.94, 0.93, 0.83] } };
}

/** A record of more viewers than are held out. */
export function unseenRecord(task: UnseenTask, said: Said = {}): UnseenRecord {
  const forecast = [0.05, 0.1, 0.25].map((prefix) => ({ prefix, calibration: calibrationOf(said, 0.01) }));
  return { task, origin: ORIGIN, unseen: { audiences: 2, viewers: 22, forecast } };
}

/** A record of every task. */
export function everyRecord(tasks: readonly Task[], said: Said = {}): ScienceRecord[] {
  return tasks.map((task) => {
    if (task.kind === 'model') return modelRecord(task, said);
    if (task.kind === 'told') return toldRecord(task);
    if (task.kind === 'unseen') return unseenRecord(task, said);
    const by = (rate: number): number => 1 - 1 / (1 + rate * task.factors);
    return curveRecord(task, { FVAE: by(8), CP: by(4), PCA: by(2) });
  });
}
