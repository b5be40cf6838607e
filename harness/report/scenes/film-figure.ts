import { EVENT_MARKS } from '../evaluation/courses.ts';
import { partControls, partTicks } from '../evaluation/data.ts';
import type { Figure } from '../page/figure.ts';
import type { MarkSpec } from '../plot/spec.ts';
import { ANSWERS } from './reaction.ts';
import type { SceneResult } from './result.ts';
import { answeredIn, clock } from './table.ts';

/** The whole film: the script, what it drew, and how much of it was shared, with the scenes' bounds. */
export function filmFigure(result: SceneResult): Figure {
  const { duration, scenes, moments } = result;
  const answered = answeredIn(result);
  const panels = ['script', ...answered.map((stimulus) => ANSWERS[stimulus]), 'shared'];
  const marks = answered.map((stimulus) => ({ stimulus, panel: ANSWERS[stimulus], ...EVENT_MARKS[stimulus] }));
  const strongest = moments.most[0];
  return {
    id: 'film',
    title: 'The film and its audience',
    caption:
      'Above, the script: humor (triangles) and surprise (diamonds). Below, the audience’s mean reaction with its 95 % interval over viewers, 0 at rest, 1 its mean at the film’s strongest moment; then how much viewers share of it: the mean correlation of two viewers in the 10 s around a moment. Grey lines are the scenes’ bounds, with their numbers.',
    alternative: `Courses over the film of ${duration} s in ${scenes.length} scenes: the script, ${answered.map((stimulus) => `how ${ANSWERS[stimulus]} the audience is`).join(', ')}, and how much viewers share.${strongest === undefined ? '' : ` Most is shared at ${clock(strongest.seconds)}.`} The numbers by scene are in the table below.`,
    legend: {
      field: 'series',
      entries: marks.map(({ stimulus, color, symbol }) => ({
        value: stimulus,
        label: `${stimulus}, ${ANSWERS[stimulus]}`,
        mark: { color, symbol, dash: stimulus === 'surprise' ? '5 3' : '' },
        line: true,
      })),
    },
    plot: {
      options: {
        height: 70 + 120 * panels.length,
        marginLeft: 40,
        marginRight: 66,
        marginTop: 30,
        x: {
          label: 'time',
          ticks: partTicks(duration),
          tickFormat: '@clock',
          labelArrow: 'none',
        },
        y: { label: null, grid: true, ticks: 3 },
        fy: { label: null, domain: panels, padding: 0.1 },
      },
      marks: [
        { mark: 'ruleX', table: 'scene-bounds', options: { x: 'from', stroke: 'var(--quiet)', strokeOpacity: 0.45 } },
        {
          mark: 'text',
          table: 'scene-bounds',
          options: {
            x: 'middle',
            fy: 'panel',
            text: 'scene',
            frameAnchor: 'top',
            dy: -14,
            fill: 'var(--quiet)',
            fontSize: 10,
          },
        },
        { mark: 'ruleY', values: [0], options: { stroke: 'var(--line)' } },
        ...marks.flatMap(({ stimulus, panel, color, symbol }): MarkSpec[] => {
          const where = { stimulus };
          const dash = stimulus === 'surprise' ? { strokeDasharray: '5 3' } : {};
          return [
            {
              mark: 'rectY',
              table: 'events',
              where: { type: stimulus },
              options: { x1: 'from', x2: 'to', y1: 0, y2: 'intensity', fy: 'panel', fill: color, fillOpacity: 0.55 },
            },
            {
              mark: 'dot',
              table: 'events',
              where: { type: stimulus },
              options: { x: 'from', y: 'intensity', fy: 'panel', symbol, fill: color, r: 4 },
            },
            {
              mark: 'areaY',
              table: 'film',
              where: { ...where, panel },
              options: { x: 'seconds', y1: 'low', y2: 'high', fy: 'panel', fill: color, fillOpacity: 0.25 },
            },
            {
              mark: 'lineY',
              table: 'film',
              where: { ...where, panel },
              options: { x: 'seconds', y: 'value', fy: 'panel', stroke: color, strokeWidth: 1.7 },
            },
            {
              mark: 'lineY',
              table: 'film',
              where: { ...where, panel: 'shared' },
              options: { x: 'seconds', y: 'value', fy: 'panel', stroke: color, strokeWidth: 1.5, ...dash },
            },
          ];
        }),
        {
          mark: 'ruleX',
          table: 'film',
          pointer: 'pointerX',
          options: { x: 'seconds', py: 'value', stroke: 'var(--quiet)' },
        },
        {
          mark: 'tip',
          table: 'film',
          pointer: 'pointerX',
          options: {
            x: 'seconds',
            y: 'value',
            fy: 'panel',
            channels: { scene: 'scene', of: 'stimulus' },
            format: { x: '@clock', fy: false },
          },
        },
      ],
      controls: partControls(duration),
    },
  };
}
