import { VIEWER_MEAN } from '../../evaluation/result.ts';
import type { TensorEvaluation, TensorScore, TensorScores } from '../../own-data/result.ts';
import { type MeasureOf, type ScoreBook, type ScoredSet, scoredBy } from '../score-book.ts';

/** Figures of a model on a set, by the names of the result. */
const MEASURES: readonly MeasureOf<TensorScore>[] = [
  {
    value: 'skill',
    label: 'skill',
    digits: 3,
    best: 'most',
    ends: [
      { value: 0, label: VIEWER_MEAN },
      { value: 1, label: 'no error' },
    ],
    of: ({ skill }) => skill,
  },
  { value: 'rmse', label: 'RMSE', digits: 4, best: 'least', of: ({ rmse }) => rmse },
  { value: 'mae', label: 'MAE', digits: 4, best: 'least', of: ({ mae }) => mae },
  { value: 'nrmse', label: 'NRMSE', digits: 3, best: 'least', of: ({ nrmse }) => nrmse },
  { value: 'crps', label: 'CRPS', digits: 4, best: 'least', of: ({ calibration }) => calibration?.crps ?? null },
];

/** A set of entries of a tensor of a user's own. */
export type TensorSet = {
  readonly id: string;
  readonly label: string;
  readonly prefix: number | null;
  readonly scores: NonNullable<TensorScores>;
};

/** The sets of an evaluation that have entries. */
export function tensorSets({ imputation, forecast }: TensorEvaluation): readonly TensorSet[] {
  const hidden =
    imputation === null ? [] : [{ id: 'imputation', label: 'Imputation', prefix: null, scores: imputation }];
  return [
    ...hidden,
    ...forecast.flatMap(({ prefix, result }): TensorSet[] => {
      const share = Number((100 * prefix).toFixed(2));
      return result === null
        ? []
        : [{ id: `forecast ${share} %`, label: `Forecast after ${share} %`, prefix, scores: result }];
    }),
  ];
}

/** The scores of an evaluation on a tensor of a user's own. */
export function tensorBook(result: TensorEvaluation): ScoreBook {
  const models = result.models.map(({ name }) => name);
  const names = [...models, VIEWER_MEAN];
  return {
    measures: MEASURES,
    models,
    references: [VIEWER_MEAN],
    caption: 'One line a set of entries: what was hidden of the training rows, and held-out rows after a first part.',
    sets: tensorSets(result).map(
      ({ id, label, prefix, scores: { entries, viewers, scores } }): ScoredSet => ({
        id,
        label,
        prefix,
        size: `${entries.toLocaleString('en-US')} samples of ${viewers.length} rows`,
        ...scoredBy(scores, names, MEASURES),
      }),
    ),
  };
}
