import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkCommand, updateCommand } from '../../../harness/commands/regress.ts';
import type { Measured } from '../../../harness/regress/measured.ts';
import { CHEAT, cheating } from '../../laws/cheat.ts';
import { errorLines, expectPlain, matinee, runHere, start, whileRunning } from '../../laws/command.ts';
import { runPython } from '../../laws/python.ts';
import { writeTinyScenario } from '../../laws/tiny-scenario.ts';

let folder = '';
let baseline = '';

const suite = (models: readonly string[], more = ''): string => `suite: 1
title: Tiny
scenarios:
  - scenario: tiny.yaml
    datasets: [1, 2, 3]
${more}models:
${models.map((model) => `  - ${model}\n`).join('')}seeds: { baseline: 3, check: 2 }
metrics: [reconstruction-rmse, forecast-25-rmse]
`;

/** Before each fit of the model below. */
const hooks = globalThis as { beforeFit?: ((seed: number) => void) | undefined };

/** A model that does at each fit what it is told to. */
const TOLD = `export const model = {
  fit(tensor, { seed }) {
    globalThis.beforeFit?.(seed);
    const mean = new Float64Array(tensor.samples * tensor.features);
    return { impute: () => ({ mean }), foldIn: () => ({ mean }) };
  },
};
`;

