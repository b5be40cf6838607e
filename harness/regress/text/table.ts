import { LEAK_TITLE } from '../../evaluation/leaks.ts';
import { alignedTable } from '../../evaluation/table.ts';
import type { Row } from '../compare.ts';
import type { Conclusion } from '../conclusion.ts';
import { suiteLeakText } from '../leaking.ts';
import { cellsOf, HEADS } from './numbers.ts';

/** The rows of each model on each scenario, in their order. */
export function groupsOf(rows: readonly Row[]): readonly { readonly name: string; readonly rows: readonly Row[] }[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = `${row.scenario}, ${row.model}`;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups].map(([name, own]) => ({ name, rows: own }));
}

/** Why rows are incomparable, each reason once, with what it is about. */
export function reasonsOf(rows: readonly Row[]): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const row of rows) {
    if (row.verdict !== 'incomparable') continue;
    const about = `${row.scenario}, ${row.model}`;
    const key = `${about}: ${row.reason}`;
    reasons.set(key, [...(reasons.get(key) ?? []), row.metric]);
  }
  return [...reasons].map(([key, metrics]) => `${key} (${metrics.join(', ')})`);
}

/** One line: the verdict, and how often each was given. */
export function verdictLine({ verdict, counts, leaks }: Conclusion): string {
  const parts = (['worse', 'incomparable', 'better', 'same'] as const).map((name) => `${counts[name]} ${name}`);
  const leaking = leaks.length === 0 ? [] : [`${leaks.length} leak${leaks.length === 1 ? '' : 's'}`];
  return `${verdict}: ${[...leaking, ...parts].join(', ')}`;
}

/** What was compared, in a line. */
export function comparedLine({ fits, identical, versions }: Conclusion): string {
  const { datasets, check, baseline } = fits;
  const where =
    versions.baseline.node === versions.now.node ? '' : `; the baseline is of Node ${versions.baseline.node}`;
  const same = identical ? '; every number is the baseline’s' : '';
  return `${datasets} datasets, ${check} fits to each beside ${baseline} of the baseline${where}${same}`;
}

/** A conclusion for people: aligned plain text, a line an element; the verdict comes last. */
export function conclusionText(conclusion: Conclusion): string[] {
  const { suite, rows, silent, leaks } = conclusion;
  const tables = groupsOf(rows).flatMap(({ name, rows: own }) => {
    const cells = own.map((row) => [row.metric, ...cellsOf(row)]);
    return [name, ...alignedTable(['', ...HEADS], cells).map((line) => `  ${line}`), ''];
  });
  return [
    suite,
    `  ${comparedLine(conclusion)}`,
    '',
    ...tables,
    ...(silent.length === 0 ? [] : [`no numbers: ${silent.join('; ')}`]),
    ...reasonsOf(rows).map((line) => `incomparable: ${line}`),
    ...(leaks.length === 0 ? [] : [`${LEAK_TITLE}, 1/1000 eye distance`]),
    ...leaks.map((leak) => `  ${suiteLeakText(leak)}`),
    verdictLine(conclusion),
  ];
}
