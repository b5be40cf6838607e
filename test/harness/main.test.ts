import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportCommand } from '../../harness/commands/export.ts';
import { generateCommand } from '../../harness/commands/generate.ts';
import { verifyCommand } from '../../harness/commands/verify.ts';
import { expectPlain, expectRefusal, MAIN, matinee, matineeJson, runHere } from '../laws/command.ts';
import { SMALLEST, writeTinyScenario } from '../laws/tiny-scenario.ts';

const COMMANDS = { generate: generateCommand, verify: verifyCommand, export: exportCommand };

const folder = mkdtempSync(join(tmpdir(), 'matinee-main-'));
beforeAll(() => {
  writeTinyScenario(folder, SMALLEST);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a wrong use of the command line', () => {
  const cases: [args: string[], line: RegExp][] = [
    [[], /^matinee: a command is missing, expected one of generate, verify, .*export$/],
    [
      ['genrate', 'tiny.yaml'],
      /^matinee: found unknown command "genrate", expected one of generate, verify, .*export$/,
    ],
    [['--verbose'], /^matinee: found unknown command "--verbose", expected/],
    [['generate'], /^matinee generate: SCENARIO is missing, expected: matinee generate SCENARIO$/],
    [['verify'], /^matinee verify: DIR is missing, expected: matinee verify DIR$/],
    [['generate', 'tiny.yaml', '-o'], /^matinee generate: --output: found no value, expected --output DIR$/],
  ];
  it.each(cases)('%j: status 2 and one line', async (args, line) => {
    expect(expectRefusal(await matinee(folder, ...args), 2)).toMatch(line);
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });

  const options: typeof cases = [
    [['verify', 'a', 'b'], /^matinee verify: found "b" after DIR, expected: matinee verify DIR$/],
    [
      ['generate', 'tiny.yaml', '--sed', '3'],
      /^matinee generate: found unknown option --sed, expected one of --output, /,
    ],
    [['generate', 'tiny.yaml', '-x'], /^matinee generate: found unknown option -x, expected one of --output, /],
    [['generate', 'tiny.yaml', '-o'], /^matinee generate: --output: found no value, expected --output DIR$/],
    [
      ['generate', 'tiny.yaml', '-o', '--dry-run'],
      /^matinee generate: --output: found no value, expected --output DIR; one that begins with "-" is written --output=DIR$/,
    ],
    [
      ['generate', 'tiny.yaml', '--seed', '-1', '-o', 'x'],
      /^matinee generate: --seed: found no value, expected --seed N; /,
    ],
    [['export', 'x', '--format'], /^matinee export: --format: found no value, expected --format F$/],
    [['verify', 'x', '--help=yes'], /^matinee verify: --help: found a value, expected none$/],
  ];
  it.each(options)('%j: the same without a process', async ([name, ...args], line) => {
    const refused = await runHere(COMMANDS[name as keyof typeof COMMANDS], args);
    expect(refused).toMatchObject({ status: 2, said: [], line: expect.stringMatching(line) });
    expectPlain(refused.line);
  });

  it('with --json is one object on standard output, too', async () => {
    for (const args of [['--json'], ['verify', '--json'], ['verify', 'none', '--json'], ['generate', '-q', '--json']]) {
      const { status, stdout, stderr } = await matinee(folder, ...args);
      expect(stdout).toMatch(/^\{[^\n]*\}\n$/);
      expect([status, JSON.parse(stdout)]).toEqual([2, { error: stderr.trimEnd(), status: 2 }]);
    }
  });
});

describe('help', () => {
  it.each([['--help'], ['help']])('%s lists the commands: status 0', async (word) => {
    const { status, stdout, stderr } = await matinee(folder, word);
    expect([status, stderr]).toEqual([0, '']);
    for (const name of ['generate SCENARIO', 'verify DIR', 'export DIR']) expect(stdout).toContain(name);
  });

  it.each([
    ['generate', ['-o, --output DIR', '--seed N', '--workers N', '--with LIST', '--dry-run', '--set KEY=VALUE']],
    ['verify', ['--json']],
    ['export', ['--format F', '-o, --output PATH']],
  ])('%s --help lists its options, whatever else is there: status 0', async (command, options) => {
    const { status, stdout, stderr } = await matinee(folder, command, 'a', 'b', '-h');
    expect([status, stderr]).toEqual([0, '']);
    for (const option of [...options, '-h, --help']) expect(stdout).toContain(option);
  });

  it('--version is the package’s', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await matinee(folder, '--version')).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('standard output and error', () => {
  /** The exit status and standard error of a command whose outputs go to the given places. */
  function redirected(args: string[], out: string, err: 'pipe' | number): Promise<[number | null, string]> {
    const file = openSync(out, 'w');
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['ignore', file, err] });
    closeSync(file);
    let text = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    return new Promise((done) => child.on('close', (status) => done([status, text])));
  }

  it('that cannot be written are the environment’s fault, not a success or a verdict', async () => {
    // Writing to /dev/full fails as on a full disk.
    const [status, line] = await redirected(['--help'], '/dev/full', 'pipe');
    expect([status, line]).toEqual([3, 'disk full while writing standard output\n']);
    const full = openSync('/dev/full', 'w');
    expect(await redirected(['verify', 'none'], join(folder, 'text'), full)).toEqual([2, '']);
    closeSync(full);
    rmSync(join(folder, 'text'));
  });

  it('closed by the reader (`| head`) change neither the result nor the status', async () => {
    await matineeJson(folder, 'generate', 'tiny.yaml', '-o', 'out');
    rmSync(join(folder, 'out/pose/c/0/0/0'));
    const child = spawn(process.execPath, [MAIN, 'verify', 'out'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.destroy();
    expect(await new Promise((done) => child.on('close', done))).toBe(1);
    rmSync(join(folder, 'out'), { recursive: true });
  });
});
