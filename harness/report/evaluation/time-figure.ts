import type { EvaluationResult } from '../../evaluation/result.ts';
import { type Figure, modelLegend } from '../page/figure.ts';
import { clockTicks, seriesControl, seriesMarks, tip } from '../plot/series.ts';
import type { MarkSpec } from '../plot/spec.ts';
import { EVENT_MARKS } from './courses.ts';
import { type EntrySet, entrantsOf, setControl } from './sets.ts';

/** Errors over the film, by model and set. */
export function timeFigure(result: EvaluationResult, sets: readonly EntrySet[]): Figure {
  const names = entrantsOf(result);
  const { samples, rate } = result.provenance.dataset;
  // Reconstruction has entries everywhere; what is missing is thin.
  const order = [...sets].sort((a, b) => rank(a) - rank(b));
  const channels = { x: 'seconds', y: 'rmse' };
  const events = Object.entries(EVENT_MARKS).map(
    ([type, { color, symbol }]): MarkSpec => ({
      mark: 'dot',
      table: 'events',
      where: { type },
      options: { x: 'from', frameAnchor: 'top', dy: -6, symbol, fill: color, r: 3.5 },
    }),
  );
  return {
    id: 'error-over-time',
    title: 'Error over the film',
    caption:
      'RMSE over viewers and landmarks at each moment that has entries of the set. Above, the script’s events: humor (triangles), surprise (diamonds).',
    alternative: `Lines of the RMSE of ${names.join(', ')} over time; errors are largest when the film asks for strong reactions. Totals are in the tables under Scores.`,
    legend: modelLegend(names),
    plot: {
      options: {
        height: 330,
        marginLeft: 52,
        marginTop: 34,
        x: { label: 'time', ticks: clockTicks(0, samples / rate), tickFormat: '@clock', labelArrow: 'none' },
        y: { label: 'RMSE', grid: true, labelArrow: 'none' },
      },
      marks: [
        ...events,
        ...seriesMarks({ table: 'error-over-time', names, channels, dots: false, width: 1.4 }),
        {
          mark: 'ruleX',
          table: 'error-over-time',
          pointer: 'pointerX',
          options: { x: 'seconds', py: 'rmse', stroke: 'var(--quiet)' },
        },
        {
          ...tip('error-over-time', channels, { model: 'model' }),
          options: { ...channels, channels: { model: 'model' }, format: { x: '@clock' } },
        },
      ],
      controls: [setControl(order), seriesControl(names)],
    },
  };
}

function rank({ id, prefix }: EntrySet): number {
  return id === 'reconstruction' ? 0 : prefix === null ? 2 : 1;
}
