import { VIEWER_MEAN } from '../evaluation/result.ts';
import { alignedTable, costLines, fixed, percent } from '../evaluation/table.ts';
import type { ColumnScore, TensorEvaluation, TensorScore, TensorScores } from './result.ts';

const HEADS = ['', 'RMSE', 'MAE', 'MRE', 'NRMSE', 'skill', 'CRPS', 'in 50 %', 'in 90 %'];

function scoreRow(name: string, { rmse, mae, mre, nrmse, skill, calibration }: TensorScore): string[] {
  const row = [name, fixed(rmse, 4), fixed(mae, 4), fixed(mre, 4), fixed(nrmse, 3), fixed(skill, 3)];
  return [...row, fixed(calibration?.crps, 4), percent(calibration?.coverage50), percent(calibration?.coverage90)];
}

/** A column's RMSE by model; four digits whatever its unit. */
function columnRow({ name, scores }: ColumnScore, models: readonly string[]): string[] {
  return [name, ...models.map((model) => Number(scores[model].rmse.toPrecision(4)).toString())];
}

function scoreLines(title: string, scores: TensorScores): string[] {
  if (scores === null) return [`${title}: none`, ''];
  const models = [VIEWER_MEAN, ...Object.keys(scores.scores).filter((name) => name !== VIEWER_MEAN)];
  const all = alignedTable(
    HEADS,
    models.map((name) => scoreRow(name, scores.scores[name])),
  );
  const each = alignedTable(
    ['RMSE in its own unit', ...models],
    scores.columns.map((column) => columnRow(column, models)),
  );
  const indented = [...all, ...each].map((line) => `  ${line}`);
  return [`${title}: ${scores.entries.toLocaleString('en-US')} samples`, ...indented, ''];
}

/** An evaluation on a tensor of a user's own for people: aligned plain text, a line an element. */
export function tensorText(result: TensorEvaluation): string[] {
  const { provenance, split, showing, missing, partial, imputation, forecast } = result;
  const { title, viewers, samples, columns } = provenance.data;
  const { share, samples: block } = showing.hidden;
  const training = viewers - split.heldOut.length;
  const lines = [
    `${title}: ${viewers} rows x ${samples} samples x ${columns.length} columns; ${training} train, ${split.heldOut.length} held out (seed ${split.seed})`,
    `${percent(missing)} % of the samples are missing${partial > 0 ? `, and ${percent(partial)} % that are known in some columns only are not used` : ''}`,
    share > 0
      ? `${percent(share)} % of the training rows is hidden for scoring, in blocks of ${block}`
      : 'nothing of the training rows is hidden for scoring',
    ...costLines(result),
    showing.scale === 'columns'
      ? 'Errors are in standard deviations of each column; skill: viewer mean 0, no error 1'
      : 'Errors are in the unit of the data; skill: viewer mean 0, no error 1',
    '',
    ...scoreLines('Imputation of what was hidden', imputation),
  ];
  for (const { prefix, result: scores, empty } of forecast) {
    const unseen = empty === 0 ? '' : `, ${empty} of them unknown till then`;
    const count = scores?.viewers.length ?? 0;
    lines.push(...scoreLines(`Forecast of ${count} rows after ${percent(prefix)} %${unseen}`, scores));
  }
  return lines.slice(0, -1);
}
