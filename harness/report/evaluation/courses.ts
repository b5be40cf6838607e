import type { EvaluationResult } from '../../evaluation/result.ts';
import type { Figure } from '../page/figure.ts';
import { type Mark, marksOf } from '../palette.ts';
import { choiceControl } from '../plot/series.ts';
import type { Control, MarkSpec } from '../plot/spec.ts';
import { partControls, partTicks } from './data.ts';
import type { Recovered } from './recovery.ts';

/** How the two kinds of event are drawn. */
export const EVENT_MARKS: Readonly<Record<string, Mark>> = {
  humor: { color: 'var(--orange)', symbol: 'triangle', dash: '' },
  surprise: { color: 'var(--violet)', symbol: 'diamond', dash: '' },
};

/** A choice of one of the models. */
export function modelControl(names: readonly string[]): Control {
  return {
    ...choiceControl(
      'model',
      'Model',
      names.map((name) => ({ value: name, label: name })),
    ),
    legend: true,
  };
}

/** V of one model beside the truth, a panel a factor, under the script. */
export function coursesFigure(result: EvaluationResult, recovered: Recovered): Figure {
  const { samples, rate } = result.provenance.dataset;
  const duration = samples / rate;
  const factors = recovered[0][1].pairs.map(({ name }) => name);
  const names = recovered.map(([name]) => name);
  const marks = marksOf(names);
  const script = 'script';
  const said = recovered.map(
    ([name, { pairs }]) =>
      `${name}: ${pairs.map(({ name: factor, time }) => `${factor} ${time.toFixed(2)}`).join(', ')}`,
  );
  const panels = [script, ...factors];
  const events = Object.entries(EVENT_MARKS).flatMap(([type, { color, symbol }]): MarkSpec[] => [
    {
      mark: 'rectY',
      table: 'events',
      where: { type },
      options: { x1: 'from', x2: 'to', y1: 0, y2: 'intensity', fy: 'panel', fill: color, fillOpacity: 0.55 },
    },
    {
      mark: 'dot',
      table: 'events',
      where: { type },
      options: { x: 'from', y: 'intensity', fy: 'panel', symbol, fill: color, r: 4 },
    },
    {
      mark: 'ruleX',
      table: 'event-lines',
      where: { type },
      options: {
        x: 'from',
        fy: 'panel',
        stroke: color,
        strokeOpacity: 0.45,
        ...(type === 'surprise' ? { strokeDasharray: '3 2' } : {}),
      },
    },
  ]);
  return {
    id: 'courses',
    title: 'When the film asks for each factor: V beside the truth',
    caption:
      'Above, the script: humor (triangles) and surprise (diamonds, dashed below) with their strength. Below, each true course as a grey area in units of its peak and the model’s matched one as a line, scaled and shifted to it by least squares.',
    alternative: `Courses over time, a panel a factor. Correlation of the model’s course with the true one: ${said.join('; ')}.`,
    legend: {
      field: 'series',
      entries: [
        ...Object.entries(EVENT_MARKS).map(([type, mark]) => ({ value: type, label: type, mark, line: false })),
        {
          value: 'truth',
          label: 'truth (area)',
          mark: { color: 'var(--grey)', symbol: 'square', dash: '' },
          line: false,
        },
        ...names.map((name) => ({ value: name, label: name, mark: marks[name], line: true })),
      ],
    },
    plot: {
      options: {
        height: 60 + 84 * panels.length,
        marginLeft: 42,
        marginRight: 86,
        x: {
          label: 'time',
          ticks: partTicks(duration),
          tickFormat: '@clock',
          labelArrow: 'none',
        },
        y: { label: null, ticks: [0, 1], grid: true },
        fy: { label: null, domain: panels, padding: 0.22 },
      },
      marks: [
        { mark: 'ruleY', values: [0], options: { stroke: 'var(--line)' } },
        ...events,
        {
          mark: 'areaY',
          table: 'courses',
          options: { x: 'seconds', y: 'truth', fy: 'factor', fill: 'var(--grey)', fillOpacity: 0.4 },
        },
        {
          mark: 'lineY',
          table: 'courses',
          options: { x: 'seconds', y: 'truth', fy: 'factor', stroke: 'var(--grey)', strokeWidth: 1 },
        },
        ...names.map(
          (name): MarkSpec => ({
            mark: 'lineY',
            table: 'courses',
            where: { model: name },
            options: { x: 'seconds', y: 'value', fy: 'factor', stroke: marks[name].color, strokeWidth: 1.6 },
          }),
        ),
        {
          mark: 'ruleX',
          table: 'courses',
          pointer: 'pointerX',
          options: { x: 'seconds', py: 'value', stroke: 'var(--quiet)' },
        },
        {
          mark: 'tip',
          table: 'courses',
          pointer: 'pointerX',
          options: {
            x: 'seconds',
            y: 'value',
            fy: 'factor',
            channels: { truth: 'truth', model: 'model' },
            format: { x: '@clock', fy: false },
          },
        },
      ],
      controls: [modelControl(names), ...partControls(duration)],
    },
  };
}
