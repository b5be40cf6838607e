import type { Figure } from '../page/figure.ts';
import { marksOf } from '../palette.ts';
import type { MarkSpec } from '../plot/spec.ts';
import { modelControl } from './courses.ts';
import type { Recovered } from './recovery.ts';

/** U of one model against the truth, a panel a factor. */
export function sensitivitiesFigure(recovered: Recovered): Figure {
  const factors = recovered[0][1].pairs.map(({ name }) => name);
  const names = recovered.map(([name]) => name);
  const marks = marksOf(names);
  const said = recovered.map(
    ([name, { pairs }]) =>
      `${name}: ${pairs.map(({ name: factor, viewer }) => `${factor} ${viewer.toFixed(2)}`).join(', ')}`,
  );
  return {
    id: 'sensitivities',
    title: 'How strongly each viewer answers: U against the truth',
    caption:
      'A dot a training viewer, the truth in units of its mean over viewers, the model’s U scaled and shifted to it by least squares. On the diagonal both agree.',
    alternative: `Scatter plots, a panel a factor. Correlation of the model’s U with the true one: ${said.join('; ')}.`,
    plot: {
      options: {
        height: 260,
        marginLeft: 44,
        marginBottom: 40,
        x: { label: 'true U', labelAnchor: 'center', labelArrow: 'none', grid: true, ticks: 4, nice: true },
        y: { label: 'model’s U', labelArrow: 'none', grid: true, ticks: 5, nice: true },
        fx: { label: null, domain: factors, padding: 0.08 },
      },
      marks: [
        { mark: 'frame', options: { stroke: 'var(--line)' } },
        {
          mark: 'line',
          table: 'sensitivities',
          options: {
            x: 'truth',
            y: 'truth',
            fx: 'factor',
            sort: 'truth',
            stroke: 'var(--quiet)',
            strokeDasharray: '2 3',
          },
        },
        ...names.map(
          (name): MarkSpec => ({
            mark: 'dot',
            table: 'sensitivities',
            where: { model: name },
            options: {
              x: 'truth',
              y: 'value',
              fx: 'factor',
              symbol: marks[name].symbol,
              fill: marks[name].color,
              fillOpacity: 0.65,
              stroke: marks[name].color,
              r: 3,
            },
          }),
        ),
        {
          mark: 'tip',
          table: 'sensitivities',
          pointer: 'pointer',
          options: {
            x: 'truth',
            y: 'value',
            fx: 'factor',
            channels: { viewer: 'viewer', archetype: 'archetype' },
            format: { fx: false },
          },
        },
      ],
      controls: [modelControl(names)],
      fold: {
        below: 620,
        panels: factors.length,
        options: { marginRight: 76, fy: { axis: 'right', label: null, domain: factors, padding: 0.08 } },
      },
    },
  };
}
