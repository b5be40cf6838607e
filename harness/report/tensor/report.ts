import { commandText } from '../../command-text.ts';
import { percent } from '../../evaluation/table.ts';
import type { Parsed } from '../../options.ts';
import type { TensorEvaluation } from '../../own-data/result.ts';
import { duration } from '../../terminal.ts';
import { failures } from '../evaluation/overview.ts';
import type { Figure } from '../page/figure.ts';
import { html } from '../page/html.ts';
import type { Report } from '../page/page.ts';
import { footOf, provenanceSection, type Source, versionText } from '../provenance.ts';
import { endRows, forecastFigure, forecastRows, scoreRows, scoresFigure, scoresTable } from '../score-book.ts';
import { tensorBook, tensorSets } from './book.ts';
import { columnRows, columnsFigure, columnsTable } from './columns.ts';

/** The report of an evaluation on a tensor of a user's own, by the command with these arguments. The same for the same evaluation. */
export function tensorReport(result: TensorEvaluation, args: Parsed): Report {
  const { title, viewers, samples, columns } = result.provenance.data;
  const book = tensorBook(result);
  const tables = {
    scores: scoreRows(book),
    'scale-ends': endRows(book),
    forecasts: forecastRows(book),
    columns: columnRows(result),
  };
  const held = result.split.heldOut.length;
  const forecasts = forecastFigure(
    book,
    'Error of held-out rows on everything after the first part, of which alone the model was shown what is known.',
  );
  const drawn: readonly (Figure | null)[] = [
    book.sets.length === 0 ? null : scoresFigure(book),
    forecasts,
    columnsFigure(result),
  ];
  const unit = result.showing.scale === 'columns' ? 'standard deviations of each column' : 'the unit of the data';
  return {
    kind: 'Evaluation',
    title,
    lead: html`${viewers} rows × ${samples.toLocaleString('en-US')} samples × ${columns.length} columns; ${viewers - held} rows train, ${held} are held out. ${percent(result.missing)} % of the samples are missing. Models: ${result.models.map(({ name }) => name).join(', ')}.`,
    sections: [
      {
        id: 'overview',
        title: 'At a glance',
        lead: `Scored on what was measured and not shown. Errors are in ${unit}; skill puts the viewer mean, the mean of each row, at 0 and no error at 1.`,
        parts: [...failures(result), ...drawn.filter((figure) => figure !== null)],
      },
      {
        id: 'scores',
        title: 'Scores',
        lead: 'The best of the models stands in bold.',
        parts: [...book.sets.map((set) => scoresTable(book, set)), ...tensorSets(result).map(columnsTable)],
      },
      provenanceSection(sourcesOf(result, args), tables),
    ],
    tables,
    foot: footOf(result.provenance.versions.matinee ?? ''),
  };
}

function sourcesOf({ provenance, models, split, showing }: TensorEvaluation, args: Parsed): Source[] {
  return [
    { what: 'this report made by', value: commandText('evaluate', args.positionals, args.values) },
    { what: 'with', value: versionText(provenance.versions) },
    { what: 'data, SHA-256', value: provenance.data.sha256 },
    { what: 'what was shown', value: JSON.stringify(showing) },
    ...models.map(({ name, seed }) => ({ what: `${name}, seed`, value: String(seed ?? '-') })),
    ...models.flatMap(({ name, cost }) =>
      cost === undefined ? [] : [{ what: `${name} ran`, value: duration(cost.seconds) }],
    ),
    { what: 'held-out rows, seed', value: String(split.seed) },
    { what: 'held-out rows', value: split.heldOut.join(', ') },
  ];
}
