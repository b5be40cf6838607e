import { fixed, percent } from '../../evaluation/table.ts';
import type { Figure } from '../page/figure.ts';
import { html } from '../page/html.ts';
import type { Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { tip } from '../plot/series.ts';
import { reactionControl } from './labels.ts';
import { ANSWERS, type Stimulus } from './reaction.ts';
import type { SceneResult } from './result.ts';

/** What a simulated audience truly did, apart from the rest of the report. */
export function checkSection(result: SceneResult): Section {
  const known = Object.entries(result.truth) as [Stimulus, NonNullable<SceneResult['truth'][Stimulus]>][];
  const lines = known.map(([stimulus, { scenes, groups, beyond, shared, scenesInside, groupsInside }]) => ({
    cells: [
      ANSWERS[stimulus],
      ...[scenes, groups, beyond, shared].map((value) => fixed(value, 3)),
      percent(scenesInside),
      percent(groupsInside),
    ],
  }));
  const heads = ['scenes', 'groups in scenes', 'beyond expected', 'shared', 'scenes in 95 %', 'groups in 95 %'];
  const table = tableOf(
    'Correlation with the truth',
    [{ head: 'reaction', kind: 'text' }, ...heads.map((head) => ({ head }))],
    lines,
  );
  return {
    id: 'check',
    title: 'Check against the simulator’s truth',
    lead: 'This audience was simulated, so its true reactions are known. A real screening has no such section, and nothing of it is used above.',
    parts: [
      html`<div class="block">${table}<p class="note">Up to one scale, which no model can know. Shares: how many of the 95 % intervals hold the truth.</p></div>`,
      checkFigure(result),
    ],
    apart: true,
  };
}

function checkFigure(result: SceneResult): Figure {
  const channels = { x: 'truth', y: 'mean' };
  return {
    id: 'check-figure',
    title: 'Each scene as read and in truth',
    caption: 'A dot a scene with its 95 % interval; on the dashed line both agree.',
    alternative: `Scatter plot of each scene’s mean reaction as read against the truth. Correlations: ${Object.entries(
      result.truth,
    )
      .map(([stimulus, { scenes }]) => `${stimulus} ${fixed(scenes, 3)}`)
      .join(', ')}.`,
    plot: {
      options: {
        height: 360,
        marginLeft: 48,
        marginBottom: 42,
        x: { label: 'in truth', labelAnchor: 'center', labelArrow: 'none', grid: true, nice: true },
        y: { label: 'as read', labelArrow: 'none', grid: true, nice: true },
      },
      marks: [
        {
          mark: 'line',
          table: 'truth',
          options: { x: 'truth', y: 'truth', sort: 'truth', stroke: 'var(--quiet)', strokeDasharray: '4 3' },
        },
        { mark: 'ruleX', table: 'truth', options: { x: 'truth', y1: 'low', y2: 'high', stroke: 'var(--blue)' } },
        { mark: 'dot', table: 'truth', options: { ...channels, fill: 'var(--blue)', r: 4 } },
        tip('truth', channels, { scene: 'label' }),
      ],
      controls: [reactionControl(result)],
    },
  };
}
