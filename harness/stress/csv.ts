import type { StressResult, Where } from './result.ts';

/** `curves.csv`: a line a figure of a model at a place; what there is none of is empty. */
export function curvesCsv({ kind, places, points, seeds }: StressResult): string {
  const keys = kind === 'missing' ? ['pattern', 'rate'] : ['viewers', 'prefix'];
  const heads = ['scenario', ...keys, 'missing', 'training', 'model', 'figure', 'mean', 'low', 'high'];
  const lines = points.flatMap(({ scenario, model, figures, ...where }) => {
    const own = keys.map((key) => cell((where as unknown as Record<string, unknown>)[key] ?? 'all'));
    const place = places.find((one) => one.scenario === scenario && sameWhere(one, where));
    const begin = [cell(scenario), ...own, cell(place?.missing.mean), cell(place?.training.mean), cell(model)];
    return Object.entries(figures).map(([figure, { mean, low, high, values }]) =>
      [...begin, figure, cell(mean), cell(low), cell(high), ...values.map(cell)].join(','),
    );
  });
  return `${[...heads, ...seeds.map((seed) => `seed ${seed}`)].join(',')}\n${lines.map((line) => `${line}\n`).join('')}`;
}

/** Whether two are at the same place of a scenario's curves. */
export function sameWhere(a: Where, b: Where): boolean {
  if ('pattern' in a) return 'pattern' in b && a.pattern === b.pattern && a.rate === b.rate;
  return 'prefix' in b && a.viewers === b.viewers && a.prefix === b.prefix;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
