import * as Plot from '@observablehq/plot';
import { calibratedOn, RANGES, setNames } from '../sections/calibration.ts';
import { recordsOfRuns, runsOf, type Study } from '../study.ts';
import { COLORS, svgOf } from './svg.ts';

/** Coverage of the 50 and 90 % intervals by run with two standard errors, of more viewers where that is known, a panel a set of entries; bands are the ranges wanted. */
export function coveragePlot(study: Study): string {
  const runs = runsOf(study, 'main');
  const sets = setNames(runs);
  const points = sets.flatMap((set) =>
    calibratedOn(study, set).flatMap((one, n) => {
      if (one === null) return [];
      const { id } = runs[n].task;
      const shown = one.more ?? one;
      return (['coverage90', 'coverage50'] as const).map((kind) => {
        const [coverage, reach] = [shown[kind], 2 * (shown.errors?.[kind] ?? 0)];
        const interval = kind === 'coverage90' ? '90 %' : '50 %';
        return { set, id, interval, coverage, low: coverage - reach, high: coverage + reach };
      });
    }),
  );
  const bands = sets.flatMap((set) => Object.values(RANGES).map(([low, high]) => ({ set, low, high })));
  const ids = recordsOfRuns(runs).map(({ task }) => task.id);
  return svgOf({
    width: 760,
    height: 102 + 20 * Math.max(1, ids.length),
    marginLeft: 130,
    marginTop: 52,
    marginBottom: 40,
    x: { domain: [0, 1], label: 'share inside the interval', labelOffset: 36, grid: true, ticks: 4, clamp: true },
    y: { domain: ids, label: null },
    fx: { domain: [...sets], label: null, padding: 0.2 },
    color: { domain: ['90 %', '50 %'], range: [COLORS.CP, COLORS.FVAE] },
    marks: [
      // Above the names of the bands.
      Plot.axisFx({ anchor: 'top', label: null, dy: -14 }),
      Plot.rectX(bands, { x1: 'low', x2: 'high', fx: 'set', fill: COLORS.band }),
      Plot.ruleY(points, { x1: 'low', x2: 'high', y: 'id', fx: 'set', stroke: 'interval', strokeWidth: 1.5 }),
      Plot.dot(points, { x: 'coverage', y: 'id', fx: 'set', fill: 'interval', r: 4 }),
      Plot.text(bands, {
        x: ({ low, high }: (typeof bands)[number]) => (low + high) / 2,
        fx: 'set',
        frameAnchor: 'top',
        dy: -10,
        text: ({ low }: (typeof bands)[number]) => (low > 0.7 ? '90 %' : '50 %'),
        fill: '#777',
      }),
    ],
  });
}
