import type { EvaluationResult } from '../../evaluation/result.ts';
import { fixed, percent } from '../../evaluation/table.ts';
import { type Figure, modelLegend } from '../page/figure.ts';
import type { Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { choiceControl, clockTicks, seriesControl, seriesMarks, tip } from '../plot/series.ts';
import type { MarkSpec } from '../plot/spec.ts';
import type { Row } from '../records.ts';
import { EVENT_MARKS } from './courses.ts';
import { type EntrySet, entrantsOf, setsOf } from './sets.ts';

/** Errors over time, forecasts by prefix, and calibration. */
export function errorsSection(result: EvaluationResult): Section | null {
  const sets = setsOf(result);
  if (sets.length === 0) return null;
  const calibrated = sets.filter(({ scores }) =>
    Object.values(scores.scores).some(({ calibration }) => calibration !== null),
  );
  return {
    id: 'errors',
    title: 'Errors, forecasts, calibration',
    parts: [
      timeFigure(result, sets),
      ...(result.forecast.some(({ result: one }) => one !== null) ? [forecastFigure(result, sets)] : []),
      ...(calibrated.length > 0 ? [calibrationFigure(result, calibrated)] : []),
    ],
  };
}

function setControl(sets: readonly EntrySet[]) {
  return choiceControl(
    'set',
    'Entries',
    sets.map(({ id, label }) => ({ value: id, label })),
  );
}

function timeFigure(result: EvaluationResult, sets: readonly EntrySet[]): Figure {
  const names = entrantsOf(result);
  const { samples, rate } = result.provenance.dataset;
  // Reconstruction has entries everywhere; what is missing is thin.
  const order = [...sets].sort((a, b) => rank(a) - rank(b));
  const channels = { x: 'seconds', y: 'rmse' };
  const events = Object.entries(EVENT_MARKS).map(
    ([type, { color, symbol }]): MarkSpec => ({
      mark: 'dot',
      table: 'events',
      where: { type },
      options: { x: 'from', frameAnchor: 'top', dy: -6, symbol, fill: color, r: 3.5 },
    }),
  );
  return {
    id: 'error-over-time',
    title: 'Error over the film',
    caption:
      'RMSE over viewers and landmarks at each moment that has entries of the set. Above, the script’s events: humor (triangles), surprise (diamonds).',
    alternative: `Lines of the RMSE of ${names.join(', ')} over time; errors are largest when the film asks for strong reactions. Totals are in the tables under Scores.`,
    legend: modelLegend(names),
    plot: {
      options: {
        height: 330,
        marginLeft: 52,
        marginTop: 34,
        x: { label: 'time', ticks: clockTicks(0, samples / rate), tickFormat: '@clock', labelArrow: 'none' },
        y: { label: 'RMSE', grid: true, labelArrow: 'none' },
      },
      marks: [
        ...events,
        ...seriesMarks({ table: 'error-over-time', names, channels, dots: false, width: 1.4 }),
        {
          mark: 'ruleX',
          table: 'error-over-time',
          pointer: 'pointerX',
          options: { x: 'seconds', py: 'rmse', stroke: 'var(--quiet)' },
        },
        {
          ...tip('error-over-time', channels, { model: 'model' }),
          options: { ...channels, channels: { model: 'model' }, format: { x: '@clock' } },
        },
      ],
      controls: [setControl(order), seriesControl(names)],
    },
  };
}

function rank({ id, prefix }: EntrySet): number {
  return id === 'reconstruction' ? 0 : prefix === null ? 2 : 1;
}

const FORECAST_METRICS = [
  { value: 'rmse', label: 'RMSE' },
  { value: 'explained', label: 'explained' },
  { value: 'crps', label: 'CRPS' },
];

/** Forecast scores by prefix: `model`, `metric`, `prefix` (share of the film), `value`. */
export function forecastRows(result: EvaluationResult): Row[] {
  return setsOf(result).flatMap(({ prefix, scores }) =>
    prefix === null
      ? []
      : entrantsOf(result).flatMap((model) => {
          const { rmse, explained, calibration } = scores.scores[model];
          const values = { rmse, explained, crps: calibration?.crps ?? null };
          return Object.entries(values).flatMap(([metric, value]) =>
            value === null ? [] : [{ model, metric, prefix, value }],
          );
        }),
  );
}

function forecastFigure(result: EvaluationResult, sets: readonly EntrySet[]): Figure {
  const names = entrantsOf(result);
  const forecasts = sets.filter(({ prefix }) => prefix !== null);
  const channels = { x: 'prefix', y: 'value' };
  const lines = names.map((name) => ({
    cells: [name, ...forecasts.map(({ scores }) => fixed(scores.scores[name].rmse, 5))],
  }));
  const columns = [
    { head: 'model', kind: 'text' as const },
    ...forecasts.map(({ prefix }) => ({ head: `${percent(prefix)} % seen` })),
  ];
  return {
    id: 'forecasts',
    title: 'Forecasts of held-out viewers by what was seen of them',
    caption:
      'Error on everything after the first part of the film, of which alone the model was shown what was observed. The oracle knows the viewers’ true factors, but no more of their faces than the models.',
    alternative: `Lines of the forecast error of ${names.join(', ')} against the share of the film seen. The numbers are in the table below the plot.`,
    legend: modelLegend(names),
    numbers: tableOf('RMSE by share of the film seen', columns, lines, false),
    plot: {
      options: {
        height: 320,
        marginLeft: 52,
        marginBottom: 42,
        x: {
          label: 'share of the film seen',
          labelAnchor: 'center',
          labelArrow: 'none',
          tickFormat: '@percent',
          ticks: forecasts.map(({ prefix }) => prefix),
          inset: 14,
        },
        y: { label: '{metric}', grid: true, labelArrow: 'none', nice: true },
      },
      marks: [
        ...seriesMarks({ table: 'forecasts', names, channels, r: 4.5 }),
        tip('forecasts', channels, { model: 'model' }),
      ],
      controls: [choiceControl('metric', 'Measure', FORECAST_METRICS), seriesControl(names)],
    },
  };
}

function calibrationFigure(result: EvaluationResult, sets: readonly EntrySet[]): Figure {
  const names = entrantsOf(result);
  const channels = { x: 'nominal', y: 'covered' };
  const lines = names.flatMap((name) =>
    sets.map(({ label, scores }) => {
      const { calibration } = scores.scores[name];
      return {
        cells: [
          name,
          label,
          percent(calibration?.coverage50),
          percent(calibration?.coverage90),
          fixed(calibration?.crps, 5),
        ],
      };
    }),
  );
  const columns = [
    { head: 'model', kind: 'text' as const },
    { head: 'entries', kind: 'text' as const },
    { head: 'in 50 %' },
    { head: 'in 90 %' },
    { head: 'CRPS' },
  ];
  return {
    id: 'calibration',
    title: 'Calibration: what the intervals promise and what they hold',
    caption:
      'Share of the true landmarks inside central intervals of 5 to 95 %. On the dashed diagonal intervals hold what they promise; above it they are too wide, below too narrow. Those of viewer mean and oracle come from their own errors on what training viewers show.',
    alternative: `Lines of the share covered against the share promised by the intervals of ${names.join(', ')}. Shares inside the 50 and 90 % intervals are in the table below the plot.`,
    legend: modelLegend(names),
    numbers: tableOf('Coverage by model and set', columns, lines, false),
    plot: {
      options: {
        height: 420,
        marginLeft: 52,
        marginBottom: 42,
        x: {
          label: 'promised',
          domain: [0, 1],
          labelAnchor: 'center',
          labelArrow: 'none',
          tickFormat: '@percent',
          grid: true,
          ticks: 5,
        },
        y: { label: 'covered', domain: [0, 1], labelArrow: 'none', tickFormat: '@percent', grid: true, ticks: 5 },
      },
      marks: [
        {
          mark: 'link',
          values: [0],
          options: { x1: 0, y1: 0, x2: 1, y2: 1, stroke: 'var(--quiet)', strokeDasharray: '4 3' },
        },
        ...seriesMarks({ table: 'calibration', names, channels, r: 2.5 }),
        {
          ...tip('calibration', channels, { model: 'model' }),
          options: { ...channels, channels: { model: 'model' }, format: { x: '@percent', y: '@percent' } },
        },
      ],
      controls: [setControl(sets), seriesControl(names)],
    },
  };
}
