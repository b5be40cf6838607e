import { fixed } from '../../evaluation/table.ts';
import type { Figure } from '../page/figure.ts';
import { html } from '../page/html.ts';
import type { Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { tip } from '../plot/series.ts';
import { reactionControl } from './labels.ts';
import { ANSWERS, type Stimulus } from './reaction.ts';
import type { SceneResult } from './result.ts';
import { CHECK_PARTS } from './table.ts';

/** What a simulated audience truly did, apart from the rest of the report. */
export function checkSection(result: SceneResult): Section {
  const known = Object.entries(result.truth) as [Stimulus, NonNullable<SceneResult['truth'][Stimulus]>][];
  const tables = CHECK_PARTS.map(({ title, columns }) =>
    tableOf(
      title,
      [{ head: 'reaction', kind: 'text' }, ...columns.map(({ head }) => ({ head }))],
      known.map(([stimulus, check]) => ({ cells: [ANSWERS[stimulus], ...columns.map(({ cell }) => cell(check))] })),
    ),
  );
  return {
    id: 'check',
    title: 'Check against the simulator’s truth',
    lead: 'This audience was simulated, so its true reactions are known. A real screening has no such section, and nothing of it is used above.',
    parts: [
      html`<div class="block">${tables[0]}<p class="note">Up to one scale, which no model can know: correlations of scenes, of groups in scenes, of what scenes drew beyond what was expected, and of what is shared. <em>Off by</em>: the model’s own error in a scene (RMS), which no interval holds.</p></div>`,
      html`<div class="block">${tables[1]}<p class="note"><em>Scenes</em> and <em>groups, %</em>: intervals of scenes that ask for the reaction, and of groups in them, that hold what audiences of the kind do at this film, others being simulated for that; what the model reads wrong for all of them is not in it, since intervals are of the sampling of viewers alone. <em>Beyond, %</em>: scenes that ask for it and drew as much beyond what was expected as in the true reactions, up to the ranges of both. <em>Told</em>: scenes told to have fallen short or drawn more; <em>truly so</em>: those of them that are told so of the true reactions.</p></div>`,
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
    caption:
      'A dot a scene with its 95 % interval over viewers; on the dashed line both agree. What dots lie off it beyond their intervals is the model’s error.',
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
