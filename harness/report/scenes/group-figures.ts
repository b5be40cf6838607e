import type { Figure } from '../page/figure.ts';
import { STEPS } from '../palette.ts';
import { choiceControl, marginFor, tip } from '../plot/series.ts';
import type { MarkSpec } from '../plot/spec.ts';
import { KINDS } from './groups.ts';
import { groupLabel, reactionControl, sceneLabel } from './labels.ts';
import type { SceneResult } from './result.ts';

const KIND_MARKS: Readonly<Record<string, { readonly color: string; readonly symbol: string }>> = {
  age: { color: 'var(--blue)', symbol: 'circle' },
  archetype: { color: 'var(--vermillion)', symbol: 'square' },
  seats: { color: 'var(--green)', symbol: 'triangle' },
};

/** Each group's mean reaction in a scene with its interval, beside the audience's. */
export function groupsFigure(result: SceneResult): Figure {
  const labels = result.groups.map(groupLabel);
  const scenes = [
    { value: '0', label: 'the whole film' },
    ...result.scenes.map((scene) => ({ value: String(scene.number), label: sceneLabel(scene) })),
  ];
  const x = { label: 'mean reaction', grid: true, labelAnchor: 'center', labelArrow: 'none', nice: true, ticks: 6 };
  return {
    id: 'groups',
    title: 'Who reacted: groups of the audience',
    caption:
      'Mean reaction of each group of three viewers or more in the scene chosen, with its 95 % interval over viewers; the dashed line is the whole audience’s mean.',
    alternative: `Dot plot of the mean reaction of ${labels.length} groups by age, archetype and seats, with intervals, in the scene chosen. The numbers over the whole film are in the table below the plot.`,
    legend: {
      field: 'kind',
      entries: KINDS.map((kind) => ({ value: kind, label: kind, mark: { ...KIND_MARKS[kind], dash: '' }, line: true })),
    },
    plot: {
      options: {
        height: 60 + 24 * labels.length,
        marginLeft: marginFor(labels),
        marginBottom: 40,
        x,
        y: { label: null, domain: labels, tickSize: 0 },
      },
      marks: [
        { mark: 'ruleX', values: [0], options: { stroke: 'var(--line)' } },
        {
          mark: 'ruleX',
          table: 'audience',
          options: { x: 'mean', stroke: 'var(--quiet)', strokeDasharray: '4 3', strokeWidth: 1.5 },
        },
        ...KINDS.flatMap((kind): MarkSpec[] => [
          {
            mark: 'ruleY',
            table: 'groups',
            where: { kind },
            options: { x1: 'low', x2: 'high', y: 'label', stroke: KIND_MARKS[kind].color, strokeWidth: 1.6 },
          },
          {
            mark: 'dot',
            table: 'groups',
            where: { kind },
            options: { x: 'mean', y: 'label', symbol: KIND_MARKS[kind].symbol, fill: KIND_MARKS[kind].color, r: 4 },
          },
        ]),
        tip('groups', { x: 'mean', y: 'label' }, { viewers: 'viewers', low: 'low', high: 'high' }, 'pointerY'),
      ],
      controls: [choiceControl('scene', 'Scene', scenes), reactionControl(result)],
      fold: { below: 520, panels: 1, options: { x: { ...x, ticks: 3 } } },
    },
  };
}

/** All scenes by all groups at once. */
export function groupMap(result: SceneResult): Figure {
  const labels = result.scenes.map(sceneLabel);
  const groups = result.groups.map(groupLabel);
  const written = (steps: readonly number[], fill: string): MarkSpec => ({
    mark: 'text',
    table: 'group-map',
    where: { step: steps },
    from: 130 + 26 * groups.length,
    options: { x: 'group', y: 'label', text: 'text', fill, fontSize: 10 },
  });
  const x = { type: 'band', domain: groups, label: null, tickRotate: -55, axis: 'top', tickSize: 0 };
  return {
    id: 'group-map',
    title: 'All scenes by all groups',
    caption: 'Mean reaction in hundredths, the darker (on light ground) the stronger; one scale for the film.',
    alternative: 'Map of the mean reaction by scene and group. The same numbers are in the tables beside this page.',
    legend: { steps: STEPS.map((_, n) => `var(--step${n})`), low: 'none', high: 'strongest' },
    plot: {
      options: {
        height: 110 + 22 * labels.length,
        marginLeft: marginFor(labels),
        marginTop: 92,
        padding: 0.06,
        x,
        y: { type: 'band', domain: labels, label: null, tickSize: 0 },
      },
      marks: [
        ...STEPS.map(
          (_, n): MarkSpec => ({
            mark: 'cell',
            table: 'group-map',
            where: { step: n },
            options: {
              x: 'group',
              y: 'label',
              fill: `var(--step${n})`,
              stroke: 'var(--line)',
              strokeWidth: 0.5,
              rx: 2,
            },
          }),
        ),
        written([0, 1, 2], 'var(--text)'),
        written([3, 4, 5, 6], 'var(--surface)'),
        tip('group-map', { x: 'group', y: 'label' }, { mean: 'mean', low: 'low', high: 'high', viewers: 'viewers' }),
      ],
      controls: [reactionControl(result)],
      fold: { below: 520, panels: 1, options: { marginTop: 104, x: { ...x, tickRotate: -90 } } },
    },
  };
}
