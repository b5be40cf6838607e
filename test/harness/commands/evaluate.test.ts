import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateCommand } from '../../../harness/commands/evaluate.ts';
import type { EvaluationResult } from '../../../harness/evaluation/result.ts';
import { CHEAT, cheating } from '../../laws/cheat.ts';
import {
  errorLines,
  expectPlain,
  expectRefusal,
  matinee,
  matineeJson,
  runHere,
  start,
  whileRunning,
} from '../../laws/command.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-evaluate-'));
const dir = join(folder, 'small');
const tiny = join(folder, 'tiny');
beforeAll(async () => {
  await generated(folder, tinyScenario({ rows: 3, seats: 4, samples: 200 }), 'small');
  await generated(folder, tinyScenario({ rows: 2, seats: 3, samples: 60 }), 'tiny');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('matinee evaluate', () => {
  it('has no more factors than a small audience can carry, and none where nothing is fitted', async () => {
    const few = ['pca', tiny, '--baselines', 'none', '--hold-out', '0.5'];
    expect(await runHere(evaluateCommand, few)).toMatchObject({ status: 0, json: { models: [{ name: 'pca' }] } });
    expect(await runHere(evaluateCommand, [...few, '--factors', '5'])).toMatchObject({
      status: 2,
      warned: [expect.stringMatching(/found 5 factors, expected a whole number from 1 to 3/)],
    });
  });

  it('prints what it found where the report of it cannot be written: status 3', async () => {
    const args = ['evaluate', 'additive', 'tiny', '--baselines', 'none', '--html', 'lost.html', '--json'];
    const { status, stdout, stderr } = await start(folder, args, ['prlimit', '--fsize=3000']).ended;
    expect(status).toBe(3);
    expect((JSON.parse(stdout) as EvaluationResult).models).toEqual([{ name: 'additive', seed: 0 }]);
    expect(errorLines(stderr)).toEqual([expect.stringContaining('lost.html')]);
    expect(existsSync(join(folder, 'lost.html'))).toBe(false);
  });

  it.each(['fit cp', 'evaluate small'])('is ended by Ctrl-C while it says %s', async (stage) => {
    const run = start(folder, ['evaluate', 'viewer-mean', 'small', '--baselines', 'cp']);
    run.child.stderr?.on('data', (text) => {
      if (`${text}`.includes(`${stage}: `)) run.child.kill('SIGINT');
    });
    expect(expectRefusal(await run.ended, 130)).toBe('interrupted; nothing was written');
  });

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
    expect(result).not.toHaveProperty('leaks');
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

  it('says of a model that beats the oracle where none can that something leaks: status 1, in every form', async () => {
    const file = join(folder, 'cheat.mjs');
    writeFileSync(file, CHEAT);
    const page = join(folder, 'cheat.html');
    const given = [file, dir, '--baselines', 'additive', '--hold-out', '0.5', '--html', page];
    const { status, json, said, warned } = await cheating(
      () => [dir],
      () => runHere(evaluateCommand, given),
    );
    expect(status).toBe(1);
    const { leaks } = json as EvaluationResult;
    expect(leaks?.map(({ model, prefix }) => [model, prefix])).toEqual(
      [0.05, 0.1, 0.25].map((prefix) => ['cheat', prefix]),
    );
    expect(leaks?.[0]).toMatchObject({ pairs: 6, rmse: expect.any(Number) });
    expect(leaks?.[0].rmse).toBeLessThan(0.5 * (leaks?.[0].oracle as number));
    expect(warned).toEqual([
      `${dir}: cheat: found it nearer to the truth than the oracle, expected a model that knows what it was shown`,
    ]);
    const at = said.findIndex((line) => line.startsWith('Something leaks: nearer to the truth than the oracle'));
    expect(said[at + 1]).toMatch(/^ {2}cheat: forecast after 5 %: RMSE [\d.]+, the oracle's [\d.]+, 6 viewers$/);
    expect(readFileSync(page, 'utf8')).toContain('Nearer to the truth than the oracle can be: something leaks');
    expect(JSON.parse(readFileSync(join(folder, 'cheat.json'), 'utf8')).result.leaks).toEqual(leaks);
  });

  it('takes a name before any model that has one', async () => {
    const given = ['fvae=additive', tiny, '--model', 'mean=viewer-mean', '--baselines', 'none'];
    const { status, json, line } = await runHere(evaluateCommand, given);
    expect([status, line]).toEqual([0, '']);
    const { models, imputation } = json as EvaluationResult;
    expect(models.map(({ name }) => name)).toEqual(['fvae', 'mean']);
    const plain = await runHere(evaluateCommand, ['additive', tiny, '--baselines', 'none']);
    expect(imputation?.scores.fvae).toEqual((plain.json as EvaluationResult).imputation?.scores.additive);
  });

  it.each([
    [['ceiling=additive', 'small'], /^MODEL: found the name ceiling, expected another: NAME=additive$/],
    [
      ['fave', 'small'],
      /^MODEL: found "fave", expected fvae, viewer-mean, .+\{output\}, or the folder of a trained model$/,
    ],
    [['cmd:p {input}', 'small'], /^cmd: found no \{output\}/],
    [['additive', 'small', '--model', './none.mjs'], /^\.\/none\.mjs: found no such file/],
    [['additive', 'small', '--timeout', '0'], /^--timeout: found "0", expected a whole number 1 to 604800$/],
    [
      ['pca', 'small', '--model', 'additive=pca', '--baselines', 'additive'],
      /found two models additive, expected different/,
    ],
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

describe('models of a user’s own', () => {
  const program = join(import.meta.dirname, '..', '..', 'laws', 'answer-program.mjs');
  const cmd = (way: string, places = '{input} {output}'): string =>
    `cmd:'${process.execPath}' ${program} ${way} ${places}`;
  const few = ['--baselines', 'additive', '--hold-out', '0.3'];

  it('stand beside the others, with what they took', async () => {
    const { status, json, said, warned } = await runHere(evaluateCommand, [
      cmd('certain'),
      dir,
      '--model',
      `plain=${cmd('right')}`,
      ...few,
    ]);
    expect([status, warned]).toEqual([0, []]);
    const { models, imputation, forecast, recovery, failed } = json as EvaluationResult;
    const cost = { seconds: expect.any(Number), peakBytes: expect.any(Number) };
    expect(models).toEqual([
      { name: 'answer-program', seed: 0, cost },
      { name: 'plain', seed: 0, cost },
      { name: 'additive', seed: 0 },
    ]);
    expect(failed).toBeUndefined();
    expect(imputation?.scores['answer-program'].calibration).not.toBeNull();
    expect(imputation?.scores.plain.calibration).toBeNull();
    expect(forecast[0].result?.scores.plain.rmse).toBe(forecast[0].result?.scores['answer-program'].rmse);
    expect([recovery['answer-program']?.count, recovery.plain]).toEqual([5, null]);
    expect(said.join('\n')).toMatch(/\nplain ran .+ s, at most .+ MB of memory\n/);
    expect(said.join('\n')).toMatch(/\n {2}plain +\d\.\d+ .* - +- +-\n/);
  });

  it('that fail are told in a line each: status 2, and the others’ results stay', async () => {
    const alone = await runHere(evaluateCommand, ['additive', tiny, ...few]);
    const wrong = ['crash', 'nan', 'shape', 'nothing', 'flood'].flatMap((way) => ['--model', `${way}=${cmd(way)}`]);
    const { status, json, said, warned } = await runHere(evaluateCommand, ['additive', tiny, ...few, ...wrong]);
    expect(status).toBe(2);
    const { failed = [], ...rest } = json as EvaluationResult;
    expect(rest).toEqual(alone.json);
    expect(failed.map(({ name }) => name)).toEqual(['crash', 'nan', 'shape', 'nothing', 'flood']);
    expect(warned).toEqual(failed.map(({ fault }) => `${tiny}: ${fault}`));
    for (const { name, fault } of failed) expect(fault.startsWith(`${name}: `)).toBe(true);
    expect(said).toContain('failed: crash, nan, shape, nothing, flood');
  });

  it('and models of the package that fail are told of by the data and their names', async () => {
    const { status, warned } = await runHere(evaluateCommand, [
      'pca',
      tiny,
      '--model',
      'b=pca',
      '--factors',
      '64',
      ...few,
    ]);
    expect(status).toBe(2);
    expect(warned).toHaveLength(2);
    expect(warned[0]).toMatch(/^.*tiny: pca: .+/);
    expect(warned[1]).toBe((warned[0] as string).replace(': pca: ', ': b: '));
  });

  it('that fail when they are asked are left out, too', async () => {
    const path = join(folder, 'late.mjs');
    writeFileSync(
      path,
      `export const model = {
        fit: ({ samples, features }) => {
          const mean = new Float32Array(samples * features);
          return { impute: () => ({ mean }), foldIn: () => ({ mean: mean.slice(1) }) };
        },
      };`,
    );
    const { status, json, warned } = await runHere(evaluateCommand, [path, tiny, ...few]);
    const { models, failed } = json as EvaluationResult;
    expect([status, models]).toEqual([2, [{ name: 'additive', seed: 0 }]]);
    const fault = 'late: foldIn: mean: found 8159 numbers, expected 60 x 136';
    expect(warned).toEqual([`${tiny}: ${fault}`]);
    expect(failed).toEqual([{ name: 'late', fault }]);
  });

  it('in TypeScript are loaded by the built command, whatever the version of Node', async () => {
    writeFileSync(join(folder, 'inner.ts'), 'export const start: number = 0.5;');
    const path = join(folder, 'typed.ts');
    writeFileSync(
      path,
      `import type { OwnModel } from 'matinee';
      import { start } from './inner.ts';
      export const model: OwnModel = {
        fit({ samples, features }) {
          const mean = new Float32Array(samples * features).fill(start as number);
          return { impute: () => ({ mean }), foldIn: () => ({ mean }) };
        },
      };`,
    );
    writeFileSync(join(folder, 'enum.ts'), 'const a = 1;\nenum B { C }\nexport const model = a;');
    const result = (await matineeJson(
      folder,
      'evaluate',
      './typed.ts',
      'tiny',
      '--baselines',
      'none',
    )) as EvaluationResult;
    expect(result.models).toEqual([{ name: 'typed', seed: 0 }]);
    const refused = await matinee(folder, 'evaluate', './enum.ts', 'tiny');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/^\.\/enum\.ts: cannot be loaded: .*enum.*\n$/);
  });

  it.each([
    ['ends the process', 'process.exit(0)', 2, /found an end before the work was done/],
    ['waits for what never comes', 'return new Promise(() => {})', 2, /found an end before the work was done/],
    [
      'throws later',
      'return new Promise(() => setTimeout(() => { throw new Error("late"); }))',
      2,
      /^(?:.*\n)*\.\/throws-later\.mjs: threw outside of an answer: late; expected models to throw where they are asked\n?$/,
    ],
  ])('that %s is neither a result nor a verdict', async (what, body, status, line) => {
    const name = `${what.replaceAll(' ', '-')}.mjs`;
    writeFileSync(join(folder, name), `export const model = { fit() { ${body}; } };`);
    const ended = await matinee(folder, 'evaluate', `./${name}`, 'tiny', '--baselines', 'none', '--json');
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(line);
    expect(JSON.parse(ended.stdout)).toMatchObject({ status, error: expect.stringMatching(line) });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 130],
    ['SIGHUP', 129],
  ] as const)('are ended by %s: status %i, one line, nothing left', async (signal, status) => {
    const note = join(folder, `pid-${signal}`);
    const temp = join(folder, `temp-${signal}`);
    mkdirSync(temp);
    const run = start(folder, ['evaluate', cmd('hang'), 'tiny'], ['env', `PID_TO=${note}`, `TMPDIR=${temp}`]);
    const pid = await whileRunning(run, () =>
      existsSync(note) ? Number(readFileSync(note, 'utf8')) || undefined : undefined,
    );
    expect(readdirSync(temp)).toHaveLength(1);
    run.child.kill(signal);
    expect(expectRefusal(await run.ended, status)).toBe('interrupted; nothing was written');
    expect(readdirSync(temp)).toEqual([]);
    expect(() => process.kill(pid as number, 0)).toThrow();
  });
});
