import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyDataset } from '../../sim/dataset/verify.ts';
import {
  errorLines,
  expectRefusal,
  matinee,
  matineeJson,
  remains,
  type Started,
  start,
  temporary,
  whileRunning,
} from '../laws/command.ts';
import { faultOf } from '../laws/fault.ts';
import { generator } from '../laws/tiny-dataset.ts';
import { SMALLEST, writeTinyScenario } from '../laws/tiny-scenario.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-interruption-'));
beforeAll(() => {
  writeTinyScenario(folder, SMALLEST);
});
afterAll(() => rmSync(folder, { recursive: true }));

const SMALL = ['generate', 'tiny.yaml', '-o', 'out'];
/** Three chunk columns: a second or two of work. */
const GENERATE = [...SMALL, '--workers', '2', '--set', 'film.duration=160'];
/** Minutes of work: it ends by a signal. */
const ENDLESS = [...SMALL, '--workers', '2', '--set', 'film.duration=28800'];
const KILLS = 10;

/** What `verify` has against a folder; not empty for one that is no dataset at all. */
function problemsOf(dir: string): string[] {
  try {
    return verifyDataset(dir).problems;
  } catch {
    return [faultOf(() => verifyDataset(dir)).message];
  }
}

describe('kill -9', () => {
  it('at random moments leaves nothing that verify accepts, and the next run succeeds and clears up', async () => {
    const out = join(folder, 'out');
    const whole = await matineeJson(folder, ...GENERATE);
    rmSync(out, { recursive: true });
    // One moment in each tenth of a run and a bit more: start-up takes time, too, and a kill may come too late.
    const length = 1000 * ((whole.seconds as number) + 0.6);
    const random = generator(8);
    let unfinished = 0;
    for (let n = 0; n < KILLS; n += 1) {
      const earlier = remains(folder);
      const run = start(folder, GENERATE);
      await setTimeout((length * (n + random())) / KILLS);
      run.child.kill('SIGKILL');
      await run.ended;
      const left = remains(folder);
      // Remains of this run, or of the one before if this one had not begun to write.
      expect(left.length).toBeLessThanOrEqual(1);
      const own = left.filter((name) => name.endsWith(`-${run.pid}`));
      expect(left.filter((name) => !own.includes(name) && !earlier.includes(name))).toEqual([]);
      unfinished += own.length;
      // What has the output's name is whole; what is not whole has another, and is refused even under that.
      if (existsSync(out)) {
        expect(problemsOf(out)).toEqual([]);
        expect(own).toEqual([]);
        rmSync(out, { recursive: true });
      }
      for (const name of own) {
        if (!existsSync(join(folder, name, 'zarr.json'))) expect(problemsOf(join(folder, name))).not.toEqual([]);
      }
    }
    expect(unfinished).toBeGreaterThan(1);
    const again = await matineeJson(folder, ...GENERATE);
    expect(again.sha256).toEqual(whole.sha256);
    expect((await matinee(folder, 'verify', 'out')).status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['out', 'tiny.yaml']);
    rmSync(out, { recursive: true });
  });

  it('while another run writes the same output does not disturb that one', async () => {
    const other = start(folder, ENDLESS);
    const temp = temporary(folder, 'out', other);
    expect(await whileRunning(other, () => existsSync(temp) || undefined)).toBe(true);
    const json = await matineeJson(folder, ...SMALL);
    expect(json.viewers).toBe(12);
    expect(existsSync(temp)).toBe(true);
    other.child.kill('SIGKILL');
    await other.ended;
    expect(problemsOf(join(folder, 'out'))).toEqual([]);
    rmSync(join(folder, 'out'), { recursive: true });
    await matineeJson(folder, ...SMALL);
    expect(remains(folder)).toEqual([]);
    rmSync(join(folder, 'out'), { recursive: true });
  });
});

describe('Ctrl-C', () => {
  /** Sends the signal once the process has got somewhere, and returns the one line it ends with. */
  async function interrupt(
    run: Started,
    signal: NodeJS.Signals,
    somewhere: () => boolean,
    status = 130,
  ): Promise<string> {
    expect(await whileRunning(run, () => somewhere() || undefined)).toBe(true);
    run.child.kill(signal);
    const line = expectRefusal(await run.ended, status);
    expect(readdirSync(folder).filter((name) => !name.endsWith('.yaml') && name !== 'data')).toEqual([]);
    return line;
  }

  it.each([
    ['SIGINT', 'landmarks', 130],
    ['SIGTERM', 'landmarks', 130],
    ['SIGHUP', 'landmarks', 129],
    ['SIGINT', '.', 130],
  ] as const)('%s while generating (%s is there): status %i, one line, nothing left', async (signal, part, status) => {
    const run = start(folder, ENDLESS);
    const place = join(temporary(folder, 'out', run), part);
    expect(await interrupt(run, signal, () => existsSync(place), status)).toBe('interrupted; nothing was written');
  });

  it('with --json is an object on standard output', async () => {
    const run = start(folder, [...ENDLESS, '--json']);
    const place = temporary(folder, 'out', run);
    expect(await whileRunning(run, () => existsSync(place) || undefined)).toBe(true);
    run.child.kill('SIGINT');
    const { status, stdout, stderr } = await run.ended;
    expect([status, JSON.parse(stdout)]).toEqual([130, { error: 'interrupted; nothing was written', status: 130 }]);
    expect(errorLines(stderr)).toEqual(['interrupted; nothing was written']);
    expect(remains(folder)).toEqual([]);
  });

  it.each(['npz', 'coco', 'pts', 'parquet'])(
    'while exporting %s: status 130, one line, nothing left',
    async (format) => {
      if (!existsSync(join(folder, 'data'))) {
        await matineeJson(folder, ...GENERATE.with(3, 'data'), '--with', 'projected');
      }
      const run = start(folder, ['export', 'data', '--format', format, '-o', 'file']);
      const place = temporary(folder, 'file', run);
      expect(await interrupt(run, 'SIGINT', () => existsSync(place))).toBe('interrupted; nothing was written');
    },
  );
});
