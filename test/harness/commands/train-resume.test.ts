import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { trainCommand } from '../../../harness/commands/train.ts';
import { explain } from '../../../harness/fault.ts';
import { parseCommand } from '../../../harness/options.ts';
import { sha256 } from '../../../sim/dataset/chunk.ts';
import { expectPlain, expectRefusal, matinee, runHere, start, whileRunning } from '../../laws/command.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-resume-'));
const [dir, other] = [join(folder, 'small'), join(folder, 'other')];
const [model, unfinished] = [join(folder, 'model'), join(folder, 'model.unfinished')];
const OPTIONS = [
  '--factors',
  '2',
  '--workers',
  '1',
  '--backend',
  'wasm',
  '--hold-out',
  '0.3',
  '--seed',
  '4',
  '--epochs',
  '60',
];

/** The SHA-256 of every file of a folder, by its path below it. */
function filesOf(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((file) => [relative(path, file), sha256(readFileSync(file))]));
}

/** A training that is stopped once this share of its steps is done: its status, its line, what it said. */
async function stopped(args: readonly string[], share: number): Promise<{ status: number; line: string }> {
  const abort = new AbortController();
  const values = parseCommand(trainCommand, [dir, '-o', model, ...args]);
  const progress = () => (done: number, total: number) => {
    if (done >= share * total) abort.abort();
  };
  const io = { say: () => {}, warn: () => {}, progress, signal: abort.signal, clock: () => 0 };
  return trainCommand.run(values, io).then(() => ({ status: 0, line: '' }), explain);
}

let whole: Record<string, string> = {};
beforeAll(async () => {
  await generated(folder, tinyScenario({ rows: 3, seats: 4, samples: 200 }), 'small');
  await generated(folder, tinyScenario({ rows: 3, seats: 4, samples: 200 }, ['seed=8']), 'other');
  expect((await runHere(trainCommand, [dir, '-o', model, ...OPTIONS])).status).toBe(0);
  whole = filesOf(model);
  rmSync(model, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const path of [model, unfinished]) rmSync(path, { recursive: true, force: true });
});

describe('matinee train, interrupted', () => {
  it('keeps the last whole epoch, goes on from it, and ends in the same model, to the byte', async () => {
    for (const epoch of [3, 40]) {
      const { status, line } = await stopped(epoch === 3 ? OPTIONS : ['--resume'], (epoch + 0.5) / 60);
      const kept = `epoch ${epoch} of 60 is kept in ${unfinished}`;
      expect([status, line]).toEqual([130, `interrupted; ${kept}; --resume goes on from there`]);
      expect(existsSync(model)).toBe(false);
    }
    const resumed = await runHere(trainCommand, [dir, '-o', model, '--resume', '--epochs', '60', '--backend', 'auto']);
    expect([resumed.status, resumed.line, resumed.said[0]]).toEqual([0, '', 'goes on after epoch 40 of 60']);
    expect(filesOf(model)).toEqual(whole);
    expect(readdirSync(folder).filter((name) => name.startsWith('model') || name.startsWith('.'))).toEqual(['model']);
  });

  it('by kill -9 or Ctrl-C of the process: the same', async () => {
    const args = ['train', dir, '-o', 'model', ...OPTIONS];
    const signalled = async (signal: NodeJS.Signals, more: readonly string[]) => {
      const run = start(folder, [...args, ...more]);
      const before = existsSync(unfinished) ? readdirSync(unfinished) : [];
      const news = (): boolean => existsSync(unfinished) && `${readdirSync(unfinished)}` !== `${before}`;
      await whileRunning(run, () => news() || undefined);
      run.child.kill(signal);
      return run.ended;
    };
    expect((await signalled('SIGKILL', [])).signal).toBe('SIGKILL');
    const ended = await signalled('SIGINT', ['--resume']);
    expect(ended.status).toBe(130);
    expect(ended.stderr).toMatch(
      /interrupted; epoch \d+ of 60 is kept in model\.unfinished; --resume goes on from there\n$/,
    );
    const last = await matinee(folder, 'train', dir, '-o', 'model', '--resume');
    expect(last.status, last.stderr).toBe(0);
    expect(last.stdout).toMatch(/^goes on after epoch \d+ of 60\n/);
    expect(filesOf(model)).toEqual(whole);
    expect(existsSync(unfinished)).toBe(false);
  });

  it('is neither replaced nor gone on with by anything else: status 2, one line', async () => {
    await stopped(OPTIONS, 2.5 / 60);
    const before = filesOf(unfinished);
    const refusals: [string[], RegExp][] = [
      [[dir], /unfinished: found epoch 2 of .+ expected --resume to go on, or its removal to begin anew$/],
      [
        [dir, '--resume', '--epochs', '5'],
        /^--epochs: found 5, expected 60 as the unfinished training in .+ began with$/,
      ],
      [[dir, '--resume', '--hold-out', '0.2'], /^--hold-out: found 0\.2, expected 0\.3 as/],
      [[dir, '--resume', '--factors', 'auto'], /^--factors: found auto, expected 2 as/],
      [[dir, '--resume', '--recipe', 'auto'], /^--recipe: found auto, expected matinee as/],
      [[dir, '--resume', '--workers', '2'], /^--workers: found 2, expected 1 as/],
      [[dir, '--resume', '--backend', 'cpu'], /^--backend: found cpu, expected wasm as/],
      [[other, '--resume'], /other: found a dataset of SHA-256 .+, expected .+ \(Tiny\) as the unfinished training/],
    ];
    for (const [args, expected] of refusals) {
      const { status, said, line } = await runHere(trainCommand, [...args, '-o', model]);
      expect([status, said]).toEqual([2, []]);
      expect(line).toMatch(expected);
      expectPlain(line);
      expect(filesOf(unfinished)).toEqual(before);
    }
    expectRefusal(await matinee(folder, 'train', 'small', '-o', 'model'), 2);
  });

  it('with nothing kept begins at the beginning, and says so', async () => {
    const { said, status } = await runHere(trainCommand, [dir, '-o', model, '--resume', ...OPTIONS]);
    expect([status, said[0]]).toEqual([0, `nothing unfinished in ${unfinished}: begins at the beginning`]);
  });
});
