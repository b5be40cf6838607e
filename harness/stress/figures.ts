import { CEILING, type EvaluationResult, type Score, type Scores } from '../evaluation/result.ts';
import type { Where } from './result.ts';

/** A figure of a model in an evaluation, at a place that follows from it; null where there is none. */
export type Figure = (evaluation: EvaluationResult, model: string, where: Where) => number | null;

export type Figures = Readonly<Record<string, Figure>>;

const OF_SET: Readonly<Record<string, (score: Score) => number | null | undefined>> = {
  rmse: ({ rmse }) => rmse,
  explained: ({ explained }) => explained,
  crps: ({ calibration }) => calibration?.crpsUnit,
  coverage50: ({ calibration }) => calibration?.coverage50,
  coverage90: ({ calibration }) => calibration?.coverage90,
};

/** Figures of a set of entries: `imputation.rmse`, ... */
export function setFigures(name: string, scoresOf: (evaluation: EvaluationResult, where: Where) => Scores): Figures {
  const calibrated = !['reconstruction', 'far'].includes(name);
  const wanted = Object.entries(OF_SET).filter(([figure]) => calibrated || !/^(crps|coverage)/.test(figure));
  return Object.fromEntries(
    wanted.map(([figure, of]) => [
      `${name}.${figure}`,
      (evaluation, model, where) => {
        const score = scoresOf(evaluation, where)?.scores[model];
        return score === undefined ? null : (of(score) ?? null);
      },
    ]),
  );
}

/** Figures of the recovery of the factors; the ceiling has the first. */
export const recoveryFigures: Figures = {
  'recovery.match': ({ recovery, ceiling }, model) =>
    model === CEILING ? (ceiling?.score ?? null) : (recovery[model]?.factorMatch ?? null),
  'recovery.mcc': ({ recovery }, model) => recovery[model]?.mcc.pearson ?? null,
  'recovery.humor': ({ recovery, scriptOfTruth }, model) =>
    model === CEILING ? scriptOfTruth.humor.correlation : (recovery[model]?.humor.correlation ?? null),
  'recovery.surprise': ({ recovery, scriptOfTruth }, model) =>
    model === CEILING ? scriptOfTruth.surprise.correlation : (recovery[model]?.surprise.correlation ?? null),
};
