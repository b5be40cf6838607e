import type { Figure } from '../page/figure.ts';
import { marginFor, tip } from '../plot/series.ts';
import type { MarkSpec } from '../plot/spec.ts';
import { reactionControl, sceneLabel } from './labels.ts';
import { ANSWERS } from './reaction.ts';
import type { SceneResult } from './result.ts';
import { answeredIn, VERDICTS } from './table.ts';

/** Width below which there is no room for words beside marks, px. */
const NARROW = 520;

/** What each scene drew beside what it was expected to, with the verdict. */
export function expectationFigure(result: SceneResult): Figure {
  const labels = result.scenes.map(sceneLabel);
  const short = answeredIn(result).map((stimulus) => {
    const those = result.scenes.filter(({ reactions }) => reactions[stimulus]?.verdict === 'less').map(sceneLabel);
    return `${ANSWERS[stimulus]}: ${those.length === 0 ? 'none' : those.join(', ')}`;
  });
  const verdict = (told: 'less' | 'more', color: string, rotate: number): MarkSpec[] => [
    {
      mark: 'ruleY',
      table: 'scenes',
      where: { verdict: told },
      options: { x1: 'expected', x2: 'drawn', y: 'label', stroke: color, strokeWidth: 5, strokeOpacity: 0.45 },
    },
    {
      mark: 'text',
      table: 'scenes',
      where: { verdict: told },
      from: NARROW,
      options: { x: 'end', y: 'label', text: 'told', textAnchor: 'start', dx: 10, fill: color, fontWeight: 'bold' },
    },
    {
      mark: 'dot',
      table: 'scenes',
      where: { verdict: told },
      options: { x: 'drawn', y: 'label', symbol: 'triangle', rotate, fill: color, stroke: color, r: 5 },
    },
  ];
  const x = { label: 'mean reaction', grid: true, labelAnchor: 'center', labelArrow: 'none', nice: true, ticks: 6 };
  return {
    id: 'asked-and-drawn',
    title: 'What each scene drew, and what it was asked for',
    caption:
      'Dots: the audience’s mean reaction over the scene, as the model reads it, with its 95 % interval over viewers, which is narrower than the model’s own error may be. Upright ticks: what the scene would have drawn, had the audience answered its events as it answered those of all other scenes; grey bars: where such a scene lies by chance, as other scenes do, with 95 % for all scenes and reactions of the film together. A scene fell short (triangle down) or drew more (triangle up) where it lies outside and a fifth or more off what was expected; scenes of which nothing was asked get no verdict.',
    alternative: `Dot plot of each scene’s mean reaction beside the expected one. Scenes that fell short, ${short.join('; ')}. The numbers are in the table below.`,
    legend: {
      field: 'verdict',
      entries: [
        { value: 'as asked', label: 'drawn', mark: { color: 'var(--blue)', symbol: 'circle', dash: '' }, line: true },
        {
          value: 'less',
          label: VERDICTS.less,
          mark: { color: 'var(--vermillion)', symbol: 'triangle', dash: '', rotate: 180 },
          line: false,
        },
        {
          value: 'more',
          label: VERDICTS.more,
          mark: { color: 'var(--green)', symbol: 'triangle', dash: '' },
          line: false,
        },
      ],
    },
    plot: {
      options: {
        height: 60 + 25 * labels.length,
        marginLeft: marginFor(labels),
        marginRight: 80,
        marginBottom: 40,
        x,
        y: { label: null, domain: labels, tickSize: 0 },
      },
      marks: [
        { mark: 'ruleX', values: [0], options: { stroke: 'var(--quiet)' } },
        {
          mark: 'ruleY',
          table: 'scenes',
          options: {
            x1: 'expected low',
            x2: 'expected high',
            y: 'label',
            stroke: 'var(--quiet)',
            strokeWidth: 11,
            strokeOpacity: 0.3,
          },
        },
        {
          mark: 'ruleY',
          table: 'scenes',
          options: { x1: 'low', x2: 'high', y: 'label', stroke: 'var(--blue)', strokeWidth: 1.6 },
        },
        { mark: 'dot', table: 'scenes', options: { x: 'drawn', y: 'label', fill: 'var(--blue)', r: 3.5 } },
        ...verdict('less', 'var(--vermillion)', 180),
        ...verdict('more', 'var(--green)', 0),
        {
          mark: 'tickX',
          table: 'scenes',
          options: { x: 'expected', y: 'label', stroke: 'var(--text)', strokeWidth: 2, inset: 5 },
        },
        tip(
          'scenes',
          { x: 'drawn', y: 'label' },
          { expected: 'expected', asked: 'asked', shared: 'shared' },
          'pointerY',
        ),
      ],
      controls: [reactionControl(result)],
      fold: { below: NARROW, panels: 1, options: { marginRight: 16, x: { ...x, ticks: 3 } } },
    },
  };
}
