import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../../harness/fault.ts';
import { baselineFile, loadSuite, parseSuite, suiteFile, suiteNames } from '../../../../harness/regress/suite/load.ts';
import { ScenarioError } from '../../../../scenarios/schema/error.ts';
import { expectPlain } from '../../../laws/command.ts';
import { withFolder } from '../../../laws/tiny-dataset.ts';

const WHOLE = `suite: 1
title: Mine
scenarios:
  - scenario: short-v1
    sets: [film.duration=250]
    datasets: [1, 2, 3]
models:
  - fvae
  - { model: mine=./my-model.ts, factors: 4 }
  - 'cmd:python3 model.py {input} {output}'
metrics:
  - factor-match
  - { metric: imputation-rmse, tolerance: { relative: 0.03 } }
  - { metric: amusement, path: recovery.pairs.0.score, better: higher, tolerance: { absolute: 0.05 } }
  - { metric: imputation-coverage90, better: 0.8 }
`;

/** The line that refuses the suite with one text in place of another. */
function refusal(from: string, to: string): string {
  expect(WHOLE).toContain(from);
  try {
    parseSuite(WHOLE.replace(from, to), 'mine.yaml');
  } catch (error) {
    expect(error instanceof ScenarioError || error instanceof UsageError).toBe(true);
    const { message } = error as Error;
    expectPlain(message);
    return message;
  }
  throw new Error('not refused');
}

