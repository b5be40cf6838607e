import { LEAK_TITLE } from '../evaluation/leaks.ts';
import { failedText } from '../evaluation/result.ts';
import { alignedTable } from '../evaluation/table.ts';
import type { Band } from '../metrics/band.ts';
import { sameWhere } from './csv.ts';
import type { Fault, MissingWhere, Point, PrefixWhere, StressResult, Where } from './result.ts';

/** A curve of the table: its figure, what it is called, and what it is multiplied by. */
type Shown = { readonly figure: string; readonly title: string; readonly scale: number };

const RMSE = 'RMSE, 1/1000 eye distance';

const SHOWN: Readonly<Record<StressResult['kind'], readonly Shown[]>> = {
  missing: [
    { figure: 'imputation.rmse', title: `Imputation, ${RMSE}`, scale: 1000 },
    { figure: 'reconstruction.rmse', title: `Reconstruction, ${RMSE}`, scale: 1000 },
    { figure: 'recovery.match', title: 'Recovery of the factors, factor match', scale: 1 },
  ],
  prefix: [
    { figure: 'tail.rmse', title: `The last quarter of the film, ${RMSE}`, scale: 1000 },
    { figure: 'rest.rmse', title: `All that comes after, ${RMSE}`, scale: 1000 },
  ],
};

/** A sweep for people: a table a curve, rates or prefixes from left to right. With three seeds or more half the interval stands behind a mean. */
export function stressText(result: StressResult): string[] {
  const { kind, scenarios, seeds, points } = result;
  const lines: string[] = [];
  for (const { scenario, title, viewers, samples } of scenarios) {
    lines.push(`${title} (${scenario}): ${viewers} viewers x ${samples} samples, seeds ${seeds.join(', ')}`, '');
    const own = points.filter((point) => point.scenario === scenario);
    for (const group of groupsOf(own)) {
      for (const shown of SHOWN[kind])
        lines.push(...tableOf(result, scenario, own.filter(group.has), group.name, shown));
    }
  }
  return [...lines, ...leakLines(result), ...faultLines(result)].slice(0, -1);
}

type Group = { readonly name: string; readonly has: (point: Where) => boolean };

/** Tables of a scenario: one a pattern, or one a number of training viewers. */
function groupsOf(points: readonly Point[]): Group[] {
  const groups = new Map<string, Group>();
  for (const point of points) {
    if ('pattern' in point) {
      const { pattern } = point;
      groups.set(pattern, { name: pattern, has: (other) => (other as MissingWhere).pattern === pattern });
    } else {
      const { viewers } = point;
      const name = viewers === null ? 'all training viewers' : `${viewers} training viewers`;
      groups.set(name, { name, has: (other) => (other as PrefixWhere).viewers === viewers });
    }
  }
  return [...groups.values()];
}

function tableOf(
  { places }: StressResult,
  scenario: string,
  points: readonly Point[],
  group: string,
  { figure, title, scale }: Shown,
): string[] {
  const wheres: Where[] = [];
  for (const point of points) if (!wheres.some((where) => sameWhere(where, point))) wheres.push(point);
  const models = [...new Set(points.filter(({ figures }) => figures[figure] !== undefined).map(({ model }) => model))];
  if (models.length === 0) return [];
  const heads = wheres.map((where) => {
    if ('prefix' in where) return percent(where.prefix);
    const missing = places.find((place) => place.scenario === scenario && sameWhere(place, where))?.missing.mean;
    return percent(missing ?? where.rate);
  });
  const rows = models.map((model) => [
    model,
    ...wheres.map((where) => {
      const point = points.find((one) => one.model === model && sameWhere(one, where));
      return bandText(point?.figures[figure], scale);
    }),
  ]);
  const kind = 'prefix' in wheres[0] ? 'seen' : 'missing';
  return [`${title}; ${group}`, ...alignedTable([kind, ...heads], rows).map((line) => `  ${line}`), ''];
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

function bandText(band: Band | undefined, scale: number): string {
  if (band === undefined || band.mean === null) return '-';
  const digits = scale === 1 ? 3 : 2;
  const mean = (scale * band.mean).toFixed(digits);
  const enough = band.values.filter((value) => value !== null).length > 2;
  return enough && band.high !== null ? `${mean} ±${(scale * (band.high - band.mean)).toFixed(digits)}` : mean;
}

/** Where on the curves, in words. */
export function whereText(where: Where): string {
  if ('pattern' in where) return `${where.pattern} at ${percent(where.rate)}`;
  return `${where.viewers ?? 'all'} training viewers, ${percent(where.prefix)} seen`;
}

function leakLines({ leaks }: StressResult): string[] {
  if (leaks.length === 0) return [];
  const lines = leaks.map(({ scenario, model, rmse, oracle, pairs, ...where }) => {
    const errors = `RMSE ${(1000 * rmse).toFixed(2)}, the oracle's ${(1000 * oracle).toFixed(2)}, ${pairs} viewers`;
    return `  ${model}: ${scenario}, ${whereText(where)}: ${errors}`;
  });
  return [LEAK_TITLE, ...lines, ''];
}

/** What is told of a model that failed. */
export function faultText({ model, fault }: Pick<Fault, 'model' | 'fault'>): string {
  return failedText({ name: model, fault });
}

function faultLines({ faults }: StressResult): string[] {
  if (faults.length === 0) return [];
  const lines = faults.map(({ scenario, model, seed, fault, ...where }) => {
    return `  ${scenario}, ${whereText(where)}, seed ${seed}: ${faultText({ model, fault })}`;
  });
  return ['Failed', ...lines, ''];
}
