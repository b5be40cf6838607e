import type { EvaluationResult } from '../../evaluation/result.ts';
import { fixed, percent } from '../../evaluation/table.ts';
import { type Figure, modelLegend } from '../page/figure.ts';
import { tableOf } from '../page/table.ts';
import { seriesControl, seriesMarks, tip } from '../plot/series.ts';
import { type EntrySet, entrantsOf, setControl } from './sets.ts';

/** What intervals promise and what they hold, by model and set. */
export function calibrationFigure(result: EvaluationResult, sets: readonly EntrySet[]): Figure {
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