describe('a suite', () => {
  it('means a scenario of the package where a folder beside it has its name', () =>
    withFolder((folder) => {
      mkdirSync(join(folder, 'short-v1'));
      const suite = parseSuite(WHOLE, join(folder, 'mine.yaml'));
      expect(suite.scenarios[0].scenario).toBe('short-v1');
    }));

  it('is read with its defaults', () => {
    const suite = parseSuite(WHOLE, 'folder/mine.yaml');
    expect(suite).toMatchObject({ name: 'mine', title: 'Mine', seeds: { baseline: 8, check: 3 } });
    expect(suite.folder).toMatch(/\/folder$/);
    expect(suite.scenarios).toEqual([
      {
        name: 'short-v1',
        scenario: 'short-v1',
        sets: ['film.duration=250'],
        clear: false,
        datasets: [1, 2, 3],
        holdOut: { share: 0.2, seed: 0 },
        loss: null,
      },
    ]);
    expect(suite.models.map(({ name, options }) => [name, options])).toEqual([
      ['fvae', {}],
      ['mine', { factors: 4 }],
      ['cmd:python3 model.py {input} {output}', {}],
    ]);
    const [match, rmse, amusement, coverage] = suite.metrics;
    expect(match).toEqual({
      name: 'factor-match',
      path: 'recovery.factorMatch',
      better: 'higher',
      tolerance: { relative: null, absolute: 0.02 },
    });
    expect(rmse).toMatchObject({ better: 'lower', tolerance: { relative: 0.03, absolute: null } });
    expect(amusement).toMatchObject({ path: 'recovery.pairs.0.score', tolerance: { relative: null, absolute: 0.05 } });
    expect(coverage).toMatchObject({ path: 'imputation.calibration.coverage90', better: 0.8 });
  });

  it.each([
    ['suite: 1', 'suite: 2', 'mine.yaml:1: suite: found 2, expected 1'],
    ['title: Mine', 'titel: Mine', 'mine.yaml:2: titel: found an unknown key, expected one of the keys suite, title'],
    [
      'datasets: [1, 2, 3]',
      'datasets: []',
      'mine.yaml:6: scenarios.0.datasets: found an empty list, expected a list of 1 to 100 seeds',
    ],
    [
      'datasets: [1, 2, 3]',
      'datasets: [1, 2, 1]',
      'scenarios.0.datasets.2: found the seed 1 again, expected every seed once',
    ],
    [
      'datasets: [1, 2, 3]',
      'datasets: [1, 2, x]',
      'scenarios.0.datasets.2: found "x", expected a whole number 0 to 4294967295',
    ],
    [
      'scenario: short-v1',
      'scenario: shrot-v1',
      'mine.yaml: scenarios.0: shrot-v1: file: found no such file, expected a scenario file, or the id of a scenario that comes with the package; did you mean "short-v1"?',
    ],
    [
      'film.duration=250',
      'theater.rows=-1',
      'mine.yaml: scenarios.0: --set theater.rows=-1: theater.rows: found -1, expected a whole number',
    ],
    [
      '- factor-match',
      '- factor-mach',
      'mine.yaml:12: metrics.0: found "factor-mach", expected factor-match, rank-match',
    ],
    [
      '- factor-match',
      '- imputation-rmse',
      'metrics.1: found the metric imputation-rmse again, expected every metric once',
    ],
    [
      'relative: 0.03',
      'relative: 3',
      'mine.yaml:13: metrics.1.tolerance.relative: found 3, expected a number above 0 and below 1',
    ],
    [
      'tolerance: { relative: 0.03 }',
      'tolerance: {}',
      'metrics.1.tolerance: found an empty map, expected relative, absolute, or both',
    ],
    [', better: higher', '', 'metrics.2: found a path alone, expected the keys better and tolerance with it'],
    ['better: higher', 'better: more', 'metrics.2.better: found "more", expected lower, higher, or a number'],
    ['recovery.pairs.0.score', 'truth.pairs', 'metrics.2.path: found "truth.pairs", expected recovery, reconstruction'],
    ['better: 0.8', 'tolerance: { relative: 0.1 }', 'metrics.3.tolerance: found relative, expected absolute alone'],
    [
      'factors: 4',
      'factor: 4',
      'mine.yaml:9: models.1.factor: found an unknown key, expected one of the keys model, factors, epochs, timeout; did you mean "factors"?',
    ],
    ['factors: 4', 'factors: 0', 'models.1.factors: found 0, expected a whole number 1 to 64'],
    ['mine=./my-model.ts', 'fvae', 'models.1: found the name fvae again, expected every name once'],
    [
      'metrics:',
      'seeds: { baseline: 2, check: 3 }\nmetrics:',
      'seeds.check: found 3, expected at most seeds.baseline (2)',
    ],
    [
      'metrics:',
      'seeds: { baseline: 2, check: 1 }\nmetrics:',
      'datasets: found 3 dataset(s) with 2 baseline and 1 check seeds, expected more of them',
    ],
    [
      'datasets: [1, 2, 3]',
      'datasets: [1, 2, 3]\n    loss: { pattern: fog, rate: 0.2 }',
      'scenarios.0.loss.pattern: found fog, expected one of occlusion, mcar',
    ],
  ])('%s as %s is refused', (from, to, message) => {
    expect(refusal(from, to)).toContain(message);
  });

  it('is what docs/regression-gate.md shows', () => {
    const text = readFileSync(resolve(import.meta.dirname, '../../../../docs/regression-gate.md'), 'utf8');
    const [, shown] = /^```yaml\n(.*?)^```/ms.exec(text) as RegExpExecArray;
    expect(parseSuite(shown, 'shown.yaml')).toMatchObject({
      scenarios: [{ name: 'gaps', clear: true, loss: { pattern: 'seq_missing', rate: 0.3, seed: 0 } }],
      models: [{ name: 'fvae' }, { name: 'mine' }, {}],
    });
  });

  it('that is not there is refused, with what there is', () => {
    expect(() => suiteFile('quik')).toThrow(
      'quik: found no such file, expected a suite, or one of full, quick; did you mean "quick"?',
    );
    expect(() => suiteFile('.')).toThrow('.: found no file, expected a suite');
  });

  it('has its baseline beside it', () => {
    expect(baselineFile('a/mine.yaml')).toBe('a/mine.baseline.json');
  });
});

describe('suites of the package', () => {
  it.each(suiteNames())('%s is one', (name) => {
    const suite = loadSuite(suiteFile(name));
    expect(suite.name).toBe(name);
    expect(suite.models.some(({ text }) => text === 'fvae')).toBe(true);
  });

  it('are quick and full', () => {
    expect(suiteNames()).toEqual(['full', 'quick']);
  });
});
