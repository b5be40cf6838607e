import type { EvaluationResult } from '../../evaluation/result.ts';
import { fixed, percent } from '../../evaluation/table.ts';
import { type Figure, type Legend, modelLegend } from '../page/figure.ts';
import type { Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { STEPS } from '../palette.ts';
import { choiceControl, seriesControl, seriesMarks, tip } from '../plot/series.ts';
import type { MarkSpec, Options } from '../plot/spec.ts';
import type { Row } from '../records.ts';
import type { Scale } from './seats.ts';
import { type EntrySet, entrantsOf, setControl, setsOf } from './sets.ts';

/** What the seats' figures are drawn from. */
export type SeatTables = {
  readonly seats: readonly Row[];
  readonly missing: readonly Row[];
  readonly missingScale: Scale;
  readonly errors: readonly Row[];
};

/** Maps of the theater: what was not seen, and the errors, seat by seat and row by row. */
export function seatsSection(result: EvaluationResult, tables: SeatTables): Section {
  const sets = setsOf(result);
  return {
    id: 'seats',
    title: 'Where in the theater',
    lead: 'Seats from above, the screen at the top. Seats without a viewer, or with one who is not in the set, are outlined.',
    parts: [
      [missingFigure(tables), ...(sets.length === 0 ? [] : [errorFigure(result, sets, tables)])],
      ...(sets.length === 0 ? [] : [rowsFigure(result, sets)]),
    ],
  };
}

function rampLegend(low: string, high: string): Legend {
  return { steps: STEPS.map((_, n) => `var(--step${n})`), low, high };
}

/** A map of seats: an outline each, and a coloured square with its number for those of a table. */
function seatMap(
  seats: readonly Row[],
  table: string,
  text: string,
  named: Options,
): { readonly options: Options; readonly marks: readonly MarkSpec[] } {
  const most = (field: string): number => seats.reduce((top, row) => Math.max(top, row[field] as number), 1);
  const [rows, numbers] = [most('row'), most('number')];
  const all = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
  const some = (count: number): number[] => all(count).filter((n) => count <= 10 || n === 1 || n % 5 === 0);
  const channels = { x: 'number', y: 'row' };
  const written = (steps: readonly number[], fill: string): MarkSpec => ({
    mark: 'text',
    table,
    where: { step: steps },
    from: 26 * numbers,
    options: { ...channels, text, fill, fontSize: 10 },
  });
  return {
    options: {
      height: 70 + Math.min(34, 480 / rows) * rows,
      marginLeft: 36,
      marginTop: 34,
      marginBottom: 26,
      padding: 0.06,
      x: {
        type: 'band',
        domain: all(numbers),
        ticks: some(numbers),
        label: null,
        axis: 'bottom',
        tickSize: 0,
      },
      y: { type: 'band', domain: all(rows), ticks: some(rows), label: 'row', labelArrow: 'none', tickSize: 0 },
    },
    marks: [
      { mark: 'text', values: ['screen'], options: { frameAnchor: 'top', dy: -22, fill: 'var(--quiet)' } },
      { mark: 'cell', table: 'seats', options: { ...channels, fill: 'none', stroke: 'var(--line)', rx: 3 } },
      ...STEPS.map(
        (_, n): MarkSpec => ({
          mark: 'cell',
          table,
          where: { step: n },
          options: { ...channels, fill: `var(--step${n})`, stroke: 'var(--line)', strokeWidth: 0.5, rx: 3 },
        }),
      ),
      written([0, 1, 2], 'var(--text)'),
      written([3, 4, 5, 6], 'var(--surface)'),
      tip(table, channels, named),
    ],
  };
}

function missingFigure({ seats, missing, missingScale }: SeatTables): Figure {
  const rows = [...new Set(missing.map(({ row }) => row as number))].sort((a, b) => a - b);
  const mean = (row: number): number => {
    const own = missing.filter((one) => one.row === row);
    return own.reduce((sum, one) => sum + (one.missing as number), 0) / own.length;
  };
  const worst = rows.reduce((most, row) => (mean(row) > mean(most) ? row : most), rows[0] ?? 1);
  const plot = seatMap(seats, 'missing-by-seat', 'percent', { viewer: 'viewer', missing: 'missing', cause: 'cause' });
  return {
    id: 'missing-map',
    title: 'Not seen: share of the film, %',
    caption: 'Share of the samples in which no camera saw the viewer’s face.',
    alternative: `Map of the seats by the share of the film in which the viewer was not seen. By row from the front: ${rows.map((row) => `${percent(mean(row))} %`).join(', ')}; most in row ${worst}.`,
    legend: rampLegend(`${percent(missingScale.low)} %`, `≥ ${percent(missingScale.high)} %`),
    plot,
    numbers: tableOf(
      'Not seen by row',
      [{ head: 'row', kind: 'text' }, { head: 'not seen, %' }],
      rows.map((row) => ({ cells: [String(row), percent(mean(row))] })),
      false,
    ),
  };
}

function errorFigure(result: EvaluationResult, sets: readonly EntrySet[], { seats }: SeatTables): Figure {
  const names = entrantsOf(result);
  const map = seatMap(seats, 'error-by-seat', 'text', { viewer: 'viewer', rmse: 'rmse' });
  return {
    id: 'error-map',
    title: 'Error by seat: RMSE, thousandths of an eye distance',
    caption: 'Each viewer’s RMSE on the chosen entries; one scale for all models, another for each set of entries.',
    alternative:
      'Map of the seats by the RMSE of the viewer who sits there. The same by row is drawn and listed below.',
    legend: rampLegend('small', 'large'),
    plot: {
      ...map,
      controls: [
        setControl(sets),
        choiceControl(
          'model',
          'Model',
          names.map((name) => ({ value: name, label: name })),
        ),
      ],
    },
  };
}

function rowsFigure(result: EvaluationResult, sets: readonly EntrySet[]): Figure {
  const names = entrantsOf(result);
  const channels = { x: 'row', y: 'rmse' };
  return {
    id: 'error-by-row',
    title: 'Error by row, from the front',
    caption: 'RMSE over the viewers of a row that are in the set.',
    alternative: `Lines of the RMSE of ${names.join(', ')} by row of the theater, the front row first.`,
    legend: modelLegend(names),
    plot: {
      options: {
        height: 300,
        marginLeft: 52,
        marginBottom: 40,
        x: { label: 'row', type: 'point', labelAnchor: 'center', labelArrow: 'none' },
        y: { label: 'RMSE', grid: true, labelArrow: 'none', nice: true },
      },
      marks: [
        ...seriesMarks({ table: 'error-by-row', names, channels }),
        tip('error-by-row', channels, { model: 'model', viewers: 'viewers' }),
      ],
      controls: [setControl(sets), seriesControl(names)],
    },
  };
}

/** Thousandths, as they are written into seats. */
export function thousandths(value: number): string {
  return fixed(1000 * value, 0);
}