/** A model whose fit ends when it is stopped. */
const ENDLESS = `import { writeFileSync } from 'node:fs';
export const model = {
  fit(_, { signal }) {
    writeFileSync('begun', '');
    return new Promise((_, fail) => signal.addEventListener('abort', () => fail(signal.reason)));
  },
};
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-regress-test-'));
  writeTinyScenario(folder, { rows: 2, seats: 3, samples: 20 });
  writeFileSync(join(folder, 'tiny-suite.yaml'), suite(['additive']));
  writeFileSync(join(folder, 'told.mjs'), TOLD);
  writeFileSync(join(folder, 'told-suite.yaml'), suite(['additive', './told.mjs']));
  baseline = join(folder, 'tiny-suite.baseline.json');
  const { status, said, line } = await update();
  expect({ status, line }).toEqual({ status: 0, line: '' });
  expect(said.at(-1)).toMatch(/^wrote .*tiny-suite\.baseline\.json in /);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cached = (): string[] => ['--workers', '1', '--cache', join(folder, 'cache')];
const update = (...args: string[]) => runHere(updateCommand, [join(folder, 'tiny-suite.yaml'), ...cached(), ...args]);
let caches = 0;
/** The same of the suite with the model that can be told to fail, with a cache of its own: no fit is known. */
const told = async (command: typeof checkCommand, hook: (seed: number) => void, ...args: string[]) => {
  caches += 1;
  const own = ['--workers', '1', '--cache', join(folder, `told-cache-${caches}`)];
  hooks.beforeFit = hook;
  try {
    return await runHere(command, [join(folder, 'told-suite.yaml'), ...own, ...args]);
  } finally {
    hooks.beforeFit = undefined;
  }
};
const fails = (seed: number): void => {
  if (seed === 1) throw new Error('no second seed, please');
};
const check = (...args: string[]) => runHere(checkCommand, [join(folder, 'tiny-suite.yaml'), ...cached(), ...args]);

/** A baseline with one thing changed, in a file of its own. */
function edited(name: string, change: (measured: Measured) => void): string {
  const measured = JSON.parse(readFileSync(baseline, 'utf8')) as Measured;
  change(measured);
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(measured));
  return file;
}

/** Every value of a model and metric in the baseline times a factor. */
const times = (model: string, metric: string, factor: number) => (measured: Measured) => {
  for (const { datasets } of Object.values(measured.scenarios)) {
    for (const { values } of Object.values(datasets)) {
      const own = values[model] as Record<string, (number | null)[]>;
      own[metric] = own[metric].map((value) => (value as number) * factor);
    }
  }
};

describe('matinee regress', () => {
  it('passes where nothing has changed, with status 0', async () => {
    const { status, said, json } = await check();
    expect(status).toBe(0);
    expect(said[1]).toMatch(/3 datasets, 2 fits to each beside 3 of the baseline; every number is the baseline’s/);
    expect(said.at(-1)).toBe('passed: 0 worse, 0 incomparable, 0 better, 2 same');
    expect(json).toMatchObject({ format: 1, suite: 'Tiny', verdict: 'passed', identical: true, failures: [] });
  });

  it('is the same again: a second update writes the same file', async () => {
    const before = readFileSync(baseline, 'utf8');
    const other = join(folder, 'again.json');
    expect((await update('--baseline', other)).status).toBe(0);
    expect(readFileSync(other, 'utf8')).toBe(before);
    expect(readdirSync(folder).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });

  it('finds a loss of 5 %, with status 1, and says so in every file', async () => {
    const file = edited('worse', times('additive', 'forecast-25-rmse', 1 / 1.05));
    const [junit, markdown, html] = ['junit.xml', 'summary.md', 'check.html'].map((name) => join(folder, 'new', name));
    const files = ['--junit', junit, '--markdown', markdown, '--html', html];
    const { status, said, json } = await check('--baseline', file, ...files);
    expect(status).toBe(1);
    expect(said.at(-1)).toBe('worse: 1 worse, 0 incomparable, 0 better, 1 same');
    const { rows } = json as { rows: { model: string; metric: string; verdict: string; change: number }[] };
    const [worse] = rows.filter(({ verdict }) => verdict === 'worse');
    expect(worse).toMatchObject({ model: 'additive', metric: 'forecast-25-rmse' });
    expect(worse.change).toBeCloseTo(0.05, 5);
    expect(runPython('read_junit.py', junit)).toMatchObject({ tests: 2, failures: 1, errors: 0 });
    expect(readFileSync(markdown, 'utf8')).toContain('| forecast-25-rmse |');
    expect(readFileSync(html, 'utf8')).toContain('Verdict: <strong>worse</strong>');
    const written = JSON.parse(readFileSync(join(folder, 'new', 'check.json'), 'utf8'));
    expect(written.result).toEqual(JSON.parse(JSON.stringify(json)));
  });

  it('finds a gain of 5 %, with status 0', async () => {
    const { status, said } = await check('--baseline', edited('better', times('additive', 'forecast-25-rmse', 1.05)));
    expect(status).toBe(0);
    expect(said.at(-1)).toBe('passed: 0 worse, 0 incomparable, 1 better, 1 same');
  });

  it('finds a loss of half the tolerance to be none', async () => {
    const { said } = await check('--baseline', edited('half', times('additive', 'forecast-25-rmse', 1 / 1.005)));
    expect(said.at(-1)).toBe('passed: 0 worse, 0 incomparable, 0 better, 2 same');
  });

  it('compares nothing where the scenario differs, with status 2', async () => {
    const file = edited('other', (measured) => Object.assign(measured.scenarios['tiny'], { setting: 'another' }));
    const { status, said } = await check('--baseline', file);
    expect(status).toBe(2);
    expect(said.at(-1)).toBe('incomparable: 0 worse, 2 incomparable, 0 better, 0 same');
    expect(said.at(-2)).toMatch(/^incomparable: tiny, additive: the scenario differs from the baseline’s/);
  });

  it('refuses a baseline that lacks a fit of a row before any work, with status 2: nothing passes it', async () => {
    const file = edited('short', (measured) => {
      const own = measured.scenarios['tiny'].datasets['2'].values['additive'] as Record<string, (number | null)[]>;
      own['forecast-25-rmse'] = own['forecast-25-rmse'].slice(0, 1);
    });
    const { status, said, line } = await check('--baseline', file);
    expect({ status, said }).toEqual({ status: 2, said: [] });
    expect(line).toBe(
      `${file}: tiny, dataset 2, additive, forecast-25-rmse: found 1 value(s), expected 3: one a fit, or null`,
    );
  });

  it('puts no baseline in the place of another where a model fails, with its line and status 2', async () => {
    const file = join(folder, 'told-suite.baseline.json');
    const refused = `${file}: left as it was: found models that failed (./told.mjs), expected a value of every fit`;
    const first = await told(updateCommand, fails);
    expect(first.status).toBe(2);
    expect(first.json).toMatchObject({
      baseline: null,
      failures: [{ model: './told.mjs', dataset: 1, seed: 1 }, {}, {}],
    });
    expect(first.warned[0]).toMatch(/^tiny, dataset 1, \.\/told\.mjs, seed 1: told: fit: no second seed, please/);
    expect(first.warned.at(-1)).toBe(refused);
    expect(first.said.join('\n')).not.toContain('wrote');
    expect(existsSync(file)).toBe(false);
    expect(await told(updateCommand, () => {})).toMatchObject({ status: 0, warned: [], json: { baseline: file } });
    const good = readFileSync(file, 'utf8');
    const second = await told(updateCommand, fails);
    expect([second.status, second.warned.at(-1)]).toEqual([2, refused]);
    expect(readFileSync(file, 'utf8')).toBe(good);
  });

  it('does not pass a model that beats the oracle where none can: status 1, in every form', async () => {
    writeTinyScenario(folder, { rows: 3, seats: 4, samples: 100 }, 'long.yaml');
    writeFileSync(join(folder, 'cheat.mjs'), CHEAT);
    writeFileSync(join(folder, 'cheat-suite.yaml'), suite(['./cheat.mjs']).replace('tiny.yaml', 'long.yaml'));
    const data = join(folder, 'cheat-cache', 'data');
    const run = (command: typeof checkCommand, ...args: string[]) =>
      cheating(
        () => readdirSync(data).map((name) => join(data, name)),
        () => {
          const given = ['--workers', '1', '--cache', join(folder, 'cheat-cache')];
          return runHere(command, [join(folder, 'cheat-suite.yaml'), ...given, ...args]);
        },
      );
    const updated = await run(updateCommand);
    expect(updated.status).toBe(1);
    expect(updated.warned).toEqual([
      expect.stringMatching(/^nearer to the truth than the oracle: long, \.\/cheat\.mjs: forecast after 25 %: RMSE /),
    ]);
    const [junit, markdown, html] = ['cheat.xml', 'cheat.md', 'cheat.html'].map((name) => join(folder, 'new', name));
    const { status, said, json } = await run(checkCommand, '--junit', junit, '--markdown', markdown, '--html', html);
    expect(status).toBe(1);
    expect(said.at(-1)).toBe('leaks: 1 leak, 0 worse, 0 incomparable, 0 better, 2 same');
    expect(said.at(-2)).toMatch(/^ {2}long, \.\/cheat\.mjs: forecast after 25 %: RMSE /);
    expect(json).toMatchObject({
      verdict: 'leaks',
      leaks: [{ scenario: 'long', model: './cheat.mjs', prefix: 0.25, pairs: 5 }],
    });
    expect(runPython('read_junit.py', junit)).toMatchObject({ tests: 3, failures: 1, errors: 0 });
    expect(readFileSync(markdown, 'utf8')).toContain('- leaks, nearer to the truth than the oracle: long, ./cheat.mjs');
    expect(readFileSync(html, 'utf8')).toContain('something leaks');
  });

  it('leaves the others’ rows where a model fails, with its line and status 2', async () => {
    const { status, said, json } = await told(checkCommand, fails);
    expect(status).toBe(2);
    expect(said.at(-1)).toBe('incomparable: 0 worse, 2 incomparable, 0 better, 2 same');
    expect(said.at(-2)).toMatch(/^incomparable: tiny, \.\/told\.mjs: failed: told: fit: no second seed, please/);
    expect(
      (json as { rows: { model: string; verdict: string }[] }).rows.map(({ model, verdict }) => `${model} ${verdict}`),
    ).toEqual([...['additive same', 'additive same'], ...['./told.mjs incomparable', './told.mjs incomparable']]);
  });

  it.each([
    [
      checkCommand,
      ['--junit', 'tiny.yaml/x.xml'],
      2,
      /^cannot write .*x\.xml: a part of this path is a file, not a fol/,
    ],
    [checkCommand, ['--markdown', 'taken'], 2, /taken: found a folder, expected a file's name$/],
    [
      checkCommand,
      ['--markdown', '/proc/matinee/a.md'],
      3,
      /^cannot write \/proc\/matinee\/a\.md: its folder cannot be /,
    ],
    [
      checkCommand,
      ['--html', '/proc/matinee/a.html'],
      3,
      /^cannot write \/proc\/matinee\/a\.json: its folder cannot be /,
    ],
    [
      checkCommand,
      ['--junit', 'a', '--markdown', './a'],
      2,
      /^--markdown: found ".*a", the file of --junit, expected ano/,
    ],
    [
      checkCommand,
      ['--html', 'b.html', '--junit', 'b.csv'],
      2,
      /^--html: found ".*b\.csv", the file of --junit, expecte/,
    ],
    [
      checkCommand,
      ['--junit', 'told-suite.baseline.json'],
      2,
      /^--junit: found ".*json", the file of --baseline, expect/,
    ],
    [
      updateCommand,
      ['--baseline', 'told-suite.yaml'],
      2,
      /^--baseline: found ".*yaml", the file of SUITE, expected ano/,
    ],
    [updateCommand, ['--baseline', '/sys/matinee.json'], 3, /^cannot write \/sys\/matinee\.json: read-only$/],
    [updateCommand, ['--baseline', 'taken'], 2, /taken: found a folder, expected a file's name$/],
  ] as const)('refuses files that it could not write before any fit: %#', async (command, given, expected, line) => {
    mkdirSync(join(folder, 'taken'), { recursive: true });
    const before = readdirSync(folder).sort();
    const args = given.map((word) => (/^(-|\/)/.test(word) ? word : join(folder, word)));
    let fits = 0;
    const refused = await told(
      command,
      () => {
        fits += 1;
      },
      ...args,
    );
    expect({ status: refused.status, said: refused.said, fits }).toEqual({ status: expected, said: [], fits: 0 });
    expect(refused.line).toMatch(line);
    expectPlain(refused.line);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('keeps the verdict and the other files where one can no longer be written', async () => {
    const at = (name: string): string => join(folder, 'late', name);
    const files = ['--junit', at('junit.xml'), '--markdown', at('summary.md'), '--html', at('check.html')];
    const spoil = (): void => {
      // Writing to /dev/full fails as on a full disk.
      if (!existsSync(at(`junit.xml.tmp-${process.pid}`))) symlinkSync('/dev/full', at(`junit.xml.tmp-${process.pid}`));
      if (!existsSync(at('check.json'))) writeFileSync(at('check.json'), 'another’s');
    };
    const { status, said, warned, json, line } = await told(checkCommand, spoil, ...files);
    expect({ status, line }).toEqual({ status: 3, line: '' });
    expect(said.at(-1)).toBe('passed: 0 worse, 0 incomparable, 0 better, 4 same');
    expect(json).toMatchObject({ verdict: 'passed' });
    expect(warned).toEqual([
      expect.stringMatching(/^disk full while writing .*junit\.xml: needs about/),
      `${at('check.json')} already exists`,
    ]);
    expect(readdirSync(join(folder, 'late')).sort()).toEqual(['check.json', 'summary.md']);
  });

  it.each([
    [['--baseline', 'none.json'], /^none\.json: found no such file, expected a baseline/],
    [['--baseline', ''], /^--baseline: found nothing, expected a path/],
    [['--workers', '0'], /^--workers: found "0", expected a whole number 1 to 64/],
  ])('refuses %j in a line, with status 2', async (args, line) => {
    const refused = await check(...args);
    expect(refused).toMatchObject({ status: 2, said: [], line: expect.stringMatching(line) });
  });

  it('refuses a model that there is not before any work', async () => {
    const file = join(folder, 'nobody.yaml');
    writeFileSync(file, suite(['nobody']));
    const { status, line } = await runHere(updateCommand, [file, ...cached()]);
    expect(status).toBe(2);
    expect(line).toMatch(/nobody\.yaml: models\.0: found "nobody", expected fvae, viewer-mean/);
    expect(existsSync(join(folder, 'nobody.baseline.json'))).toBe(false);
  });
});

describe('matinee regress, built', () => {
  it('gives the same numbers with two threads and without a cache', async () => {
    const args = ['regress', 'check', 'tiny-suite.yaml', '--workers', '2', '--json'];
    const { status, stdout, stderr } = await matinee(folder, ...args);
    expect({ status, lines: errorLines(stderr) }).toEqual({ status: 0, lines: [] });
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'passed', identical: true });
  });

  it('stops on Ctrl-C, with status 130, and leaves neither a baseline nor a temporary folder', async () => {
    const begun = join(folder, 'begun');
    writeFileSync(join(folder, 'endless.mjs'), ENDLESS);
    writeFileSync(join(folder, 'endless.yaml'), suite(['./endless.mjs']));
    const temporary = mkdtempSync(join(folder, 'temporary-'));
    const before = ['env', `TMPDIR=${temporary}`];
    const started = start(folder, ['regress', 'update', 'endless.yaml', '--workers', '2'], before);
    expect(await whileRunning(started, () => (existsSync(begun) ? true : undefined))).toBe(true);
    expect(readdirSync(temporary)).toHaveLength(1);
    started.child.kill('SIGINT');
    const { status, stderr } = await started.ended;
    expect({ status, lines: errorLines(stderr) }).toEqual({ status: 130, lines: ['interrupted; nothing was written'] });
    expect(readdirSync(temporary)).toEqual([]);
    expect(existsSync(join(folder, 'endless.baseline.json'))).toBe(false);
  });
});
