import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stressCommands } from '../../../harness/commands/stress.ts';
import type { StressResult } from '../../../harness/stress/result.ts';
import { errorLines, expectPlain, expectRefusal, matinee, runHere, start, whileRunning } from '../../laws/command.ts';
import { writeTinyScenario } from '../../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-stress-'));
beforeAll(() => {
  writeTinyScenario(folder, { rows: 2, seats: 3, samples: 60 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SWEEP = ['stress', 'missing', 'tiny.yaml', '--patterns', 'mcar,rows', '--rates', '0,0.4', '--seeds', '5'];
const MODELS = ['--models', 'additive,interpolation,viewer-mean'];

function filesOf(name: string): string[] {
  return ['result.json', 'curves.csv'].map((file) => readFileSync(join(folder, name, file), 'utf8'));
}

describe('a sweep that is killed', () => {
  it('goes on, to the same bytes as one that is not, whatever the number of workers', async () => {
    const whole = await matinee(folder, ...SWEEP, ...MODELS, '--cache', 'cache', '-o', 'whole', '--html', 'whole.html');
    expect(whole.status, whole.stderr).toBe(0);
    expect(whole.stdout).toContain('Imputation, RMSE, 1/1000 eye distance; mcar');
    expect(whole.stderr).toMatch(/stress missing: 100 %, 9 of 9 trials/);
    expect(readFileSync(join(folder, 'whole.html'), 'utf8')).toContain('matinee stress missing tiny.yaml');
    const reported = JSON.parse(readFileSync(join(folder, 'whole.json'), 'utf8'));
    expect(reported.result).toEqual(JSON.parse(filesOf('whole')[0]));

    const trials = (): string[] =>
      existsSync(join(folder, 'other', 'trials'))
        ? readdirSync(join(folder, 'other', 'trials')).filter((name) => name.endsWith('.json'))
        : [];
    const again = [...SWEEP, ...MODELS, '--cache', 'other', '-o', 'again', '--workers', '1'];
    const killed = start(folder, again);
    expect(await whileRunning(killed, () => trials().length >= 3 || undefined)).toBe(true);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(existsSync(join(folder, 'again', 'result.json'))).toBe(false);
    const left = trials().length;
    expect(left).toBeLessThan(9);

    const stopped = start(folder, again);
    expect(await whileRunning(stopped, () => trials().length > left || undefined)).toBe(true);
    stopped.child.kill('SIGINT');
    expect(expectRefusal(await stopped.ended, 130)).toMatch(
      /^interrupted; what was done is kept in .*other; the same command goes on$/,
    );

    const done = await matinee(folder, ...again);
    expect(done.status, done.stderr).toBe(0);
    expect(filesOf('again')).toEqual(filesOf('whole'));
    expect(trials()).toHaveLength(9);
  });
});

describe('--fresh', () => {
  it('runs every trial anew and replaces what was kept: for what a model reads unseen', async () => {
    const model = `import { readFileSync } from 'node:fs';
export const model = {
  fit: ({ samples, features }) => {
    const mean = new Float32Array(samples * features).fill(Number(readFileSync('unseen.txt', 'utf8')));
    return { impute: () => ({ mean }), foldIn: () => ({ mean }) };
  },
};
`;
    writeFileSync(join(folder, 'unseen.mjs'), model);
    const args = ['stress', 'missing', 'tiny.yaml', '--patterns', 'mcar', '--rates', '0', '--seeds', '5'];
    const run = async (...more: string[]): Promise<unknown> => {
      const given = [...args, '--models', 'none', '--model', './unseen.mjs', '--cache', 'cache', '--json'];
      const { status, stdout, stderr } = await matinee(folder, ...given, ...more);
      expect(status, stderr).toBe(0);
      const { points } = JSON.parse(stdout) as StressResult;
      return points.find(({ model: name }) => name === 'unseen')?.figures['reconstruction.rmse'].mean;
    };
    writeFileSync(join(folder, 'unseen.txt'), '1');
    const first = await run();
    writeFileSync(join(folder, 'unseen.txt'), '2');
    expect(await run()).toBe(first);
    const second = await run('--fresh');
    expect(second).not.toBe(first);
    expect(await run()).toBe(second);
  });
});

describe('models that fail', () => {
  it('and take their thread with them are told of', async () => {
    writeFileSync(join(folder, 'ends.mjs'), 'export const model = { fit() { process.exit(0); } };');
    const args = [...SWEEP, '--models', 'none', '--model', './ends.mjs', '--workers', '2'];
    const { status, stderr } = await matinee(folder, ...args);
    expect([status, errorLines(stderr)]).toEqual([
      2,
      ['./ends.mjs: ended its thread with status 0, expected an answer'],
    ]);
  });

  it('and throw when nobody asks are told of', async () => {
    const body =
      'setTimeout(() => { throw new Error("late"); }); return new Promise(() => setInterval(() => {}, 1e3));';
    writeFileSync(join(folder, 'late.mjs'), `export const model = { fit() { ${body} } };`);
    const args = [...SWEEP, '--models', 'none', '--model', './late.mjs', '--workers', '1'];
    expect(expectRefusal(await matinee(folder, ...args), 2)).toMatch(/late\.mjs: threw outside of an answer: late;/);
  });

  it.each(['--cache', '--output'])('has a line for an empty %s', async (option) => {
    const refused = await matinee(folder, ...SWEEP, ...MODELS, `${option}=`);
    expect(expectRefusal(refused, 2)).toBe(`${option}: found nothing, expected a path`);
  });

  it('prints what it found where that cannot be written: status 3', async () => {
    const args = [...SWEEP, ...MODELS, '--cache', 'cache', '-o', 'lost', '--json'];
    const { status, stdout, stderr } = await start(folder, args, ['prlimit', '--fsize=300']).ended;
    expect(status).toBe(3);
    expect((JSON.parse(stdout) as StressResult).points.length).toBeGreaterThan(0);
    expect(errorLines(stderr)).toEqual([expect.stringContaining('lost')]);
  });

  it('have a line each, status 2, and leave the others their results', async () => {
    const args = [...SWEEP, '--models', 'additive', '--cache', 'cache', '-o', 'failed'];
    const broken = 'broken=cmd:sh -c "exit 3" {input} {output}';
    const { status, stdout, stderr } = await matinee(folder, ...args, '--model', broken, '--workers', '2', '--json');
    expect(status).toBe(2);
    const result = JSON.parse(stdout) as StressResult;
    expect(JSON.parse(readFileSync(join(folder, 'failed', 'result.json'), 'utf8'))).toEqual(result);
    expect(result.faults).toHaveLength(4);
    for (const { model, fault } of result.faults) {
      expect(model).toBe('broken');
      expectPlain(fault);
    }
    expect(new Set(result.points.map(({ model }) => model))).toEqual(
      new Set(['viewer mean', 'additive', 'oracle', 'ceiling']),
    );
    expect(errorLines(stderr)).toEqual(['broken: found exit status 3, expected exit status 0']);
  });
});

describe('numbers of training viewers', () => {
  it('that are no smaller than all are taken as all, said in a line, and fitted once', async () => {
    const of = ['stress', 'prefix', 'tiny.yaml', '--prefixes', '0.5', '--viewers', '2,4,32,all', '--seeds', '5'];
    const args = [...of, '--models', 'viewer-mean', '--hold-out', '0.25', '--cache', 'cache', '-o', 'merged'];
    const { status, stdout, stderr } = await matinee(folder, ...args);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^tiny\.yaml: 4 training viewers are all: --viewers 4,32 is taken as all\n/);
    expect(stderr).toContain('stress prefix: 100 %, 2 of 2 trials');
    expect(stdout).toContain('; 2 training viewers\n');
    expect(stdout).toContain('; all training viewers\n');
    expect(stdout).not.toContain('; 4 training viewers');
    const result = JSON.parse(filesOf('merged')[0] as string) as StressResult;
    expect(result.places.map((place) => 'viewers' in place && place.viewers)).toEqual([2, null]);
  });
});

describe('a program that looks for the future', () => {
  it('finds none in its folder, not even of a viewer of whom nothing is shown', async () => {
    const program = join(import.meta.dirname, '..', '..', 'laws', 'answer-program.mjs');
    const of = (name: string, way: string) => ['--model', `${name}=cmd:node ${program} ${way} {input} {output}`];
    const forecasts = ['--prefixes', '0,1', '--viewers', 'all', '--hold-out', '0.04', '--seeds', '5'];
    const models = ['--models', 'none', ...of('peek', 'peek'), ...of('plain', 'right')];
    const args = ['stress', 'prefix', 'tiny.yaml', ...forecasts, ...models, '--cache', 'cache', '--json'];
    const { status, stdout } = await matinee(folder, ...args);
    expect(status).toBe(0);
    const { points } = JSON.parse(stdout) as StressResult;
    const figures = (name: string) => points.filter(({ model }) => model === name).map((point) => point.figures);
    expect(figures('peek')).toHaveLength(2);
    expect(figures('peek')).toEqual(figures('plain'));
  });
});

describe('stress', () => {
  const [missing, prefix] = [stressCommands.commands.missing, stressCommands.commands.prefix];

  it.each([
    [missing, ['tiny.yaml', '--rates', '0.95'], /^--rates: found "0\.95", expected numbers from 0 to 0\.9$/],
    [missing, ['tiny.yaml', '--patterns', 'mcr'], /^--patterns: found "mcr", expected all or some of occlusion, /],
    [missing, ['tiny.yaml', '--seeds', '-1'], /--seeds: found no value/],
    [missing, ['none.yaml'], /^none\.yaml: file: found no such file/],
    [
      missing,
      ['short-v1', '--set', 'seed=7'],
      /^--set: found "seed=7", expected --seeds: each is a screening of its own$/,
    ],
    [missing, ['short-v1', 'short-v1'], /^SCENARIO: found "short-v1" twice, expected it once$/],
    [missing, ['short-v1', '--set', 'film.duraton=9'], /^--set film\.duraton=9: /],
    [missing, ['short-v1', '--models', 'fave'], /^--models: found "fave", expected all or some of fvae, /],
    [missing, ['short-v1', '--models', 'none'], /^--models: found none and no --model, expected at least one$/],
    [missing, ['short-v1', '--model', 'fvae'], /found two models fvae/],
    [prefix, ['short-v1', '--prefixes', '2'], /^--prefixes: found "2", expected numbers from 0 to 1$/],
    [prefix, ['short-v1', '--hold-out', '0'], /^--hold-out: found 0, expected viewers to forecast$/],
    [
      missing,
      ['short-v1', '-o', join(folder, 'tiny.yaml', 'x')],
      /^cannot write .*: its folder|a part of this path is a file/,
    ],
    [prefix, ['short-v1', '--viewers', 'some'], /^--viewers: found "some", expected whole numbers .*, or all$/],
  ])('refuses what it cannot do in a line', async (load, args, line) => {
    const refused = await runHere(await load(), args);
    expect(refused).toMatchObject({ status: 2, said: [], line: expect.stringMatching(line) });
    expectPlain(refused.line);
  });

  it('writes into no folder of somebody else’s', async () => {
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'thesis.txt'), '');
    const refused = await runHere(await missing(), ['short-v1', '-o', join(folder, 'mine')]);
    expect(refused.line).toMatch(/^--output: found thesis\.txt in .*mine, expected a new folder or that of an earlier/);
  });

  it('is of two kinds, which its help tells of', async () => {
    expect(expectRefusal(await matinee(folder, 'stress'), 2)).toBe(
      'matinee stress: a word is missing, expected one of missing, prefix',
    );
    expect(expectRefusal(await matinee(folder, 'stress', 'mising'), 2)).toMatch(/found "mising", expected one of/);
    const { status, stdout } = await matinee(folder, 'stress', '--help');
    expect(status).toBe(0);
    for (const text of [
      'stress missing SCENARIO...',
      'stress prefix SCENARIO...',
      '--patterns LIST',
      '--viewers LIST',
    ]) {
      expect(stdout).toContain(text);
    }
  });
});
