import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../harness/checkpoint/load.ts';
import { evaluateCommand } from '../../../harness/commands/evaluate.ts';
import { trainCommand } from '../../../harness/commands/train.ts';
import type { EvaluationResult } from '../../../harness/evaluation/result.ts';
import { expectPlain, matinee, runHere } from '../../laws/command.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-train-'));
const [dir, other] = [join(folder, 'small'), join(folder, 'other')];
beforeAll(async () => {
  await generated(folder, tinyScenario({ rows: 3, seats: 4, samples: 200 }), 'small');
  await generated(folder, tinyScenario({ rows: 3, seats: 4, samples: 200 }, ['seed=8']), 'other');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('matinee train', () => {
  it('makes a model that evaluate puts beside baselines, under the split it was trained with', async () => {
    const model = join(folder, 'model');
    const options = ['--epochs', '2', '--factors', '2', '--workers', '1', '--backend', 'wasm', '--hold-out', '0.3'];
    const { status, stdout, stderr } = await matinee(
      folder,
      'train',
      'small',
      '-o',
      'model',
      '--seed',
      '2',
      ...options,
    );
    expect([status, stderr.includes('undefined')], stderr).toEqual([0, false]);
    expect(stdout).toMatch(/^backend: WebAssembly/);
    expect(stdout).toMatch(/\nTiny: 2 factors, 8 viewers train, 4 held out, seed 2\n/);
    expect(stderr).toMatch(/^train Tiny: \d+ %, objective -?[0-9.]+, [0-9,]+ samples\/s, .+ left$/m);
    const { provenance } = loadModel(model).attributes;
    expect(provenance.dataset).toMatchObject({ title: 'Tiny', seed: 7 });
    expect(provenance.command).toContain('matinee train small --backend wasm --epochs 2');

    const scored = await runHere(evaluateCommand, [model, dir, '--baselines', 'additive']);
    expect([scored.status, scored.line]).toEqual([0, '']);
    const result = scored.json as EvaluationResult;
    expect(result.models).toEqual([
      { name: 'fvae', seed: 2 },
      { name: 'additive', seed: 2 },
    ]);
    expect(result.split.heldOut).toEqual(provenance.split.heldOut);

    const refused = await runHere(evaluateCommand, [model, other]);
    expect(refused).toMatchObject({ status: 2, said: [] });
    expect(refused.line).toMatch(/other: found a dataset of SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64} \(Tiny\)$/);
    const again = await runHere(evaluateCommand, [model, dir, '--seed', '3']);
    expect([again.status, again.line]).toEqual([2, expect.stringContaining('it has its own split')]);
    const taken = await runHere(trainCommand, [dir, '-o', model]);
    expect([taken.status, taken.line]).toEqual([2, `${model} already exists`]);
  }, 60_000);

  it.each([
    [[], /^--output is missing/],
    [['-o', 'm', '--factors', '0'], /^--factors: found "0", expected a whole number 1 to 64$/],
    [['-o', 'm', '--hold-out', '1'], /^--hold-out: found "1", expected/],
    [['-o', join(folder, 'm'), '--backend', 'abacus'], /^backend: found "abacus", expected one of auto/],
  ])('%j: status 2, one line, nothing written', async (args, expected) => {
    const before = readdirSync(folder);
    const { status, said, line } = await runHere(trainCommand, [dir, ...args]);
    expect([status, said]).toEqual([2, []]);
    expect(line).toMatch(expected);
    expectPlain(line);
    expect(readdirSync(folder)).toEqual(before);
  });

  it('names data that carry no model, or none of so many factors', async () => {
    const dark = join(folder, 'dark');
    await generated(folder, tinyScenario({ rows: 2, seats: 3, samples: 60 }, ['sensing.detector.failure=1']), 'dark');
    const before = readdirSync(folder);
    const out = join(folder, 'refused');
    for (const [args, expected] of [
      [[dark], `${dark}: 0 viewer(s) are observed at two samples or more, expected 2 or more such viewers`],
      [
        [dir, '--factors', '60'],
        expect.stringMatching(/small: found 60 factors, expected a whole number from 1 to \d+ for/),
      ],
    ] as const) {
      const { status, said, line } = await runHere(trainCommand, [...args, '-o', out]);
      expect([status, said, line]).toEqual([2, [], expected]);
      expectPlain(line);
    }
    expect(readdirSync(folder)).toEqual(before);
  });

  it('interrupted: status 130, nothing written', async () => {
    const abort = new AbortController();
    abort.abort();
    const io = { say: () => {}, warn: () => {}, progress: () => () => {}, signal: abort.signal, clock: () => 0 };
    const values = { output: join(folder, 'never'), backend: 'wasm' };
    const stopped = trainCommand.run({ positionals: [dir], values }, io);
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([]);
  });
});
