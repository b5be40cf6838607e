import { type EvaluationResult, ORACLE } from '../../evaluation/result.ts';
import { fixed, percent } from '../../evaluation/table.ts';
import { type Html, html } from '../page/html.ts';
import type { Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { type ScoreBook, scoresFigure, scoresTable } from '../score-book.ts';
import { setsOf } from './sets.ts';

/** The first section: cards, all scores at a glance, and the tables of the scores. */
export function overviewSection(result: EvaluationResult, book: ScoreBook): Section {
  return {
    id: 'overview',
    title: 'At a glance',
    lead: 'Errors are measured from the landmarks without noise and holes. “Explained” puts the viewer mean at 0 and the oracle, which knows the true factors, at 1; a model can exceed 1 where slow noise can be interpolated.',
    parts: [
      ...failures(result),
      ...leaksOf(result),
      cards(result),
      ...(book.sets.length === 0 ? [] : [scoresFigure(book)]),
    ],
  };
}

/** The tables of scores. */
export function scoresSection(book: ScoreBook): Section {
  return {
    id: 'scores',
    title: 'Scores',
    lead: 'Errors in eye distances. The best of the models stands in bold; viewer mean and oracle are the two ends of the scale.',
    parts: book.sets.map((set) => scoresTable(book, set)),
  };
}

/** Models that failed: they are in no table. */
export function failures({ failed = [] }: Pick<EvaluationResult, 'failed'>): Html[] {
  if (failed.length === 0) return [];
  const items = failed.map(({ name, fault }) => html`<li><strong>${name}</strong>: ${fault}</li>`);
  return [html`<div class="block"><h3>Models that failed</h3><ul>${items}</ul></div>`];
}

/** Models that know more than they were shown. */
function leaksOf({ leaks = [] }: EvaluationResult): Html[] {
  if (leaks.length === 0) return [];
  const lines = leaks.map(({ model, prefix, rmse, oracle, pairs }) => ({
    cells: [
      model,
      prefix === null ? 'imputation' : `forecast after ${Number((100 * prefix).toFixed(1))} %`,
      fixed(rmse, 5),
      fixed(oracle, 5),
      String(pairs),
    ],
  }));
  const heads = ['where', 'RMSE', 'oracle', 'viewers'];
  const columns = [{ head: 'model', kind: 'text' as const }, ...heads.map((head) => ({ head }))];
  return [
    html`<div class="block">${tableOf('Nearer to the truth than the oracle can be: something leaks', columns, lines)}<p class="note">On entries 15 s or more from anything seen no model can beat the oracle by more than chance: its other numbers mean nothing.</p></div>`,
  ];
}

type Card = { readonly term: string; readonly value: string; readonly note: string };

function cards(result: EvaluationResult): Html {
  const subject = result.models[0]?.name ?? ORACLE;
  const all: Card[] = [];
  const recovery = result.recovery[subject];
  if (recovery !== null && recovery !== undefined) {
    const ceiling =
      result.ceiling === null ? '' : `a model that saw the reactions themselves: ${fixed(result.ceiling.score, 2)}`;
    all.push({ term: 'Factor match', value: fixed(recovery.factorMatch, 2), note: ceiling });
  }
  for (const { id, label, scores } of setsOf(result)) {
    if (id !== 'imputation' && id !== 'forecast 10 %') continue;
    const { rmse, explained, calibration } = scores.scores[subject];
    all.push({
      term: `${label}: explained`,
      value: fixed(explained, 2),
      note: `RMSE ${fixed(rmse, 4)}; oracle ${fixed(scores.scores[ORACLE].rmse, 4)}`,
    });
    if (calibration !== null && id === 'imputation')
      all.push({
        term: 'Inside the 90 % intervals',
        value: `${percent(calibration.coverage90)} %`,
        note: 'of what is imputed; 90 % would be right',
      });
  }
  const items = all.map(
    ({ term, value, note }) =>
      html`<div><dt>${term}</dt><dd class="value">${value}</dd><dd class="note">${note}</dd></div>`,
  );
  return html`<p class="note">Of the model <strong>${subject}</strong>:</p><dl class="cards">${items}</dl>`;
}
