import { CEILING } from '../../evaluation/result.ts';
import type { StressResult } from '../../stress/result.ts';
import { type Figure, modelLegend } from '../page/figure.ts';
import { marksOf } from '../palette.ts';
import { choiceControl, seriesControl, seriesMarks, tip } from '../plot/series.ts';
import type { Control, Json, MarkSpec, Options } from '../plot/spec.ts';
import { figureLabel, figuresOf, panelRows, panelsOf, positionOf, rangeOf, seriesOf } from './data.ts';

function figureControl(figures: readonly string[]): Control {
  return choiceControl(
    'figure',
    'Figure',
    figures.map((value) => ({ value, label: figureLabel(value) })),
  );
}

function scenarioControls({ scenarios }: StressResult): Control[] {
  if (scenarios.length < 2) return [];
  return [
    choiceControl(
      'scenario',
      'Scenario',
      scenarios.map(({ scenario }) => ({ value: scenario, label: scenario })),
    ),
  ];
}

/** The range of each figure, by what is chosen: few seeds make bands that would leave no room for lines. */
function domains(result: StressResult): Json {
  return {
    choose: 'figure',
    of: Object.fromEntries(figuresOf(result).map((figure) => [figure, rangeOf(result, figure)])),
  };
}

/** Seeds from which on intervals are narrow enough for all of them to be drawn at once. */
const MANY_SEEDS = 4;

/** A choice of whose interval is drawn: at first all, or with few seeds the first model's. */
function bandControl({ seeds, models }: StressResult, names: readonly string[]): Control {
  const all = { value: 'all', label: 'all' };
  const first = models[0]?.name ?? '';
  const each = [first, ...names.filter((name) => name !== first)].map((name) => ({ value: name, label: name }));
  const rest = [...each, { value: 'none', label: 'none' }];
  return choiceControl('band', 'Bands', seeds.length >= MANY_SEEDS ? [all, ...rest] : [rest[0], all, ...rest.slice(1)]);
}

/** Each series' interval as a band behind its line. */
function bands(names: readonly string[], table: string, channels: Options): MarkSpec[] {
  const marks = marksOf(names);
  const { y: _, ...along } = channels;
  return names.map((model) => ({
    mark: 'areaY',
    table,
    where: { model },
    options: { ...along, y1: 'low', y2: 'high', fill: marks[model].color, fillOpacity: 0.16, clip: true },
  }));
}

/** All curves of a sweep: a panel a pattern, or a number of training viewers. */
export function curvesFigure(result: StressResult): Figure {
  const names = seriesOf(result);
  const panels = panelsOf(result);
  const lines = 1 + Math.max(...panelRows(result).map(({ line }) => line as number));
  const channels = { x: 'position', y: 'mean', fx: 'column', fy: 'line' };
  const missing = result.kind === 'missing';
  const positions = [...new Set(result.points.map(positionOf))].sort((a, b) => a - b);
  const [least, most] = [positions[0], positions[positions.length - 1]];
  const wide = least > 0 && most > 10 * least;
  const x = missing
    ? { label: 'share of the entries that is lost', domain: [least, most], ticks: 4 }
    : wide
      ? {
          label: 'share of the film seen',
          type: 'log',
          ticks: [0.01, 0.1, 1].filter((tick) => tick >= least && tick <= most),
        }
      : { label: 'share of the film seen', ticks: 4 };
  const ceiling = names.includes(CEILING)
    ? ' The ceiling of recovery is what a model would reach that saw the reactions themselves.'
    : '';
  return {
    id: 'curves',
    title: missing ? 'Errors by what is lost, and how' : 'Forecasts by what was seen, and by how many train',
    caption: `Mean over ${result.seeds.length} seeds, each a screening, a hold-out and a fit; bands are the ${result.interval}, cut off where they leave the panel.${missing ? ' A panel a pattern of loss.' : ' A panel a number of training viewers.'}${ceiling}`,
    alternative: `Curves of ${names.join(', ')} in ${panels.length} panels: ${panels.join(', ')}. The numbers of the first figure are in the tables below, of all in the files beside this page.`,
    legend: modelLegend(names),
    plot: {
      options: {
        height: 60 + 230 * lines,
        marginLeft: 66,
        marginTop: 30,
        marginBottom: 44,
        x: { ...x, tickFormat: '@percent', labelAnchor: 'center', labelArrow: 'none', inset: 6 },
        y: {
          label: '{figure}',
          labelAnchor: 'center',
          domain: domains(result),
          grid: true,
          labelArrow: 'none',
          nice: true,
          ticks: 5,
        },
        fx: { axis: null, padding: 0.06 },
        fy: { axis: null, padding: 0.16 },
      },
      marks: [
        { mark: 'frame', options: { stroke: 'var(--line)' } },
        {
          mark: 'text',
          table: 'panels',
          options: { fx: 'column', fy: 'line', text: 'panel', frameAnchor: 'top-left', dy: -16, fontWeight: 'bold' },
        },
        ...bands(names, 'bands', channels),
        ...seriesMarks({ table: 'curves', names, channels, r: 2.8, width: 1.6 }),
        tip('curves', channels, { model: 'model', low: 'low', high: 'high', missing: 'missing' }),
      ],
      controls: [
        figureControl(figuresOf(result)),
        ...scenarioControls(result),
        bandControl(result, names),
        seriesControl(names),
      ],
      fold: {
        below: 640,
        panels: panels.length / lines,
        by: 'panel',
        options: { fy: { axis: null, padding: 0.2, domain: panels } },
      },
    },
  };
}

/** The cold start: errors by how many viewers train, at the prefix chosen; null where fewer than two numbers were tried. */
export function coldStartFigure(result: StressResult): Figure | null {
  if (result.kind !== 'prefix' || panelsOf(result).length < 2) return null;
  const names = seriesOf(result);
  const prefixes = [...new Set(result.points.map(positionOf))];
  const counts = [
    ...new Set(result.places.flatMap(({ training }) => (training.mean === null ? [] : [Math.round(training.mean)]))),
  ];
  const channels = { x: 'training', y: 'mean' };
  return {
    id: 'cold-start',
    title: 'The cold start: by how many viewers train',
    caption: `How errors fall as more viewers train, after the part of the film chosen; mean over seeds, bands are the ${result.interval}, cut off where they leave the plot.`,
    alternative: `Curves of ${names.join(', ')} against the number of training viewers. The numbers are those of the tables below.`,
    legend: modelLegend(names),
    plot: {
      options: {
        height: 330,
        marginLeft: 54,
        marginBottom: 42,
        x: {
          label: 'viewers who train',
          type: 'log',
          tickFormat: 'd',
          ticks: counts,
          labelAnchor: 'center',
          labelArrow: 'none',
          inset: 10,
        },
        y: { label: '{figure}', domain: domains(result), grid: true, labelArrow: 'none', nice: true },
      },
      marks: [
        ...bands(names, 'cold-start-bands', channels),
        ...seriesMarks({ table: 'cold-start', names, channels }),
        tip('cold-start', channels, { model: 'model', low: 'low', high: 'high' }),
      ],
      controls: [
        figureControl(figuresOf(result)),
        choiceControl(
          'prefix',
          'Seen',
          prefixes.map((prefix) => ({
            value: String(prefix),
            label: `${Number((100 * prefix).toFixed(2))} % of the film`,
          })),
        ),
        ...scenarioControls(result),
        bandControl(result, names),
        seriesControl(names),
      ],
    },
  };
}
