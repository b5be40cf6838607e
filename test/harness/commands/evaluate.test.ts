import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateCommand } from '../../../harness/commands/evaluate.ts';
import type { EvaluationResult } from '../../../harness/evaluation/result.ts';
import { expectPlain, runHere } from '../../laws/command.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-evaluate-'));
const dir = join(folder, 'small');
beforeAll(async () => {
  await generated(folder, tinyScenario({ rows: 3, seats: 4, samples: 200 }), 'small');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('matinee evaluate', () => {
  it('scores a model and the baselines asked for: one object, one table', async () => {
    const { status, json, said, line } = await runHere(evaluateCommand, [
      'additive',
      dir,
      '--baselines',
      'viewer-mean, additive',
      '--hold-out',
      '0.3',
      '--seed',
      '2',
    ]);
    expect([status, line]).toEqual([0, '']);
    const result = json as EvaluationResult;
    expect(result.models).toEqual([
      { name: 'additive', seed: 2 },
      { name: 'viewer-mean', seed: 2 },
    ]);
    expect(result.split).toMatchObject({ share: 0.3, seed: 2 });
    expect(result.split.heldOut).toHaveLength(4);
    expect(Object.keys(result.provenance.versions)).toEqual(['matinee', 'node', 'v8']);
    expect(said[0]).toBe('Tiny, seed 7: 12 viewers x 200 samples; 8 train, 4 held out (seed 2)');
    expect(said.join('\n')).toMatch(/\n {2}additive .*\n {2}viewer-mean .*\n {2}oracle /);
  });

  it.each([
    [['fvae', 'small'], /^MODEL: found "fvae", expected one of viewer-mean, additive/],
    [['additive', 'small', '--baselines', 'cp,none'], /^--baselines: found "none", expected none or some of/],
    [['additive', 'small', '--hold-out', '1'], /^--hold-out: found "1", expected a number from 0 to below 1$/],
    [['additive', 'small', '--hold-out', 'x'], /^--hold-out: found "x", expected/],
    [['additive', 'small', '--factors', '0'], /^--factors: found "0", expected a whole number 1 to 64$/],
    [['additive', join(folder, 'nothing')], /nothing/],
  ])('%j: status 2 and one line', async (args, expected) => {
    const { status, said, line } = await runHere(evaluateCommand, args);
    expect([status, said]).toEqual([2, []]);
    expect(line).toMatch(expected);
    expectPlain(line);
  });
});
