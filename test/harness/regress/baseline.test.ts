import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baselineText, parseBaseline, readBaseline } from '../../../harness/regress/baseline.ts';
import { expectPlain } from '../../laws/command.ts';
import { withFolder } from '../../laws/tiny-dataset.ts';
import { measuredAs, SUITE } from './measured-suite.ts';

const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 30, maxLength: 30 });
const BASELINE = measuredAs(5, (dataset, fit) => dataset + fit / 10);

describe('a baseline file', () => {
  it('says what was measured', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const measured = measuredAs(5, (dataset, fit) => values[dataset * 5 + fit] + 0);
        expect(parseBaseline(baselineText(measured), 'b.json')).toEqual(measured);
      }),
      { numRuns: 30 },
    );
  });

  it('has the same text whatever the order of keys, all in order', () => {
    const turned = JSON.parse(JSON.stringify(BASELINE), (_, value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).reverse())
        : value,
    );
    expect(Object.keys(turned)[0]).not.toBe(Object.keys(BASELINE)[0]);
    expect(baselineText(turned)).toBe(baselineText(BASELINE));
    const keys = [...baselineText(BASELINE).matchAll(/^ {2}"([a-z]+)"/gm)].map(([, key]) => key);
    expect(keys).toEqual([...keys].sort());
  });

  it('changes by one line where one fit’s value changes', () => {
    const other = measuredAs(
      5,
      (dataset, fit, model) => dataset + (fit + (model === 'two' && dataset === 2 && fit === 1 ? 1 : 0)) / 10,
    );
    const [before, after] = [BASELINE, other].map((measured) => baselineText(measured).split('\n'));
    expect(after.length).toBe(before.length);
    // Both metrics of that model on that dataset.
    expect(after.filter((line, n) => line !== before[n])).toHaveLength(SUITE.metrics.length);
  });

  it('is small: about a line a model, metric and dataset', () => {
    const lines = baselineText(BASELINE).trim().split('\n');
    const { scenarios, models, metrics } = SUITE;
    const rows = scenarios[0].datasets.length * (metrics.length * (models.length + 1) + 10);
    expect(lines.length).toBeLessThan(rows + 40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(120);
  });
});

it('a value may be null: the model says nothing of it', () => {
  const silent = parseBaseline(baselineText(BASELINE).replace('[1, ', '[null, '), 'b.json');
  expect(silent.scenarios['short'].datasets['1'].values['one']['factor-match'][0]).toBeNull();
});

describe('what is no baseline', () => {
  it.each([
    ['{', 'b.json: found no JSON, expected a baseline of matinee regress update'],
    ['[]', 'b.json: top level: '],
    ['{"format": 2}', 'b.json: format: '],
    [baselineText(BASELINE).replace('[1, ', '["x", '), 'b.json: scenarios.short.datasets.1.'],
    [baselineText(BASELINE).replace('[1, ', '[1e999, '), 'b.json: scenarios.short.datasets.1.'],
    [baselineText(BASELINE).replace('"fits": 5', '"fits": 0'), 'b.json: fits: '],
    [
      baselineText(BASELINE).replace('[1, ', '['),
      'b.json: short, dataset 1, one, factor-match: found 4 value(s), expected 5: one a fit, or null',
    ],
    [
      baselineText(BASELINE).replace('[2, ', '[2, 2, '),
      'b.json: short, dataset 2, one, factor-match: found 6 value(s), expected 5: one a fit, or null',
    ],
    [
      baselineText(BASELINE).replace(/\[3, [^\]]*/, '['),
      'b.json: short, dataset 3, one, factor-match: found 0 value(s)',
    ],
  ])('%#', (text, message) => {
    try {
      parseBaseline(text, 'b.json');
    } catch (error) {
      expect((error as Error).name).toBe('UsageError');
      expect((error as Error).message).toContain(message);
      expectPlain((error as Error).message);
      return;
    }
    throw new Error('not refused');
  });

  it('is a file that is not there, or a folder', () => {
    withFolder((folder) => {
      expect(() => readBaseline(`${folder}/none.json`)).toThrow(
        'none.json: found no such file, expected a baseline: matinee regress update makes it',
      );
      expect(() => readBaseline(folder)).toThrow('found a folder, expected a file');
    });
  });
});
