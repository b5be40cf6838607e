import { isWeighed } from '../../fvae/baselines/cp.ts';
import {
  type EvaluationResult,
  ORACLE,
  type Recovery,
  type Score,
  type Scores,
  VIEWER_MEAN,
} from '../evaluation/result.ts';
import { type Paired, pairedDifference } from '../metrics/paired.ts';
import type { ModelRecord } from './record.ts';

/** The CP of the highest match, chosen with the truth at hand, and by how much the model's is higher. */
type Hindsight = { readonly name: string; readonly match: number; readonly margin: number } | null;

/** What a run says of recovery: the model, CP in hindsight and by likelihood, and the ceiling. */
export type RecoveryFigures = {
  readonly own: Recovery;
  readonly hindsight: Hindsight;
  /** The same of those by plain alternating least squares, as tensor libraries fit CP: their residuals are not weighed. */
  readonly plain: Hindsight;
  readonly chosen: number | null;
  readonly ceiling: number | null;
};

/** A run's recovery; null for a model without factors. */
export function recoveryFigures({ model, evaluation, candidates }: ModelRecord): RecoveryFigures | null {
  const own = evaluation.recovery[model];
  if (own === null || own === undefined) return null;
  return {
    own,
    hindsight: bestOf(candidates, own),
    plain: bestOf(
      candidates.filter(({ name }) => !isWeighed(name)),
      own,
    ),
    chosen: evaluation.recovery['cp']?.factorMatch ?? null,
    ceiling: evaluation.ceiling?.score ?? null,
  };
}

function bestOf(candidates: ModelRecord['candidates'], { factorMatch }: Recovery): Hindsight {
  let best: Hindsight = null;
  for (const { name, recovery } of candidates) {
    const match = recovery?.factorMatch;
    if (match !== undefined && (best === null || match > best.match))
      best = { name, match, margin: factorMatch - match };
  }
  return best;
}

/** A model on one set of entries beside the baselines. */
export type PredictionFigures = {
  readonly own: Score;
  readonly oracle: Score;
  readonly viewerMean: Score;
  /** The baseline of the least RMSE, the viewer mean among them. */
  readonly best: { readonly name: string; readonly score: Score };
  /** Whether the model's RMSE is below every baseline's. */
  readonly ahead: boolean;
  /** The least paired lead over any baseline: the RMSE of the baseline less the model's, viewer by viewer. */
  readonly lead: (Paired & { readonly over: string }) | null;
};

/** A run's figures on a set of entries; null where the set is empty. */
export function predictionFigures({ model, evaluation }: ModelRecord, scores: Scores): PredictionFigures | null {
  const own = scores?.scores[model];
  if (scores === null || own === undefined) return null;
  const baselines = baselineNames(model, evaluation);
  let best = { name: VIEWER_MEAN, score: scores.scores[VIEWER_MEAN] };
  let lead: PredictionFigures['lead'] = null;
  for (const name of baselines) {
    const score = scores.scores[name];
    if (score.rmse < best.score.rmse) best = { name, score };
    const paired = pairedDifference(score.viewerRmse, own.viewerRmse);
    if (paired !== null && (lead === null || paired.mean < lead.mean)) lead = { ...paired, over: name };
  }
  return {
    own,
    oracle: scores.scores[ORACLE],
    viewerMean: scores.scores[VIEWER_MEAN],
    best,
    ahead: own.rmse < best.score.rmse,
    lead,
  };
}

/** Every entrant but the model and the oracle. */
export function baselineNames(model: string, { models }: EvaluationResult): readonly string[] {
  return [VIEWER_MEAN, ...models.map(({ name }) => name).filter((name) => name !== model)];
}

/** What the model lacks of the oracle, as shares of what the oracle explains: of the neutral face, and of its movement. */
export type Gap = { readonly neutral: number; readonly movement: number };

/** The two parts of 1 - explained; null where the oracle explains nothing. */
export function gapToOracle({ own, oracle, viewerMean }: PredictionFigures): Gap | null {
  const whole = viewerMean.rmse ** 2 - oracle.rmse ** 2;
  if (!(whole > 0)) return null;
  const neutral = ({ rmse, dynamicRmse }: Score): number => rmse ** 2 - dynamicRmse ** 2;
  return {
    neutral: (neutral(own) - neutral(oracle)) / whole,
    movement: (own.dynamicRmse ** 2 - oracle.dynamicRmse ** 2) / whole,
  };
}

/** Sets of entries that carry intervals, by name: imputation and the forecasts. */
export function calibratedSets({
  evaluation,
}: ModelRecord): readonly { readonly name: string; readonly scores: Scores }[] {
  const forecasts = evaluation.forecast.map(({ prefix, result }) => ({ name: forecastName(prefix), scores: result }));
  return [{ name: 'imputation', scores: evaluation.imputation }, ...forecasts];
}

export function forecastName(prefix: number): string {
  return `forecast, ${Math.round(100 * prefix)} %`;
}
