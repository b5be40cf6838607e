import { fixed, percent } from '../evaluation/table.ts';
import type { Calibration } from '../metrics/calibration.ts';
import { type Figure, modelLegend } from './page/figure.ts';
import { type Html, html } from './page/html.ts';
import { tableOf } from './page/table.ts';
import { choiceControl, marginFor, seriesControl, seriesMarks, tip } from './plot/series.ts';
import type { Row } from './records.ts';

/** A measure of models: which way it is better, and what stands for its ends. */
export type Measure = {
  readonly value: string;
  readonly label: string;
  readonly digits: number;
  readonly best: 'most' | 'least';
  readonly ends?: readonly { readonly value: number; readonly label: string }[];
};

/** What everybody reached on one set of entries. */
export type ScoredSet = {
  readonly id: string;
  readonly label: string;
  /** Of how much it is: entries and viewers, in words. */
  readonly size: string;
  /** Share of the film seen before a forecast; null for another set. */
  readonly prefix: number | null;
  /** By name, then by measure; null where there is none. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** Shares inside the central 50 and 90 % intervals; null for who says none. */
  readonly covered: Readonly<Record<string, readonly [number, number] | null>>;
};

/** A measure that is read off scores of a kind; null where a score has none. */
export type MeasureOf<Score> = Measure & { readonly of: (score: Score) => number | null };

/** What a set of scores says, by name and measure. */
export function scoredBy<Score extends { readonly calibration: Calibration | null }>(
  scores: Readonly<Record<string, Score>>,
  names: readonly string[],
  measures: readonly MeasureOf<Score>[],
): Pick<ScoredSet, 'values' | 'covered'> {
  const byName = <Told>(tell: (score: Score) => Told): Record<string, Told> =>
    Object.fromEntries(names.map((name) => [name, tell(scores[name])]));
  return {
    values: byName((score) => Object.fromEntries(measures.map(({ value, of }) => [value, of(score)]))),
    covered: byName(({ calibration }) =>
      calibration === null ? null : ([calibration.coverage50, calibration.coverage90] as const),
    ),
  };
}

/** The scores of an evaluation: of models, and of references that they are seen between. */
export type ScoreBook = {
  readonly measures: readonly Measure[];
  readonly models: readonly string[];
  readonly references: readonly string[];
  readonly sets: readonly ScoredSet[];
  /** What the lines of the figures say of the sets. */
  readonly caption: string;
};

/** Everybody in a book, models first. */
export function namesIn({ models, references }: ScoreBook): readonly string[] {
  return [...models, ...references];
}

/** Measures of which anything is told. */
function toldIn({ measures, sets, ...book }: ScoreBook): readonly Measure[] {
  const names = namesIn({ measures, sets, ...book });
  return measures.filter(({ value }) => sets.some(({ values }) => names.some((name) => values[name][value] !== null)));
}

/** Every score: `set`, `label`, `model`, `metric`, `prefix`, `value`. */
export function scoreRows(book: ScoreBook): Row[] {
  return book.sets.flatMap(({ id, label, prefix, values }) =>
    book.measures.flatMap(({ value: metric }) =>
      namesIn(book).flatMap((model) => {
        const value = values[model][metric];
        return value === null ? [] : [{ set: id, label, model, metric, prefix, value }];
      }),
    ),
  );
}

/** The ends of measures that have some: `metric`, `value`, `label`. */
export function endRows({ measures }: ScoreBook): Row[] {
  return measures.flatMap(({ value: metric, ends = [] }) => ends.map(({ value, label }) => ({ metric, value, label })));
}

