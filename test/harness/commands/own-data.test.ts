import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../harness/checkpoint/load.ts';
import { evaluateCommand } from '../../../harness/commands/evaluate.ts';
import { trainCommand } from '../../../harness/commands/train.ts';
import { parseCommand } from '../../../harness/options.ts';
import type { TensorEvaluation } from '../../../harness/own-data/result.ts';
import { expectPlain, runHere } from '../../laws/command.ts';
import { runPython } from '../../laws/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-own-data-'));
const wave = join(folder, 'wave.npz');
const model = join(folder, 'model');
const quick = ['--epochs', '4', '--factors', '2', '--workers', '1', '--backend', 'wasm'];
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  runPython('write_npz.py', folder, 'wave', 'plain');
  const { status, line } = await runHere(trainCommand, [
    wave,
    '-o',
    model,
    '--hide',
    '0.2',
    '--block',
    '3',
    '--seed',
    '4',
    ...quick,
  ]);
  expect([status, line]).toEqual([0, '']);
});

describe('matinee evaluate on a .npz', () => {
  it('compares models on what was hidden, and a program is told the columns', async () => {
    const program = `cmd:python3 ${join(import.meta.dirname, '../../../docs/examples/numpy-model.py')} {input} {output}`;
    const args = ['additive', wave, '--model', program, '--baselines', 'viewer-mean', '--factors', '1'];
    const { status, json, said, warned } = await runHere(evaluateCommand, args);
    expect([status, warned]).toEqual([0, []]);
    const { models, showing, imputation, forecast, provenance } = json as TensorEvaluation;
    expect(models.map(({ name }) => name)).toEqual(['additive', 'numpy-model', 'viewer-mean']);
    expect(showing).toEqual({ hidden: { share: 0.1, samples: 2 }, scale: 'columns' });
    expect(provenance.data).toMatchObject({ title: 'wave', viewers: 20, samples: 80, columns: ['Höhe', 'b 2', 'c'] });
    // The rows follow one course more or less strongly: a factor tells what was hidden, and what comes.
    expect(imputation?.scores['numpy-model'].skill).toBeGreaterThan(0.9);
    expect(forecast[2].result?.scores['numpy-model'].skill).toBeGreaterThan(0.8);
    expect(said[2]).toBe('10.0 % of the training rows is hidden for scoring, in blocks of 2');
  });

  it('hides no more than is asked for, however long the blocks', async () => {
    const args = ['additive', wave, '--baselines', 'none', '--hide', '0.25', '--block'];
    const { json } = await runHere(evaluateCommand, [...args, '20']);
    expect((json as TensorEvaluation).showing.hidden).toEqual({ share: 0.25, samples: 20 });
    expect(await runHere(evaluateCommand, [...args, '21'])).toMatchObject({
      status: 2,
      line: '--block: found "21", expected a whole number 1 to 20',
    });
  });

  it('has no more factors than the tensor can carry, unless told so', async () => {
    const few = ['pca', wave, '--baselines', 'none'];
    expect((await runHere(evaluateCommand, few)).status).toBe(0);
    const { status, warned } = await runHere(evaluateCommand, [...few, '--factors', '4']);
    expect([status, warned]).toEqual([
      2,
      [expect.stringMatching(/found 4 factors, expected a whole number from 1 to 3/)],
    ]);
  });
});

describe('a model trained on a .npz', () => {
  it('is evaluated as it was shown it', async () => {
    const { status, json } = await runHere(evaluateCommand, [model, wave, '--baselines', 'additive']);
    expect(status).toBe(0);
    const { models, showing, split, imputation } = json as TensorEvaluation;
    expect(models).toEqual([
      { name: 'fvae', seed: 4 },
      { name: 'additive', seed: 4 },
    ]);
    expect(showing).toEqual({ hidden: { share: 0.2, samples: 3 }, scale: 'columns' });
    expect(split).toMatchObject({ share: 0.2, seed: 4 });
    expect(Object.keys(imputation?.scores ?? {})).toEqual(['viewer mean', 'fvae', 'additive']);
  });

  it.each([
    [
      'another file',
      [model, join(folder, 'plain.npz')],
      /plain\.npz: found a dataset of SHA-256 .+, expected .+ \(wave\)$/,
    ],
    [
      'another share',
      [model, wave, '--hide', '0.2'],
      /^--hide: found it beside a trained model, which has its own, expected/,
    ],
    ['a seed', [model, wave, '--seed', '4'], /^--hold-out, --seed: found one beside a trained model/],
    ['a share of all', ['additive', wave, '--hide', '1'], /^--hide: found "1", expected a number from 0 to below 1$/],
    ['a long block', ['additive', wave, '--block', '81'], /^--block: found "81", expected a whole number 1 to 8$/],
    [
      'an unknown scale',
      ['additive', wave, '--scale', 'rows'],
      /^--scale: found "rows", expected one of columns, none$/,
    ],
    ['no file', ['additive', join(folder, 'no.npz')], /no\.npz: found no such file/],
  ])('and %s: status 2 and one line', async (_what, args, expected) => {
    const { status, said, line } = await runHere(evaluateCommand, args);
    expect([status, said]).toEqual([2, []]);
    expect(line).toMatch(expected);
    expectPlain(line);
  });

  it('trains with as many factors as there can be, and shows a dataset in no other way', async () => {
    const other = join(folder, 'other');
    const { json } = await runHere(trainCommand, [
      join(folder, 'plain.npz'),
      '-o',
      other,
      '--epochs',
      '1',
      '--scale',
      'none',
      '--hide',
      '0',
    ]);
    expect(json).toMatchObject({ title: 'plain', factors: 3, training: 5, heldOut: 1 });
    const refused = await runHere(trainCommand, [folder, '-o', join(folder, 'none'), '--hide', '0.1']);
    expect([refused.status, refused.line]).toEqual([
      2,
      '--hide: found it with a dataset, expected it with a new model on a .npz alone',
    ]);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('goes on after an interruption, shown as it began', async () => {
    const part = join(folder, 'part');
    const args = [wave, '-o', part, '--hide', '0.2', '--block', '3', '--seed', '4', ...quick];
    const abort = new AbortController();
    const progress = () => (done: number, total: number) => {
      if (done >= 0.6 * total) abort.abort();
    };
    const io = { say: () => {}, warn: () => {}, progress, signal: abort.signal, clock: () => 0 };
    await expect(trainCommand.run(parseCommand(trainCommand, args), io)).rejects.toMatchObject({ name: 'Interrupted' });
    const wrong = await runHere(trainCommand, [wave, '-o', part, '--resume', '--hide', '0.1']);
    expect([wrong.status, wrong.line]).toEqual([
      2,
      `--hide: found 0.1, expected 0.2 as the unfinished training in ${part}.unfinished began with`,
    ]);
    const { status, line } = await runHere(trainCommand, [wave, '-o', part, '--resume']);
    expect([status, line]).toEqual([0, '']);
    const [whole, resumed] = [model, part].map((path) => loadModel(path));
    expect(resumed.attributes.provenance).toEqual({
      ...whole.attributes.provenance,
      command: resumed.attributes.provenance.command,
    });
    expect(resumed.state.arrays).toEqual(whole.state.arrays);
  });
});
