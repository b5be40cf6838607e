import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ModelFault } from '../../../../fvae/model.ts';
import type { Contender, Cost } from '../../../../harness/models/contender.ts';
import { programContender } from '../../../../harness/models/program/contender.ts';
import { expectPlain } from '../../../laws/command.ts';
import { prefixesOf, smallTensor } from '../../../laws/small-tensor.ts';

const PROGRAM = resolve(import.meta.dirname, '..', '..', '..', 'laws', 'answer-program.mjs');
const folder = mkdtempSync(join(tmpdir(), 'matinee-contender-'));
// Programs work in folders of their own below this one.
beforeAll(() => vi.stubEnv('TMPDIR', folder));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const tensor = smallTensor(3, 12, 4);
const asked = prefixesOf(smallTensor(2, 12, 4, 2), [3, 6, 12]);
const options = { seed: 7, workers: 1 };
/** Three viewers asked about after 0, 3 and all samples, of whom the second comes late and the third never. */
const late = (() => {
  const shown = smallTensor(3, 12, 4, 3);
  shown.mask.fill(0, 12, 16);
  shown.mask.fill(0, 24);
  return prefixesOf(shown, [0, 3, 12]);
})();

function program(way: string, timeout = 20, places = '{input} {output}'): Contender {
  return programContender(null, `'${process.execPath}' '${PROGRAM}' ${way} ${places}`, { factors: 2, timeout, folder });
}

/** Folders that programs work in and that are still there. */
const remains = (): string[] => readdirSync(folder).filter((name) => name.startsWith('matinee-program-'));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that was killed and not yet waited for by its parent is no longer running.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Whether the process ends within two seconds: a killed one has still to be taken off the list. */
async function ends(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && isAlive(pid); tries += 1) await setTimeout(10);
  return !isAlive(pid);
}

async function faultOfProgram(way: string, timeout?: number): Promise<string> {
  const error: unknown = await program(way, timeout)
    .fit(tensor, asked, options)
    .then(() => null)
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ModelFault);
  return (error as ModelFault).message;
}

describe('a program that answers', () => {
  it('is a fitted model without intervals or factors, whose cost is told', async () => {
    const costs: Cost[] = [];
    const fitted = await program('right').fit(tensor, asked, { ...options, onCost: (cost) => costs.push(cost) });
    expect([fitted.name, fitted.factors(), fitted.probabilistic]).toEqual(['answer-program', null, false]);
    expect(fitted.impute(2).mean).toEqual(new Float32Array(48).fill(0.5));
    for (const row of asked) expect(fitted.answered?.(row).mean).toEqual(new Float32Array(48).fill(0.5));
    expect(costs).toEqual([{ seconds: expect.any(Number), peakBytes: expect.any(Number) }]);
    expect(costs[0]?.seconds).toBeGreaterThan(0.01);
  });

  it('is measured: seconds of all rounds, and the most memory of a process', async () => {
    const costs: Cost[] = [];
    await program('large').fit(tensor, asked.slice(0, 2), { ...options, onCost: (cost) => costs.push(cost) });
    const [{ seconds, peakBytes }] = costs as [Cost];
    expect(seconds).toBeGreaterThan(1.4);
    expect(peakBytes).toBeGreaterThan(5e7);
    expect(peakBytes).toBeLessThan(5e8);
  });

  it('may take its question away', async () => {
    const fitted = await program('tidy').fit(tensor, asked, options);
    expect(fitted.impute(0).mean[0]).toBe(0.5);
    expect(remains()).toEqual([]);
  });

  it('may give deviations and factors', async () => {
    const fitted = await program('certain').fit(tensor, asked, options);
    expect(fitted.probabilistic).toBeUndefined();
    expect(fitted.impute(0).deviation).toEqual(new Float32Array(48).fill(0.25));
    expect(fitted.answered?.(asked[0]).deviation).toEqual(new Float32Array(48).fill(0.25));
    expect(fitted.factors()).toEqual({
      count: 2,
      viewer: new Float64Array(6).fill(1),
      time: new Float64Array(24).fill(2),
    });
  });

  it('is asked in rounds, with a state that lasts, and needs to impute in the first alone', async () => {
    const fitted = await program('rounds', 20, '{input} {output} {state}').fit(tensor, asked, options);
    const said = asked.map((row) => fitted.answered?.(row).mean[0]);
    // The shortest prefix first.
    expect(said).toEqual([1, 2, 3, 1, 2, 3]);
  });

  it('is asked about each prefix by itself where nothing is seen in it, and answers each of those', async () => {
    const fitted = await program('places').fit(tensor, late, options);
    const said = late.map((row) => fitted.answered?.(row).mean[0]);
    expect(said).toEqual([10, 20, 30, 11, 21, 31, 12, 22, 32]);
  });

  it('finds nothing of a viewer behind the prefix, even where nothing is seen in it', async () => {
    const fitted = await program('peek').fit(tensor, late, options);
    for (const row of late) {
      const { values, mask } = late[3 * row.viewer + 2];
      const mean = fitted.answered?.(row).mean as Float32Array;
      const told = [...mask.keys()].filter((t) => mask[t] === 1 && row.mask[t] === 0 && mean[4 * t] === values[4 * t]);
      expect(told, `viewer ${row.viewer} after ${row.length}`).toEqual([]);
    }
  });

  it('is not asked about a viewer that it was not told of', async () => {
    const fitted = await program('right').fit(tensor, asked, options);
    const [other] = prefixesOf(smallTensor(1, 12, 4, 9), [5]);
    const line = /^answer-program: found a viewer that it was not asked about: a program answers once$/;
    expect(() => fitted.foldIn(other.values, other.mask)).toThrow(line);
    for (const unasked of [{ viewer: 2, length: 3 }, other]) expect(() => fitted.answered?.(unasked)).toThrow(line);
  });

  it('may have nothing to forecast, and much to say', async () => {
    const fitted = await program('talk').fit(tensor, [], options);
    expect(fitted.impute(1).mean[3]).toBe(0.5);
  });

  it('is told apart by its words, its files and the factors wanted', () => {
    const words = [process.execPath, PROGRAM, 'right', '{input}', '{output}'];
    expect(program('right').identity).toEqual({
      program: words,
      files: [expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[0-9a-f]{64}$/)],
      beside: expect.stringMatching(/^[0-9a-f]{64}$/),
      factors: 2,
    });
    expect(program('right').identity).not.toEqual(program('nothing').identity);
  });
});

