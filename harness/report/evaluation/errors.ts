import type { EvaluationResult } from '../../evaluation/result.ts';
import type { Section } from '../page/page.ts';
import { forecastFigure, type ScoreBook } from '../score-book.ts';
import { calibrationFigure } from './calibration-figure.ts';
import { setsOf } from './sets.ts';
import { timeFigure } from './time-figure.ts';

/** Errors over time, forecasts by prefix, and calibration; null where nothing was scored. */
export function errorsSection(result: EvaluationResult, book: ScoreBook): Section | null {
  const sets = setsOf(result);
  if (sets.length === 0) return null;
  const calibrated = sets.filter(({ scores }) =>
    Object.values(scores.scores).some(({ calibration }) => calibration !== null),
  );
  const forecasts = forecastFigure(
    book,
    'Error of held-out viewers on everything after the first part of the film, of which alone the model was shown what was observed. The oracle knows the viewers’ true factors, but no more of their faces than the models.',
  );
  return {
    id: 'errors',
    title: 'Errors, forecasts, calibration',
    parts: [
      timeFigure(result, sets),
      ...(forecasts === null ? [] : [forecasts]),
      ...(calibrated.length > 0 ? [calibrationFigure(result, calibrated)] : []),
    ],
  };
}
