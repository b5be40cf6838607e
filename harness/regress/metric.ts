import { type EvaluationResult, ORACLE, type Scores, VIEWER_MEAN } from '../evaluation/result.ts';

/** Which way a metric is better: lower, higher, or nearer to a number. */
export type Better = 'lower' | 'higher' | number;

/** The smallest loss that matters: a share of the metric's own size, an amount, or whichever of the two is larger. */
export type Tolerance = { readonly relative: number | null; readonly absolute: number | null };

/** A number that an evaluation says of a model, and what becomes of it. */
export type Metric = {
  readonly name: string;
  /** Where it stands: `recovery`, `reconstruction`, `imputation`, `far` or `forecast.PERCENT`, then keys. */
  readonly path: string;
  readonly better: Better;
  readonly tolerance: Tolerance;
};

const relative = (share: number): Tolerance => ({ relative: share, absolute: null });
const absolute = (amount: number): Tolerance => ({ relative: null, absolute: amount });

type Known = Omit<Metric, 'name'>;

/** Figures of recovery by their names. */
const RECOVERY: Readonly<Record<string, Known>> = {
  'factor-match': { path: 'recovery.factorMatch', better: 'higher', tolerance: absolute(0.02) },
  'rank-match': { path: 'recovery.rankMatch', better: 'higher', tolerance: absolute(0.02) },
  'power-match': { path: 'recovery.powerMatch', better: 'higher', tolerance: absolute(0.02) },
  fms: { path: 'recovery.fms', better: 'higher', tolerance: absolute(0.02) },
  mcc: { path: 'recovery.mcc.pearson', better: 'higher', tolerance: absolute(0.02) },
  humor: { path: 'recovery.humor.correlation', better: 'higher', tolerance: absolute(0.02) },
  surprise: { path: 'recovery.surprise.correlation', better: 'higher', tolerance: absolute(0.02) },
};

/** Figures of a set of entries by their names. */
const FIGURES: Readonly<Record<string, Known>> = {
  rmse: { path: 'rmse', better: 'lower', tolerance: relative(0.01) },
  mae: { path: 'mae', better: 'lower', tolerance: relative(0.01) },
  'dynamic-rmse': { path: 'dynamicRmse', better: 'lower', tolerance: relative(0.01) },
  explained: { path: 'explained', better: 'higher', tolerance: absolute(0.01) },
  crps: { path: 'calibration.crpsUnit', better: 'lower', tolerance: relative(0.01) },
  coverage50: { path: 'calibration.coverage50', better: 0.5, tolerance: absolute(0.02) },
  coverage90: { path: 'calibration.coverage90', better: 0.9, tolerance: absolute(0.02) },
};

/** Sets that are scored without intervals. */
const UNCALIBRATED = ['reconstruction', 'far'];

const SET = /^(reconstruction|imputation|far|forecast-([1-9]\d?))-(.+)$/;

/** What names a metric can have, for messages. */
export const METRIC_NAMES = [
  ...Object.keys(RECOVERY),
  `or reconstruction-, imputation-, far- or forecast-PERCENT- and ${Object.keys(FIGURES).join(', ')}`,
].join(', ');

/** The metric of a name such as `factor-match`, `imputation-rmse` or `forecast-10-crps`; undefined for another. */
export function knownMetric(name: string): Metric | undefined {
  if (Object.hasOwn(RECOVERY, name)) return { name, ...RECOVERY[name] };
  const [, set, percent, figure] = SET.exec(name) ?? [];
  if (set === undefined || !Object.hasOwn(FIGURES, figure)) return undefined;
  const known = FIGURES[figure];
  if (UNCALIBRATED.includes(set) && known.path.startsWith('calibration.')) return undefined;
  const place = percent === undefined ? set : `forecast.${Number(percent)}`;
  return { name, ...known, path: `${place}.${known.path}` };
}

/** Parts of an evaluation that a path may begin with. */
export const PATH = /^(recovery|reconstruction|imputation|far|forecast\.[1-9]\d?)(\.[A-Za-z0-9]+)+$/;

/** The share of the film that a metric wants to be seen before a forecast; null for another metric. */
export function prefixOf({ path }: Metric): number | null {
  const [, percent] = /^forecast\.(\d+)\./.exec(path) ?? [];
  return percent === undefined ? null : Number(percent) / 100;
}

/** What an evaluation says of a model: a finite number, or null where it says none. */
export function figureOf(evaluation: EvaluationResult, model: string, { path }: Metric): number | null {
  const [part, ...keys] = path.split('.');
  if (part === 'recovery') return numberAt(evaluation.recovery[model], keys);
  const { scores, rest } = setOf(evaluation, part, keys);
  return numberAt(scores?.scores[model], rest);
}

/**
 * What the same evaluation says of the viewer mean and of the oracle, or of the truth itself for recovery: numbers that no
 * model changes, so that others mean other data or another way of scoring.
 */
export function yardstickOf(evaluation: EvaluationResult, { path }: Metric): readonly number[] {
  const [part, ...keys] = path.split('.');
  const { ceiling, scriptOfTruth } = evaluation;
  const { scores, rest } = setOf(evaluation, part, keys);
  const found =
    part === 'recovery'
      ? [ceiling?.score ?? null, scriptOfTruth.humor.correlation, scriptOfTruth.surprise.correlation]
      : [VIEWER_MEAN, ORACLE].flatMap((name) =>
          [rest, ['rmse']].map((wanted) => numberAt(scores?.scores[name], wanted)),
        );
  return found.filter((value) => value !== null);
}

function setOf(
  evaluation: EvaluationResult,
  part: string,
  keys: readonly string[],
): { readonly scores: Scores; readonly rest: readonly string[] } {
  if (part === 'forecast') {
    const prefix = Number(keys[0]) / 100;
    const found = evaluation.forecast.find((one) => Math.abs(one.prefix - prefix) < 1e-9);
    return { scores: found?.result ?? null, rest: keys.slice(1) };
  }
  if (part !== 'reconstruction' && part !== 'imputation' && part !== 'far') return { scores: null, rest: keys };
  return { scores: evaluation[part], rest: keys };
}

function numberAt(value: unknown, keys: readonly string[]): number | null {
  let found = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return null;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

/** What is lost by a value, in the metric's unit: smaller is better. */
export function costOf(better: Better, value: number): number {
  if (better === 'lower') return value;
  return better === 'higher' ? -value : Math.abs(value - better);
}
