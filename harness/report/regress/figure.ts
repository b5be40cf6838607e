import type { Conclusion } from '../../regress/conclusion.ts';
import type { Figure } from '../page/figure.ts';
import { marginFor, tip } from '../plot/series.ts';
import type { MarkSpec } from '../plot/spec.ts';
import { groupName, VERDICT_MARKS } from './data.ts';

/** Every change with its interval, in tolerances: a panel a model on a scenario. */
export function forestFigure({ rows, counts }: Conclusion): Figure {
  const metrics = [...new Set(rows.map(({ metric }) => metric))];
  const groups = [...new Set(rows.map(groupName))];
  const channels = { y: 'metric', fy: 'group' };
  const worse = rows.filter(({ verdict }) => verdict === 'worse').map((row) => `${groupName(row)}: ${row.metric}`);
  const marks = Object.entries(VERDICT_MARKS).flatMap(([verdict, { color, symbol, rotate }]): MarkSpec[] => {
    const own = { table: 'verdicts', where: { verdict } };
    if (verdict === 'incomparable') {
      return [{ ...own, mark: 'text', options: { ...channels, x: 'middle', text: 'verdict', fill: color } }];
    }
    return [
      { ...own, mark: 'ruleY', options: { ...channels, x1: 'least', x2: 'most', stroke: color, strokeWidth: 1.8 } },
      { ...own, mark: 'dot', options: { ...channels, x: 'loss', symbol, rotate, fill: color, stroke: color, r: 4.5 } },
    ];
  });
  return {
    id: 'changes',
    title: 'What changed, in tolerances',
    caption:
      'Each metric’s mean change with the interval that holds for the whole suite, in units of its tolerance: right of 0 something was lost, left of it gained. Worse (triangle down) is a mean to the right of the grey band with an interval to the right of 0, better (triangle up) the same to the left. What is beyond 12 tolerances is drawn at 12.',
    alternative: `Forest plot of ${rows.length} changes: ${counts.worse} worse, ${counts.better} better, ${counts.same} same, ${counts.incomparable} incomparable.${worse.length === 0 ? '' : ` Worse: ${worse.join('; ')}.`} The numbers are in the tables below.`,
    legend: {
      field: 'verdict',
      entries: Object.entries(VERDICT_MARKS).map(([value, mark]) => ({
        value,
        label: value,
        mark: { ...mark, dash: '' },
        line: value !== 'incomparable',
      })),
    },
    plot: {
      options: {
        height: 60 + groups.length * (44 + 24 * metrics.length),
        marginLeft: marginFor(metrics),
        marginTop: 34,
        marginBottom: 42,
        x: {
          label: 'gain ← tolerances → loss',
          labelAnchor: 'center',
          labelArrow: 'none',
          grid: true,
          nice: true,
          ticks: 7,
        },
        y: { label: null, domain: metrics, tickSize: 0 },
        fy: { axis: null, domain: groups, padding: 0.3 },
      },
      marks: [
        { mark: 'rectX', values: [0], options: { x1: -1, x2: 1, fill: 'var(--grey)', fillOpacity: 0.16 } },
        { mark: 'ruleX', values: [0], options: { stroke: 'var(--quiet)' } },
        {
          mark: 'text',
          table: 'verdict-groups',
          options: { fy: 'group', text: 'group', frameAnchor: 'top-left', dy: -15, fontWeight: 'bold' },
        },
        ...marks,
        tip(
          'verdicts',
          { x: 'loss', ...channels },
          { change: 'told', before: 'before', now: 'now', verdict: 'verdict' },
          'pointerY',
        ),
      ],
    },
  };
}
