import type { Place, Point, StressResult, Where } from '../../stress/result.ts';
import type { Row } from '../records.ts';

/** Panels side by side at most. */
const COLUMNS = 3;

/** What figures of curves are measured on. */
const SETS: Readonly<Record<string, string>> = {
  imputation: 'Imputation',
  tail: 'The last quarter of the film',
  rest: 'Everything after',
  far: '15 s away from anything seen',
  reconstruction: 'Reconstruction',
  recovery: 'Recovery',
};

const FIGURES: Readonly<Record<string, string>> = {
  rmse: 'RMSE',
  explained: 'explained',
  crps: 'CRPS',
  coverage50: 'inside the 50 % intervals',
  coverage90: 'inside the 90 % intervals',
  match: 'factor match',
  mcc: 'MCC',
  humor: 'correlation with humor',
  surprise: 'correlation with surprise',
};

/** A figure's name for people: `Imputation: RMSE`. */
export function figureLabel(name: string): string {
  const [set, figure] = name.split('.');
  return `${SETS[set] ?? set}: ${FIGURES[figure] ?? figure}`;
}

/** Names of all figures that any point has: imputation or the film's end first. */
export function figuresOf({ points }: StressResult): readonly string[] {
  const order = Object.keys(SETS);
  const place = (name: string): number => order.indexOf(name.split('.')[0]);
  return [...new Set(points.flatMap(({ figures }) => Object.keys(figures)))].sort((a, b) => place(a) - place(b));
}

/** Where the means of a figure lie, with some room: bands may go beyond. */
export function rangeOf({ points }: StressResult, figure: string): readonly [number, number] {
  const means = points.flatMap(({ figures }) => figures[figure]?.mean ?? []);
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const room = 0.12 * (high - low) || 0.1 * Math.abs(high) || 1;
  return [low - room, high + room];
}

/** Names of all who are drawn, in their order. */
export function seriesOf({ points }: StressResult): readonly string[] {
  return [...new Set(points.map(({ model }) => model))];
}

/** What the curves of one panel are of: a pattern, or a number of training viewers. */
export function panelOf(where: Where): string {
  if ('pattern' in where) return where.pattern;
  return where.viewers === null ? 'all viewers train' : `${where.viewers} viewers train`;
}

/** Panels of a sweep in their order. */
export function panelsOf({ places }: StressResult): readonly string[] {
  return [...new Set(places.map(panelOf))];
}

/** Where a point lies on its curve: the rate, or the prefix. */
export function positionOf(where: Where): number {
  return 'pattern' in where ? where.rate : where.prefix;
}

function placeOf({ places }: StressResult, point: Point): Place | undefined {
  return places.find(
    (place) =>
      place.scenario === point.scenario && panelOf(place) === panelOf(point) && positionOf(place) === positionOf(point),
  );
}

/**
 * A line a figure of a model at a place: `scenario`, `panel` and where it is drawn, `position`, `model`, `figure`, `mean`,
 * `low`, `high`, and of the place the shares that were `missing` and the viewers who trained (`training`).
 */
export function curveRows(result: StressResult): Row[] {
  const panels = panelsOf(result);
  const columns = Math.min(COLUMNS, panels.length);
  return result.points.flatMap((point) => {
    const { scenario, model, figures } = point;
    const panel = panelOf(point);
    const at = panels.indexOf(panel);
    const place = placeOf(result, point);
    return Object.entries(figures).map(([figure, { mean, low, high }]) => ({
      scenario,
      panel,
      column: at % columns,
      line: Math.floor(at / columns),
      position: positionOf(point),
      missing: place?.missing.mean ?? null,
      training: place?.training.mean ?? null,
      model,
      figure,
      mean,
      low,
      high,
    }));
  });
}

/** The panels' titles and where they stand: `panel`, `column`, `line`. */
export function panelRows(result: StressResult): Row[] {
  const panels = panelsOf(result);
  const columns = Math.min(COLUMNS, panels.length);
  return panels.map((panel, at) => ({ panel, column: at % columns, line: Math.floor(at / columns) }));
}

/** Intervals as they are chosen to be drawn: each under its model's name and under `all`, in the column `band`. */
export function bandRows(curves: readonly Row[]): Row[] {
  const known = curves.filter(({ low }) => low !== null);
  return ['all', 'model'].flatMap((of) =>
    known.map(({ mean: _, missing: __, ...row }) => ({ ...row, band: of === 'all' ? of : row.model })),
  );
}
