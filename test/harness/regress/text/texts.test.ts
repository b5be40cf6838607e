import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compare } from '../../../../harness/regress/compare.ts';
import { concludeFrom } from '../../../../harness/regress/conclusion.ts';
import { conclusionJunit } from '../../../../harness/regress/text/junit.ts';
import { conclusionMarkdown } from '../../../../harness/regress/text/markdown.ts';
import { conclusionText } from '../../../../harness/regress/text/table.ts';
import { baselineLines } from '../../../../harness/regress/text/update.ts';
import { runPython } from '../../../laws/python.ts';
import { withFolder } from '../../../laws/tiny-dataset.ts';
import { measuredAs, SUITE } from '../measured-suite.ts';

const value = (dataset: number, fit: number): number => dataset * (1 + 0.002 * ((7 * fit + dataset) % 5));
const BASELINE = measuredAs(5, value);
const NOW = measuredAs(2, (dataset, fit, model) => value(dataset, fit) * (model === 'one' ? 1.05 : 1));
const FAILURE = { scenario: 'short', dataset: 1, model: 'two', seed: 0, line: 'a <b> & "c" \u0001 failed' };

const concluded = (failures = [] as (typeof FAILURE)[]) =>
  concludeFrom(SUITE, compare(SUITE, BASELINE, NOW, failures), failures, BASELINE, NOW);

describe('a conclusion', () => {
  it('for people ends in the verdict', () => {
    const lines = conclusionText(concluded());
    expect(lines[0]).toBe('Made up');
    expect(lines[1]).toBe('  3 datasets, 2 fits to each beside 5 of the baseline');
    expect(lines.at(-1)).toBe('worse: 1 worse, 0 incomparable, 1 better, 2 same');
    const row = lines.find((line) => /^ {2}imputation-rmse .*worse$/.test(line)) as string;
    expect(row).toMatch(/\+5\.00 % {2,}\+[\d.]+ % to \+[\d.]+ % {2,}1 %/);
    expect(lines.every((line) => !/undefined|NaN/.test(line))).toBe(true);
  });

  it('says once why rows are incomparable', () => {
    const lines = conclusionText(concluded([FAILURE]));
    const reasons = lines.filter((line) => line.startsWith('incomparable: '));
    expect(reasons.slice(0, 1)).toEqual([
      `incomparable: short, two: failed: ${FAILURE.line} (imputation-rmse, factor-match)`,
    ]);
    expect(lines.at(-1)).toBe('incomparable: 1 worse, 2 incomparable, 1 better, 0 same');
  });

  it('says where every number is the baseline’s', () => {
    const same = concludeFrom(
      SUITE,
      compare(SUITE, BASELINE, measuredAs(2, value), []),
      [],
      BASELINE,
      measuredAs(2, value),
    );
    expect(conclusionText(same)[1]).toMatch(/; every number is the baseline’s$/);
    expect(conclusionText(same).at(-1)).toBe('passed: 0 worse, 0 incomparable, 0 better, 4 same');
  });

  it('that compared nothing is no success as JUnit XML', () => {
    withFolder((folder) => {
      const file = join(folder, 'junit.xml');
      writeFileSync(file, conclusionJunit({ ...concluded(), rows: [], silent: ['short: factor-match', 'long: mcc'] }));
      const { tests, errors, suites } = runPython('read_junit.py', file) as {
        tests: number;
        errors: number;
        suites: { cases: { name: string; error: string | null }[] }[];
      };
      expect([tests, errors]).toEqual([2, 2]);
      expect(suites.flatMap(({ cases }) => cases)).toMatchObject([
        { name: 'short: factor-match', error: 'no numbers' },
        { name: 'long: mcc', error: 'no numbers' },
      ]);
    });
  });

  it('as JUnit XML is what Python’s parser reads', () => {
    withFolder((folder) => {
      const file = join(folder, 'junit.xml');
      writeFileSync(file, conclusionJunit(concluded([FAILURE])));
      const read = runPython('read_junit.py', file) as {
        tests: number;
        failures: number;
        errors: number;
        suites: {
          name: string;
          tests: number;
          failures: number;
          errors: number;
          cases: {
            name: string;
            classname: string;
            failure: string | null;
            error: string | null;
            out: string | null;
          }[];
        }[];
      };
      expect(read).toMatchObject({ tests: 4, failures: 1, errors: 2 });
      expect(read.suites.map(({ name, tests, failures, errors }) => [name, tests, failures, errors])).toEqual([
        ['Made up: short, one', 2, 1, 0],
        ['Made up: short, two', 2, 0, 2],
      ]);
      const [one, two] = read.suites;
      expect(one.cases.map(({ name, classname }) => [name, classname])).toEqual([
        ['imputation-rmse', 'short, one'],
        ['factor-match', 'short, one'],
      ]);
      expect(one.cases[0].failure).toMatch(/^\+5\.00 % \(\+[\d.]+ % to \+[\d.]+ %\), tolerance 1 %$/);
      expect(one.cases[1]).toMatchObject({ failure: null, error: null, out: expect.stringMatching(/^better: /) });
      // What XML cannot hold is left out.
      expect(two.cases[0].error).toBe('failed: a <b> & "c"  failed');
    });
  });

  it('as Markdown has a table a model, with as many cells in every row', () => {
    const text = conclusionMarkdown(concluded([FAILURE]));
    expect(text).toMatch(
      /^### matinee regress: Made up\n\n\*\*incomparable: 1 worse, 2 incomparable, 1 better, 0 same\*\*/,
    );
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(2 * (2 + SUITE.metrics.length));
    expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length)).size).toBe(1);
    expect(text).toContain('🔴 **worse**');
    expect(text).toContain(`- incomparable: short, two: failed: ${FAILURE.line}`);
  });
});

describe('a new baseline', () => {
  it('for people has what a check will notice', () => {
    const lines = baselineLines(SUITE, BASELINE);
    expect(lines).toContain('short, one');
    const row = lines.find((line) => line.startsWith('  imputation-rmse')) as string;
    const notices = Number(/ ([\d.]+) %$/.exec(row)?.[1]);
    expect(notices).toBeGreaterThan(1);
    expect(notices).toBeLessThan(3);
  });
});
