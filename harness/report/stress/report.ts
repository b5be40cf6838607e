import { CEILING, ORACLE, VIEWER_MEAN } from '../../evaluation/result.ts';
import { fixed } from '../../evaluation/table.ts';
import type { Band } from '../../metrics/band.ts';
import type { StressResult } from '../../stress/result.ts';
import type { Figure } from '../page/figure.ts';
import { type Html, html } from '../page/html.ts';
import type { Report, Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { footOf, provenanceSection, type Source, versionText } from '../provenance.ts';
import type { Row } from '../records.ts';
import {
  bandRows,
  curveRows,
  figureLabel,
  figuresOf,
  panelOf,
  panelRows,
  panelsOf,
  positionOf,
  seriesOf,
} from './data.ts';
import { coldStartFigure, curvesFigure } from './figures.ts';

const TITLES = { missing: 'More and more missing entries', prefix: 'Earlier and earlier forecasts' } as const;

/** The report of a sweep. The same for the same result; `command` is what made it. */
export function stressReport(result: StressResult, command: string): Report {
  const curves = curveRows(result);
  const bands = bandRows(curves);
  const byPrefix = (rows: readonly Row[]): Row[] =>
    rows.map(({ position, ...row }) => ({ prefix: String(position), ...row }));
  const tables = {
    curves,
    panels: panelRows(result),
    bands,
    ...(result.kind === 'prefix' ? { 'cold-start': byPrefix(curves), 'cold-start-bands': byPrefix(bands) } : {}),
  };
  const drawn: readonly (Figure | null)[] = [curvesFigure(result), coldStartFigure(result)];
  const [first] = figuresOf(result);
  const sections: readonly Section[] = [
    ...troubles(result),
    { id: 'curves-section', title: 'Curves', parts: drawn.filter((figure) => figure !== null) },
    {
      id: 'tables',
      title: figureLabel(first),
      lead: 'Mean over seeds ± half of its interval. Every other figure is in the files beside this page.',
      parts: result.scenarios.flatMap(({ scenario }) =>
        panelsOf(result).map((panel) => curveTable(result, scenario, panel, first)),
      ),
    },
    provenanceSection(sourcesOf(result, command), tables),
  ];
  return {
    kind: `Stress: ${result.kind}`,
    title: TITLES[result.kind],
    lead: html`${result.scenarios.map(({ title, viewers, samples }) => `${title}: ${viewers} viewers × ${samples.toLocaleString('en-US')} samples`).join('; ')}. ${result.seeds.length} seeds; models: ${result.models.map(({ name }) => name).join(', ')}.`,
    sections,
    tables,
    foot: footOf(result.versions.matinee ?? ''),
  };
}

/** Models that leak or fail, if any do. */
function troubles({ leaks, faults }: StressResult): Section[] {
  const leaking = leaks.map(({ scenario, model, rmse, oracle, pairs, ...where }) => ({
    cells: [
      model,
      scenario,
      panelOf(where),
      `${Number((100 * positionOf(where)).toFixed(2))} %`,
      fixed(rmse, 5),
      fixed(oracle, 5),
      String(pairs),
    ],
  }));
  const failing = faults.map(({ scenario, model, seed, fault, ...where }) => ({
    cells: [model, scenario, panelOf(where), `${Number((100 * positionOf(where)).toFixed(2))} %`, String(seed), fault],
  }));
  const first = { head: 'model', kind: 'text' as const };
  const parts = [
    ...(leaking.length === 0
      ? []
      : [
          html`<div class="block">${tableOf('Nearer to the truth than the oracle can be: something leaks', [first, ...['scenario', 'where', 'at', 'RMSE', 'oracle', 'viewers'].map((head) => ({ head }))], leaking)}<p class="note">On entries 15 s or more from anything seen no model can beat the oracle by more than chance.</p></div>`,
        ]),
    ...(failing.length === 0
      ? []
      : [
          html`<div class="block">${tableOf('Models that failed', [first, ...['scenario', 'where', 'at', 'seed'].map((head) => ({ head })), { head: 'what was said', kind: 'wide' as const }], failing)}</div>`,
        ]),
  ];
  return parts.length === 0 ? [] : [{ id: 'troubles', title: 'What went wrong', parts }];
}

/** One figure of one panel: models by places. */
function curveTable(result: StressResult, scenario: string, panel: string, figure: string): Html {
  const own = result.points.filter((point) => point.scenario === scenario && panelOf(point) === panel);
  const positions = [...new Set(own.map(positionOf))];
  const lines = seriesOf(result).flatMap((model) => {
    const points = positions.map((position) =>
      own.find((point) => point.model === model && positionOf(point) === position),
    );
    if (points.every((point) => point?.figures[figure] === undefined)) return [];
    const reference = [VIEWER_MEAN, ORACLE, CEILING].includes(model);
    return [
      {
        cells: [model, ...points.map((point) => bandText(point?.figures[figure]))],
        ...(reference ? { kind: 'reference' as const } : {}),
      },
    ];
  });
  const heads = positions.map((position) => ({ head: `${Number((100 * position).toFixed(2))} %` }));
  const title = result.scenarios.length === 1 ? panel : `${scenario}, ${panel}`;
  return html`<div class="block">${tableOf(title, [{ head: 'model', kind: 'text' }, ...heads], lines)}</div>`;
}

function bandText(band: Band | undefined): string {
  if (band === undefined || band.mean === null) return '-';
  return band.high === null ? fixed(band.mean, 4) : `${fixed(band.mean, 4)} ±${fixed(band.high - band.mean, 4)}`;
}

function sourcesOf({ versions, seeds, holdOut, sets, models, scenarios }: StressResult, command: string): Source[] {
  return [
    { what: 'this report made by', value: command },
    { what: 'with', value: versionText(versions) },
    { what: 'seeds', value: seeds.join(', ') },
    { what: 'share of the viewers held out', value: String(holdOut) },
    ...(sets.length === 0 ? [] : [{ what: 'changed in every scenario', value: sets.join(' ') }]),
    ...scenarios.flatMap(({ scenario, datasets }) =>
      datasets.map((sha256, n) => ({ what: `${scenario}, seed ${seeds[n]}, SHA-256`, value: sha256 })),
    ),
    ...models.map(({ name, identity }) => ({ what: name, value: JSON.stringify(identity) })),
  ];
}
