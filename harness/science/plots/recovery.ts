import * as Plot from '@observablehq/plot';
import { recoveryFigures } from '../figures.ts';
import { LEAST_MATCH } from '../sections/recovery.ts';
import { runsOf, type Study, toldOf } from '../study.ts';
import { COLORS, svgOf } from './svg.ts';

/** Factor match of FVAE and best CP by run as bars, ceiling and U told as ticks, what is wanted as a band. */
export function recoveryPlot(study: Study): string {
  const main = runsOf(study, 'main');
  const told = toldOf(study, main).map((one) => one?.score ?? null);
  const runs = main.flatMap(({ task, record }, n) => {
    const figures = record === null ? null : recoveryFigures(record);
    return figures === null ? [] : [{ id: task.id, scenario: task.dataset.scenario, figures, told: told[n] }];
  });
  const bars = runs.flatMap(({ id, figures }) => [
    { id, model: 'FVAE', match: figures.own.factorMatch },
    ...(figures.hindsight === null ? [] : [{ id, model: 'best CP', match: figures.hindsight.match }]),
  ]);
  const bands = runs.flatMap(({ id, scenario }) => {
    const least = LEAST_MATCH[scenario];
    return least === undefined ? [] : [{ id, low: least, high: 1 }];
  });
  const ceilings = runs.flatMap(({ id, figures }) =>
    figures.ceiling === null ? [] : [{ id, match: figures.ceiling }],
  );
  const tells = runs.flatMap(({ id, told: match }) => (match === null ? [] : [{ id, match }]));
  return svgOf({
    width: 760,
    height: 40 + 44 * Math.max(1, runs.length),
    marginLeft: 130,
    marginRight: 20,
    marginBottom: 40,
    x: {
      domain: [0, 1],
      label: 'factor match; grey: as wanted; black: ceiling, dashed: U told with V* known',
      labelOffset: 36,
      grid: true,
    },
    y: { axis: null, domain: ['FVAE', 'best CP'], padding: 0.15 },
    fy: { label: null, domain: runs.map(({ id }) => id), padding: 0.2 },
    color: { legend: false, domain: ['FVAE', 'best CP'], range: [COLORS.FVAE, COLORS.CP] },
    marks: [
      Plot.rectX(bands, { x1: 'low', x2: 'high', fy: 'id', fill: COLORS.band }),
      Plot.barX(bars, { x: 'match', y: 'model', fy: 'id', fill: 'model' }),
      Plot.text(bars, {
        x: 'match',
        y: 'model',
        fy: 'id',
        text: ({ model, match }: (typeof bars)[number]) => `${model} ${match.toFixed(2)}`,
        textAnchor: 'end',
        dx: -4,
        fill: 'white',
      }),
      Plot.ruleX(ceilings, { x: 'match', fy: 'id', stroke: COLORS.ceiling, strokeWidth: 2 }),
      Plot.ruleX(tells, { x: 'match', fy: 'id', stroke: COLORS.ceiling, strokeDasharray: '3,2' }),
      Plot.ruleX([0]),
    ],
  });
}
