import * as Plot from '@observablehq/plot';
import { curveScore, groupsOf } from '../sections/curves.ts';
import type { Study } from '../study.ts';
import { COLORS, svgOf } from './svg.ts';

const MODELS = ['FVAE', 'CP', 'PCA'] as const;
const SETS = ['reconstruction', 'imputation'] as const;

/** Explained against the number of factors, by model; a column a set of entries, a row a screening. */
export function curvesPlot(study: Study): string {
  const groups = [...groupsOf(study)];
  const points = groups.flatMap(([screening, all]) =>
    all.flatMap((point) =>
      MODELS.flatMap((model) =>
        SETS.flatMap((set) => {
          const explained = curveScore(point, model, set)?.explained;
          return explained == null ? [] : [{ screening, set, model, factors: point.task.factors, explained }];
        }),
      ),
    ),
  );
  const most = Math.max(2, ...points.map(({ factors }) => factors));
  const ends = points.filter(({ factors }) => factors === most);
  const least = points.reduce((low, { explained }) => Math.min(low, explained), 1);
  const top = points.reduce((high, { explained }) => Math.max(high, explained), 1);
  const [low, high] = [Math.max(0, Math.floor(least * 10) / 10), Math.ceil(top * 20) / 20];
  return svgOf({
    width: 760,
    height: 60 + 230 * Math.max(1, groups.length),
    marginLeft: 45,
    marginRight: 45,
    marginBottom: 38,
    x: { type: 'log', base: 2, label: 'factors', ticks: [1, 2, 3, 4, 6, 8, 12, 16], tickFormat: 'd' },
    y: {
      domain: [low, high],
      label: 'explained',
      grid: true,
      clamp: true,
    },
    fx: { label: null, domain: [...SETS], padding: 0.16 },
    fy: { axis: null, domain: groups.map(([name]) => name) },
    color: { domain: [...MODELS], range: MODELS.map((name) => COLORS[name]) },
    marks: [
      Plot.frame({ stroke: '#ccc' }),
      Plot.lineY(points, { x: 'factors', y: 'explained', stroke: 'model', z: 'model', fx: 'set', fy: 'screening' }),
      Plot.dot(points, { x: 'factors', y: 'explained', fill: 'model', r: 2.5, fx: 'set', fy: 'screening' }),
      // Labels that would lie on one another are spread.
      Plot.text(spread(ends, low, high), {
        x: 'factors',
        y: 'at',
        fx: 'set',
        fy: 'screening',
        text: 'model',
        fill: 'model',
        textAnchor: 'start',
        dx: 6,
      }),
      Plot.text(
        groups.map(([screening]) => ({ screening, set: SETS[0] })),
        { fx: 'set', fy: 'screening', text: 'screening', frameAnchor: 'bottom-left', dx: 6, dy: -6, fill: '#555' },
      ),
    ],
  });
}

type Ending = { readonly screening: string; readonly set: string; readonly model: string; readonly factors: number };

/** The ends with heights at which labels do not touch, at least a fifteenth of the axis from `low` to `high` apart. */
function spread<End extends Ending & { readonly explained: number }>(
  ends: readonly End[],
  low: number,
  high: number,
): (End & { readonly at: number })[] {
  const panels = new Map<string, End[]>();
  for (const end of ends) {
    const key = `${end.screening}\n${end.set}`;
    panels.set(key, [...(panels.get(key) ?? []), end]);
  }
  return [...panels.values()].flatMap((panel) => {
    let before = Number.POSITIVE_INFINITY;
    return panel
      .sort((a, b) => b.explained - a.explained)
      .map((end) => {
        const at = Math.min(Math.max(low, end.explained), before - (high - low) / 15);
        before = at;
        return { ...end, at };
      });
  });
}
