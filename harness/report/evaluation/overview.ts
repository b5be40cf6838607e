import type { EvaluationResult, Score } from '../../evaluation/result.ts';
import { ORACLE, VIEWER_MEAN } from '../../evaluation/result.ts';
import { fixed, percent } from '../../evaluation/table.ts';
import { type Figure, modelLegend } from '../page/figure.ts';
import { type Html, html } from '../page/html.ts';
import type { Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { choiceControl, seriesControl, seriesMarks, tip } from '../plot/series.ts';
import type { Row } from '../records.ts';
import { type EntrySet, entrantsOf, setsOf } from './sets.ts';

/** Figures of an entrant on a set, by the names of the result. */
const METRICS = [
  { value: 'explained', label: 'explained', of: ({ explained }: Score) => explained, digits: 3, best: 'most' },
  { value: 'rmse', label: 'RMSE', of: ({ rmse }: Score) => rmse, digits: 5, best: 'least' },
  { value: 'mae', label: 'MAE', of: ({ mae }: Score) => mae, digits: 5, best: 'least' },
  { value: 'nrmse', label: 'NRMSE', of: ({ nrmse }: Score) => nrmse, digits: 3, best: 'least' },
  { value: 'crps', label: 'CRPS', of: ({ calibration }: Score) => calibration?.crps ?? null, digits: 5, best: 'least' },
] as const;

/** Every score: `set`, `label`, `model`, `metric`, `value`. */
export function scoreRows(result: EvaluationResult): Row[] {
  return setsOf(result).flatMap(({ id, label, scores }) =>
    METRICS.flatMap((metric) =>
      entrantsOf(result).flatMap((model) => {
        const value = metric.of(scores.scores[model]);
        return value === null ? [] : [{ set: id, label, model, metric: metric.value, value }];
      }),
    ),
  );
}

/** What `explained` is measured by: `metric`, `value`, `label`. */
export const SCALE_ENDS: readonly Row[] = [
  { metric: 'explained', value: 0, label: VIEWER_MEAN },
  { metric: 'explained', value: 1, label: ORACLE },
];

/** The first section: cards, all scores at a glance, and the tables of the scores. */
export function overviewSection(result: EvaluationResult): Section {
  const sets = setsOf(result);
  return {
    id: 'overview',
    title: 'At a glance',
    lead: 'Errors are measured from the landmarks without noise and holes. “Explained” puts the viewer mean at 0 and the oracle, which knows the true factors, at 1; a model can exceed 1 where slow noise can be interpolated.',
    parts: [...failures(result), cards(result), ...(sets.length === 0 ? [] : [scoresFigure(result, sets)])],
  };
}

/** The tables of scores. */
export function scoresSection(result: EvaluationResult): Section {
  return {
    id: 'scores',
    title: 'Scores',
    lead: 'Errors in eye distances. The best of the models stands in bold; viewer mean and oracle are the two ends of the scale.',
    parts: setsOf(result).map((set) => scoresTable(result, set)),
  };
}

/** Models that failed: they are in no table. */
function failures({ failed = [] }: EvaluationResult): Html[] {
  if (failed.length === 0) return [];
  const items = failed.map(({ name, fault }) => html`<li><strong>${name}</strong>: ${fault}</li>`);
  return [html`<div class="block"><h3>Models that failed</h3><ul>${items}</ul></div>`];
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

function scoresFigure(result: EvaluationResult, sets: readonly EntrySet[]): Figure {
  const names = entrantsOf(result);
  const metrics = METRICS.filter(({ of }) =>
    sets.some(({ scores }) => names.some((name) => of(scores.scores[name]) !== null)),
  );
  const channels = { x: 'value', y: 'label' };
  return {
    id: 'scores-figure',
    title: 'All models on all sets of entries',
    caption:
      'One line a set of entries: what training viewers show and do not show, and held-out viewers after a first part of the film. Models are told apart by colour and symbol; choose the measure above.',
    alternative: `Dot plot of the scores of ${names.join(', ')} on ${sets.length} sets of entries. The same numbers are in the tables under Scores.`,
    legend: modelLegend(names, 'model', false),
    plot: {
      options: {
        height: 70 + 46 * sets.length,
        marginLeft: 190,
        marginBottom: 44,
        x: { label: '{metric}', grid: true, labelAnchor: 'center', labelArrow: 'none', nice: true, ticks: 6 },
        y: { label: null, domain: sets.map(({ label }) => label), tickSize: 0 },
        insetLeft: 10,
        insetRight: 10,
      },
      marks: [
        { mark: 'ruleX', table: 'scale-ends', options: { x: 'value', stroke: 'var(--quiet)', strokeDasharray: '2 3' } },
        ...seriesMarks({ table: 'scores', names, channels, line: false, r: 5 }).map((mark) => ({
          ...mark,
          options: { ...mark.options, fillOpacity: 0.75, tip: false },
        })),
        tip('scores', channels, { model: 'model' }),
      ],
      controls: [
        choiceControl(
          'metric',
          'Measure',
          metrics.map(({ value, label }) => ({ value, label })),
        ),
        seriesControl(names),
      ],
    },
  };
}

function scoresTable(result: EvaluationResult, { label, scores }: EntrySet): Html {
  const names = entrantsOf(result);
  const models = result.models.map(({ name }) => name);
  const shown = METRICS.filter(({ of }) => names.some((name) => of(scores.scores[name]) !== null));
  const best = shown.map(({ of, digits, best: wanted }) => {
    const values = models.flatMap((name) => of(scores.scores[name]) ?? []);
    return fixed(wanted === 'most' ? Math.max(...values) : Math.min(...values), digits);
  });
  const covered = names.some((name) => scores.scores[name].calibration !== null);
  const heads = [
    ...shown.map(({ label: head }) => ({ head })),
    ...(covered ? [{ head: 'in 50 %' }, { head: 'in 90 %' }] : []),
  ];
  const lines = names.map((name) => {
    const score = scores.scores[name];
    const reference = name === VIEWER_MEAN || name === ORACLE;
    const cells = shown.map(({ of, digits }, n) => {
      const text = fixed(of(score), digits);
      return !reference && text === best[n] ? html`<strong class="best">${text}</strong>` : text;
    });
    const coverage = covered ? [percent(score.calibration?.coverage50), percent(score.calibration?.coverage90)] : [];
    return { cells: [name, ...cells, ...coverage], ...(reference ? { kind: 'reference' as const } : {}) };
  });
  const title = `${label}: ${scores.entries.toLocaleString('en-US')} entries of ${scores.viewers.length} viewers`;
  return html`<div class="block">${tableOf(title, [{ head: 'model', kind: 'text' }, ...heads], lines)}</div>`;
}
