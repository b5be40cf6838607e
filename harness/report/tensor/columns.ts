import { VIEWER_MEAN } from '../../evaluation/result.ts';
import type { TensorEvaluation } from '../../own-data/result.ts';
import { type Figure, modelLegend } from '../page/figure.ts';
import { type Html, html } from '../page/html.ts';
import { tableOf } from '../page/table.ts';
import { choiceControl, marginFor, seriesControl, seriesMarks, tip } from '../plot/series.ts';
import type { Row } from '../records.ts';
import { type TensorSet, tensorSets } from './book.ts';

/** Columns that are drawn at most: of more the tables tell. */
const MOST_DRAWN = 60;

/** Errors by column: `set`, `model`, `column`, `rmse` and `mae` in its unit, `ratio`: RMSE over the viewer mean's. */
export function columnRows(result: TensorEvaluation): Row[] {
  return tensorSets(result).flatMap(({ id, scores: { columns } }) =>
    columns.flatMap(({ name: column, scores }) =>
      Object.entries(scores).map(([model, { rmse, mae }]) => {
        const worst = scores[VIEWER_MEAN].rmse;
        return { set: id, model, column, rmse, mae, ratio: worst > 0 ? rmse / worst : null };
      }),
    ),
  );
}

/** Errors by column beside the viewer mean's; null where there are too many columns to draw. */
export function columnsFigure(result: TensorEvaluation): Figure | null {
  const { columns } = result.provenance.data;
  const sets = tensorSets(result);
  if (columns.length > MOST_DRAWN || sets.length === 0) return null;
  const names = [...result.models.map(({ name }) => name), VIEWER_MEAN];
  const channels = { x: 'ratio', y: 'column' };
  return {
    id: 'columns',
    title: 'Errors by column',
    caption: 'RMSE of each column as a share of the viewer mean’s: 1 is no better than that, 0 no error.',
    alternative: `Dot plot of the errors of ${names.join(', ')} in ${columns.length} columns. The numbers are in the tables under Scores.`,
    legend: modelLegend(names, 'model', false),
    plot: {
      options: {
        height: 60 + 26 * columns.length,
        marginLeft: marginFor(columns),
        marginBottom: 42,
        x: {
          label: 'RMSE over the viewer mean’s',
          grid: true,
          zero: true,
          labelAnchor: 'center',
          labelArrow: 'none',
          ticks: 5,
        },
        y: { label: null, domain: columns, tickSize: 0 },
        insetLeft: 8,
        insetRight: 8,
      },
      marks: [
        { mark: 'ruleX', values: [1], options: { stroke: 'var(--quiet)', strokeDasharray: '2 3' } },
        ...seriesMarks({ table: 'columns', names, channels, line: false, r: 4.5, opacity: 0.75 }),
        tip('columns', channels, { model: 'model', rmse: 'rmse' }),
      ],
      controls: [
        choiceControl(
          'set',
          'Entries',
          sets.map(({ id, label }) => ({ value: id, label })),
        ),
        seriesControl(names),
      ],
    },
  };
}

/** RMSE by column and model, in the columns' units. */
export function columnsTable({ label, scores }: TensorSet): Html {
  const names = Object.keys(scores.scores);
  const lines = scores.columns.map(({ name, scores: own }) => ({
    cells: [name, ...names.map((model) => String(Number(own[model].rmse.toPrecision(4))))],
  }));
  const columns = [{ head: 'column', kind: 'text' as const }, ...names.map((head) => ({ head }))];
  return html`<div class="block">${tableOf(`${label}: RMSE by column, in its own unit`, columns, lines)}</div>`;
}