describe('a program that does wrong: one line', () => {
  it.each([
    [
      'crash',
      /: found exit status 3, expected exit status 0; its last words: Traceback \| line 1 \| \[31mValueError \[0m: too bad$/,
    ],
    ['signal', /: found an end by SIGSEGV, expected exit status 0$/],
    ['nothing', /: output: found no imputed\.npy, expected one of shape \(3, 12, 4\)$/],
    ['flood', /: output: found \d.* or more, expected at most \d/],
    ['nan', /: output\/imputed\.npy: found NaN at \[0, 0, 0\], expected finite float32 numbers$/],
    ['huge', /: output\/forecast\.npy: found 1e\+300 at \[0, 0, 0\], expected finite float32 numbers$/],
    ['shape', /: output\/imputed\.npy: found shape \(12, 3, 4\), expected \(3, 12, 4\)$/],
    ['fortran', /: output\/imputed\.npy: found Fortran order, expected C order/],
    ['type', /: output\/forecast\.npy: found type "<i8", expected <f4 or <f8$/],
    ['long', /: output\/forecast\.npy: found 388 bytes of numbers, expected 384 for shape \(2, 12, 4\)$/],
    ['text', /: output\/imputed\.npy: found another format, expected a NumPy \.npy file$/],
    ['extra', /: output: found "imputed_deviations\.npy", expected nothing but imputed\.npy, /],
    ['folder', /: output: found U\.npy that is no plain file, expected one$/],
    ['link', /: output: found V\.npy that is no plain file, expected one$/],
    ['half', /: output: found one of U\.npy and V\.npy, expected both or neither$/],
    ['factors', /: output\/V\.npy: found shape \(12, 3\), expected \(12, 2\)$/],
    ['negative', /: output\/imputed_deviation\.npy: found -1 at \[0, 0, 0\], expected 0 or more$/],
    ['homeless', /: output: found no folder, expected the one that was given$/],
    ['partly', /: output: found deviations of imputed or forecast alone, expected both or neither$/],
  ])('%s', async (way, line) => {
    const message = await faultOfProgram(way);
    expect(message).toMatch(line);
    expect(message).toMatch(/^answer-program: .*found .+, expected ./);
    if (way !== 'nan' && way !== 'crash') expectPlain(message);
    expect(remains()).toEqual([]);
  });

  it('is not there', async () => {
    const missing = programContender(null, 'no-such-program {input} {output}', { factors: 2, timeout: 5, folder });
    await expect(missing.fit(tensor, asked, options)).rejects.toThrow(
      /^no-such-program: found a program "no-such-program" that is not there, expected one on the PATH or its path$/,
    );
  });
});

describe('what a program has started ends with it', () => {
  /** The process that a run in this way has noted, once it has. */
  async function noted(way: string, begin: () => Promise<unknown>): Promise<{ pid: number; end: unknown }> {
    const path = join(folder, `pid-${way}`);
    process.env['PID_TO'] = path;
    try {
      const end = await begin().catch((error: unknown) => error);
      return { pid: Number(readFileSync(path, 'utf8')), end };
    } finally {
      delete process.env['PID_TO'];
      rmSync(path, { force: true });
    }
  }

  it('when it takes too long', async () => {
    const { pid, end } = await noted('hang', () => program('hang', 3).fit(tensor, asked, options));
    expect(String(end)).toMatch(/answer-program: still running after 3 s, expected an end by then \(--timeout\)$/);
    expect([await ends(pid), remains()]).toEqual([true, []]);
  });

  it('when it has ended well', async () => {
    const { pid, end } = await noted('leaves', () => program('leaves').fit(tensor, [], options));
    expect(end).toMatchObject({ name: 'answer-program' });
    expect(await ends(pid)).toBe(true);
  });

  it('when the work is stopped', async () => {
    const abort = new AbortController();
    const path = join(folder, 'pid-stop');
    const { pid, end } = await noted('stop', async () => {
      const fit = program('hang').fit(tensor, asked, { ...options, signal: abort.signal });
      while (!existsSync(path) || readFileSync(path, 'utf8') === '') await setTimeout(5);
      abort.abort();
      return fit;
    });
    expect(end).toMatchObject({ name: 'AbortError' });
    expect([await ends(pid), remains()]).toEqual([true, []]);
  });
});