/** All scores at a glance, from the tables `scores` and `scale-ends`. */
export function scoresFigure(book: ScoreBook): Figure {
  const names = namesIn(book);
  const labels = book.sets.map(({ label }) => label);
  const channels = { x: 'value', y: 'label' };
  const x = { label: '{metric}', grid: true, labelAnchor: 'center', labelArrow: 'none', nice: true, ticks: 6 };
  return {
    id: 'scores-figure',
    title: 'All models on all sets of entries',
    caption: `${book.caption} Models are told apart by colour and symbol; choose the measure above.`,
    alternative: `Dot plot of the scores of ${names.join(', ')} on ${labels.length} sets of entries. The same numbers are in the tables under Scores.`,
    legend: modelLegend(names, 'model', false),
    plot: {
      options: {
        height: 70 + 46 * labels.length,
        marginLeft: marginFor(labels),
        marginBottom: 44,
        x,
        y: { label: null, domain: labels, tickSize: 0 },
        insetLeft: 10,
        insetRight: 10,
      },
      marks: [
        { mark: 'ruleX', table: 'scale-ends', options: { x: 'value', stroke: 'var(--quiet)', strokeDasharray: '2 3' } },
        ...seriesMarks({ table: 'scores', names, channels, line: false, r: 5, opacity: 0.75 }),
        tip('scores', channels, { model: 'model' }),
      ],
      controls: [choiceControl('metric', 'Measure', toldIn(book)), seriesControl(names)],
      fold: { below: 520, panels: 1, options: { x: { ...x, ticks: 3 } } },
    },
  };
}

/** The scores on one set; the best of the models in bold. */
export function scoresTable(book: ScoreBook, { label, size, values, covered }: ScoredSet): Html {
  const names = namesIn(book);
  const shown = book.measures.filter(({ value }) => names.some((name) => values[name][value] !== null));
  const best = shown.map(({ value, digits, best: wanted }) => {
    const all = book.models.flatMap((name) => values[name][value] ?? []);
    return fixed(wanted === 'most' ? Math.max(...all) : Math.min(...all), digits);
  });
  const calibrated = names.some((name) => covered[name] !== null);
  const heads = [...shown.map((measure) => measure.label), ...(calibrated ? ['in 50 %', 'in 90 %'] : [])];
  const lines = names.map((name) => {
    const reference = book.references.includes(name);
    const cells = shown.map(({ value, digits }, n) => {
      const text = fixed(values[name][value], digits);
      return !reference && text === best[n] ? html`<strong class="best">${text}</strong>` : text;
    });
    const coverage = calibrated ? [percent(covered[name]?.[0]), percent(covered[name]?.[1])] : [];
    return { cells: [name, ...cells, ...coverage], ...(reference ? { kind: 'reference' as const } : {}) };
  });
  const columns = [{ head: 'model', kind: 'text' as const }, ...heads.map((head) => ({ head }))];
  return html`<div class="block">${tableOf(`${label}: ${size}`, columns, lines)}</div>`;
}

/** Forecasts by the share of the film seen, from the table `scores`; null where there are none. */
export function forecastFigure(book: ScoreBook, caption: string): Figure | null {
  const names = namesIn(book);
  const forecasts = book.sets.filter(({ prefix }) => prefix !== null);
  if (forecasts.length === 0) return null;
  const channels = { x: 'prefix', y: 'value' };
  const lines = names.map((name) => ({ cells: [name, ...forecasts.map(({ values }) => fixed(values[name].rmse, 5))] }));
  const columns = [
    { head: 'model', kind: 'text' as const },
    ...forecasts.map(({ prefix }) => ({ head: `${percent(prefix)} % seen` })),
  ];
  // RMSE first: it is what the table tells.
  const measures = [...toldIn(book)].sort((a, b) => Number(b.value === 'rmse') - Number(a.value === 'rmse'));
  return {
    id: 'forecasts',
    title: 'Forecasts by what was seen',
    caption,
    alternative: `Lines of the forecast error of ${names.join(', ')} against the share that was seen. The numbers are in the table below the plot.`,
    legend: modelLegend(names),
    numbers: tableOf('RMSE by the share seen', columns, lines, false),
    plot: {
      options: {
        height: 320,
        marginLeft: 56,
        marginBottom: 42,
        x: {
          label: 'share seen',
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
      controls: [choiceControl('metric', 'Measure', measures), seriesControl(names)],
    },
  };
}

/** The rows that the figure of forecasts draws. */
export function forecastRows(book: ScoreBook): Row[] {
  return scoreRows(book).filter(({ prefix }) => prefix !== null);
}
