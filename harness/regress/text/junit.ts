import { leakText } from '../../evaluation/leaks.ts';
import type { Row } from '../compare.ts';
import type { Conclusion } from '../conclusion.ts';
import { interval, signed, toleranceText } from './numbers.ts';
import { groupsOf } from './table.ts';

/**
 * A conclusion as JUnit XML: a suite for each model on each scenario, a case for each metric; `worse` is a failure,
 * `incomparable` an error.
 */
export function conclusionJunit(conclusion: Conclusion): string {
  const suites = groupsOf(conclusion.rows).flatMap(({ name, rows }) => [
    `  <testsuite ${attributes({ name: `${conclusion.suite}: ${name}`, ...countsOf(rows) })}>`,
    ...rows.flatMap((row) => caseOf(name, row)),
    '  </testsuite>',
  ]);
  const { leaks } = conclusion;
  // Where nothing has a number nothing was compared: no success.
  const silent = conclusion.rows.length === 0 ? conclusion.silent : [];
  const { tests, failures, errors } = countsOf(conclusion.rows);
  const totals = {
    tests: tests + leaks.length + silent.length,
    failures: failures + leaks.length,
    errors: errors + silent.length,
  };
  const all = attributes({ name: conclusion.suite, ...totals });
  const head = '<?xml version="1.0" encoding="UTF-8"?>';
  return `${[head, `<testsuites ${all}>`, ...suites, ...silentOf(conclusion.suite, silent), ...leaksOf(conclusion), '</testsuites>'].join('\n')}\n`;
}

/** A case that is an error for each line of what has no numbers. */
function silentOf(suite: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const counts = { tests: lines.length, failures: 0, errors: lines.length };
  const cases = lines.flatMap((line) => [
    `    <testcase ${attributes({ classname: suite, name: line })}>`,
    `      <error ${attributes({ type: 'incomparable', message: 'no numbers' })}/>`,
    '    </testcase>',
  ]);
  return [`  <testsuite ${attributes({ name: `${suite}: no numbers`, ...counts })}>`, ...cases, '  </testsuite>'];
}

/** A case that has failed for each model that knows more than it was shown. */
function leaksOf({ suite, leaks }: Conclusion): string[] {
  if (leaks.length === 0) return [];
  const counts = { tests: leaks.length, failures: leaks.length, errors: 0 };
  const cases = leaks.flatMap(({ scenario, model, ...leak }) => [
    `    <testcase ${attributes({ classname: `${scenario}, ${model}`, name: 'leak' })}>`,
    `      <failure ${attributes({ type: 'leak', message: leakText(leak) })}/>`,
    '    </testcase>',
  ]);
  return [`  <testsuite ${attributes({ name: `${suite}: leaks`, ...counts })}>`, ...cases, '  </testsuite>'];
}

function countsOf(rows: readonly Row[]): Readonly<Record<'tests' | 'failures' | 'errors', number>> {
  const count = (verdict: Row['verdict']): number => rows.filter((row) => row.verdict === verdict).length;
  return { tests: rows.length, failures: count('worse'), errors: count('incomparable') };
}

function caseOf(group: string, row: Row): string[] {
  const opening = `    <testcase ${attributes({ classname: group, name: row.metric })}`;
  if (row.verdict === 'incomparable') {
    return [
      `${opening}>`,
      `      <error ${attributes({ type: 'incomparable', message: row.reason })}/>`,
      '    </testcase>',
    ];
  }
  const like = row.high - row.low;
  const message = `${signed(row.change, row.unit, like)} (${interval(row)}), tolerance ${toleranceText(row.tolerance)}`;
  const said = `      <system-out>${escaped(`${row.verdict}: ${row.before} to ${row.now}, ${message}`)}</system-out>`;
  const failure = row.verdict === 'worse' ? [`      <failure ${attributes({ type: 'worse', message })}/>`] : [];
  return [`${opening}>`, ...failure, said, '    </testcase>'];
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}="${escaped(String(value))}"`)
    .join(' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text as XML has it; what XML 1.0 cannot hold is left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
