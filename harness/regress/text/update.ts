import { alignedTable } from '../../evaluation/table.ts';
import { compare } from '../compare.ts';
import { silentOf } from '../conclusion.ts';
import type { Measured, MeasuredDataset } from '../measured.ts';
import type { Suite } from '../suite/suite.ts';
import { figure, signed, toleranceText } from './numbers.ts';
import { groupsOf } from './table.ts';

/** A new baseline for people: each metric's mean, and the smallest loss that a check will notice nearly always. */
export function baselineLines(suite: Suite, measured: Measured): string[] {
  // What a check of the same fits would say.
  const rows = compare(suite, measured, firstFits(measured, suite.seeds.check), []);
  const tables = groupsOf(rows).flatMap(({ name, rows: own }) => {
    const cells = own.flatMap((row) => {
      if (row.verdict === 'incomparable') return [];
      const notices = signed(row.notices, row.unit, row.high - row.low).replace('+', '');
      return [[row.metric, figure(row.before), toleranceText(row.tolerance), notices]];
    });
    return [name, ...alignedTable(['', 'baseline', 'tolerance', 'notices'], cells).map((line) => `  ${line}`), ''];
  });
  const silent = silentOf(suite, rows);
  return [measured.suite, '', ...tables, ...(silent.length === 0 ? [] : [`no numbers: ${silent.join('; ')}`])];
}

/** The same with the first fits alone. */
function firstFits(measured: Measured, fits: number): Measured {
  const fewer = (dataset: MeasuredDataset): MeasuredDataset => ({
    ...dataset,
    values: mapped(dataset.values, (metrics) => mapped(metrics, (values) => values.slice(0, fits))),
  });
  return {
    ...measured,
    fits,
    scenarios: mapped(measured.scenarios, (one) => ({ ...one, datasets: mapped(one.datasets, fewer) })),
  };
}

function mapped<A, B>(given: Readonly<Record<string, A>>, change: (value: A) => B): Readonly<Record<string, B>> {
  return Object.fromEntries(Object.entries(given).map(([key, value]) => [key, change(value)]));
}
