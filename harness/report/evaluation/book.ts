import { type EvaluationResult, ORACLE, type Score, VIEWER_MEAN } from '../../evaluation/result.ts';
import { type MeasureOf, type ScoreBook, scoredBy } from '../score-book.ts';
import { entrantsOf, setsOf } from './sets.ts';

/** Figures of an entrant on a set, by the names of the result. */
const MEASURES: readonly MeasureOf<Score>[] = [
  {
    value: 'explained',
    label: 'explained',
    digits: 3,
    best: 'most',
    ends: [
      { value: 0, label: VIEWER_MEAN },
      { value: 1, label: ORACLE },
    ],
    of: ({ explained }) => explained,
  },
  { value: 'rmse', label: 'RMSE', digits: 5, best: 'least', of: ({ rmse }) => rmse },
  { value: 'mae', label: 'MAE', digits: 5, best: 'least', of: ({ mae }) => mae },
  { value: 'nrmse', label: 'NRMSE', digits: 3, best: 'least', of: ({ nrmse }) => nrmse },
  { value: 'crps', label: 'CRPS', digits: 5, best: 'least', of: ({ calibration }) => calibration?.crps ?? null },
];

/** The scores of an evaluation of a dataset. */
export function bookOf(result: EvaluationResult): ScoreBook {
  const names = entrantsOf(result);
  return {
    measures: MEASURES,
    models: result.models.map(({ name }) => name),
    references: [VIEWER_MEAN, ORACLE],
    caption:
      'One line a set of entries: what training viewers show and do not show, and held-out viewers after a first part of the film.',
    sets: setsOf(result).map(({ id, label, prefix, scores: { entries, viewers, scores } }) => ({
      id,
      label,
      size: `${entries.toLocaleString('en-US')} entries of ${viewers.length} viewers`,
      prefix,
      ...scoredBy(scores, names, MEASURES),
    })),
  };
}
