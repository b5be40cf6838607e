import type { Dataset } from '../../../sim/dataset/reader.ts';
import type { NamedFitted } from '../../evaluation/evaluate.ts';
import type { EvaluationResult } from '../../evaluation/result.ts';
import { html } from '../page/html.ts';
import type { Report, Section } from '../page/page.ts';
import { footOf, provenanceSection, type Source } from '../provenance.ts';
import type { Tables } from '../records.ts';
import { endRows, forecastRows, scoreRows } from '../score-book.ts';
import { bookOf } from './book.ts';
import { courseRows, eventLines, eventRows, sensitivityRows } from './data.ts';
import { errorsSection } from './errors.ts';
import { faceRows } from './faces.ts';
import type { Gathered } from './gather.ts';
import { meaningSection } from './meaning.ts';
import { overviewSection, scoresSection } from './overview.ts';
import { recoverySection } from './recovery.ts';
import { seatsSection, thousandths } from './seat-figures.ts';
import { errorRows, missingRows, rowErrors, seatRows } from './seats.ts';
import { setsOf } from './sets.ts';

/** What a report of an evaluation is made from. */
export type Evaluated = {
  readonly dataset: Dataset;
  readonly models: readonly NamedFitted[];
  readonly result: EvaluationResult;
  readonly gathered: Gathered;
  /** What made it: commands, digests. */
  readonly sources: readonly Source[];
};

/** The report of an evaluation: everything it says, drawn. The same for the same evaluation. */
export function evaluationReport({ dataset, models, result, gathered, sources }: Evaluated): Report {
  const { title, seed, viewers, samples } = result.provenance.dataset;
  const book = bookOf(result);
  const factors = result.meaning.truth.map(({ name }) => name);
  const faces = faceRows(gathered.moved, factors);
  const errors = errorRows(dataset, setsOf(result));
  const missing = missingRows(dataset);
  const tables: Tables = {
    scores: scoreRows(book),
    'scale-ends': endRows(book),
    events: eventRows(dataset),
    'event-lines': eventLines(dataset, factors),
    courses: courseRows(dataset, result, models),
    sensitivities: sensitivityRows(dataset, result, models),
    'face-at-rest': faces.rest,
    'faces-in-truth': faces.truth,
    faces: faces.models,
    'error-over-time': gathered.errors(),
    forecasts: forecastRows(book),
    calibration: gathered.coverage(),
    seats: seatRows(dataset),
    'missing-by-seat': missing.rows,
    'error-by-seat': errors.rows.map((row) => ({ ...row, text: thousandths(row.rmse as number) })),
    'error-by-row': rowErrors(errors.rows),
  };
  const seatTables = { seats: tables.seats, missing: missing.rows, missingScale: missing.scale, errors: errors.rows };
  const held = result.split.heldOut.length;
  const sections: readonly (Section | null)[] = [
    overviewSection(result, book),
    recoverySection(result),
    meaningSection(result),
    errorsSection(result, book),
    seatsSection(result, seatTables),
    scoresSection(book),
    provenanceSection(sources, tables),
  ];
  return {
    kind: 'Evaluation',
    title,
    lead: html`Seed ${seed}: ${viewers} viewers × ${samples.toLocaleString('en-US')} samples; ${viewers - held} viewers train, ${held} are held out. ${
      result.hidden === null
        ? `${(100 * result.missing).toFixed(1)} % of the training entries are missing.`
        : `${(100 * result.missing).toFixed(1)} % of the training entries are hidden for scoring, in blocks of ${result.hidden.seconds} s.`
    } Models: ${result.models.map(({ name }) => name).join(', ')}.`,
    sections: sections.filter((section) => section !== null),
    tables,
    foot: footOf(result.provenance.versions.matinee ?? ''),
  };
}
