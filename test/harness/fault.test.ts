import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ModelFault } from '../../fvae/model.ts';
import { explain, STATUS, UsageError } from '../../harness/fault.ts';
import { DatasetFault } from '../../sim/dataset/fault.ts';
import { Interrupted } from '../../sim/screening/interrupted.ts';
import { expectPlain, expectRefusal, matinee, start, temporary, whileRunning } from '../laws/command.ts';
import { SMALLEST, writeTinyScenario } from '../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-fault-'));
writeTinyScenario(folder, SMALLEST);
afterAll(() => rmSync(folder, { recursive: true }));

describe('explain', () => {
  it('gives every kind of error its status', () => {
    const cases: [unknown, number][] = [
      [new UsageError('x'), STATUS.input],
      [new DatasetFault('usage', 'x'), STATUS.input],
      [new DatasetFault('damage', 'x'), STATUS.input],
      [new DatasetFault('environment', 'x'), STATUS.environment],
      [new ModelFault('x'), STATUS.input],
      [new ModelFault('x', 'environment'), STATUS.environment],
      [new Interrupted('x'), STATUS.interrupted],
      [AbortSignal.abort().reason, STATUS.interrupted],
      [new TypeError('x'), STATUS.bug],
      ['x', STATUS.bug],
      [undefined, STATUS.bug],
    ];
    for (const [error, status] of cases) expect([error, explain(error).status]).toEqual([error, status]);
  });

  it('takes a full or failing disk for the environment’s fault wherever it is met', () => {
    for (const code of ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO', 'EMFILE', 'ENFILE']) {
      const { status, line } = explain(Object.assign(new Error(`${code}: no`), { code, path: '/a/path' }));
      expect([code, status]).toEqual([code, STATUS.environment]);
      expect(line).toContain('/a/path');
      expectPlain(line);
    }
  });
});

describe('an output that cannot be', () => {
  it('is said plainly: existing, below a file, in a read-only folder, of an impossible name', async () => {
    const cases: [out: string, status: number, line: string][] = [
      ['tiny.yaml', 2, `${join(folder, 'tiny.yaml')} already exists`],
      ['.', 2, `${folder} already exists`],
      [
        'tiny.yaml/out',
        2,
        `cannot write ${join(folder, 'tiny.yaml/out')}: a part of this path is a file, not a folder`,
      ],
      ['x'.repeat(300), 2, `cannot write ${join(folder, 'x'.repeat(300))}: the name is too long`],
      // Nobody, not even root, may make a folder in these.
      ['/sys/matinee-test', 3, 'cannot write /sys/matinee-test: read-only'],
      ['/proc/matinee-test', 3, 'cannot write /proc/matinee-test: its folder cannot be made or has gone'],
    ];
    for (const [out, status, line] of cases) {
      const ended = await matinee(folder, 'generate', 'tiny.yaml', '-o', out);
      expect(expectRefusal(ended, status)).toBe(line);
      expect(readdirSync(folder)).toEqual(['tiny.yaml']);
    }
  });
});

describe('a disk that is full', () => {
  it('from the start is said before any work', async () => {
    const sets = ['theater.rows=100', 'theater.seatsPerRow=100', 'film.duration=28800', 'film.rate=30'];
    const args = ['generate', 'tiny.yaml', '-o', 'out', ...sets.flatMap((set) => ['--set', set])];
    const line = expectRefusal(await matinee(folder, ...args), 3);
    expect(line).toMatch(/^disk full: .+ has [0-9.]+ [kMGT]?B left, needs about [0-9.]+ TB more$/);
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });

  it('in the middle of the work of a thread is said plainly, and leaves nothing', async () => {
    const sets = ['--set', 'film.duration=640', '--workers', '2'];
    const run = start(folder, ['generate', 'tiny.yaml', '-o', 'out', ...sets]);
    const temp = temporary(folder, 'out', run);
    // Writing to /dev/full fails as on a full disk, without the right to mount one: it takes a late chunk's place.
    const planted = await whileRunning(run, () => {
      if (!existsSync(temp)) return undefined;
      mkdirSync(join(temp, 'pose/c/0/9'), { recursive: true });
      symlinkSync('/dev/full', join(temp, 'pose/c/0/9/0'));
      return true;
    });
    expect(planted).toBe(true);
    const line = expectRefusal(await run.ended, 3);
    expect(line).toMatch(/^disk full while writing .+\/pose\/c\/0\/9\/0: needs about [0-9.]+ kB more$/);
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });

  it('or limited for the process is said plainly, and leaves nothing', async () => {
    const args = ['generate', 'tiny.yaml', '-o', 'out', '--workers', '2', '--set', 'film.duration=100'];
    const line = expectRefusal(await start(folder, args, ['prlimit', '--fsize=50000']).ended, 3);
    expect(line).toMatch(
      /^cannot write .+landmarks\/truth\/c\/0\/\d\/0: larger than the file size limit \(ulimit -f\)$/,
    );
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });

  it('while exporting is said plainly, and leaves nothing', async () => {
    expect(await matinee(folder, 'generate', 'tiny.yaml', '-o', 'out')).toMatchObject({ status: 0 });
    const run = start(folder, ['export', 'out', '--format', 'npz', '-o', 'file'], ['prlimit', '--fsize=50000']);
    expect(expectRefusal(await run.ended, 3)).toMatch(/^cannot write .+: larger than the file size limit/);
    expect(readdirSync(folder).sort()).toEqual(['out', 'tiny.yaml']);
    writeFileSync(join(folder, 'out', 'cause', 'c', '0', '0'), 'short');
    const line = expectRefusal(await matinee(folder, 'export', 'out', '--format', 'npz', '-o', 'file'), 2);
    expect(line).toMatch(/cause\/c\/0\/0: 5 bytes, expected \d+$/);
    rmSync(join(folder, 'out'), { recursive: true });
    expect(readdirSync(folder)).toEqual(['tiny.yaml']);
  });
});
