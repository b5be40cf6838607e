import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isTensorPath, openTensorFile, type TensorFile } from '../../../harness/own-data/open.ts';
import { DatasetFault } from '../../../sim/dataset/fault.ts';
import { expectPlain } from '../../laws/command.ts';
import { runPython } from '../../laws/python.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-npz-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Nested = readonly (readonly (readonly (number | null)[])[])[];
const WRONG: readonly (readonly [kind: string, line: RegExp])[] = [
  ['fortran', /: x: found Fortran order, expected C order \(numpy\.ascontiguousarray\)$/],
  ['flat', /: x: found shape \(20, 3\), expected three lengths of 1 or more: N, T, D$/],
  ['text', /: x: found type "<U\d+", expected <f4 or <f8 or /],
  ['none', /: x: found no such array, expected x of N x T x D numbers$/],
  ['infinite', /: x: found Infinity at \[1, 2, 0\], expected float32 numbers, or NaN where missing$/],
  ['mask', /: mask: found shape \(20, 6\), expected \(6, 20\)$/],
  ['twos', /: mask: found 2, expected 0 and 1 alone$/],
  ['names', /: columns: found 2 names, expected 3$/],
  ['twins', /: columns: found "a", expected different names in letters$/],
  ['numbers', /: columns: found type "<i8", expected texts \(numpy\.array of str\)$/],
];
const kinds = ['plain', 'all', 'counts', ...WRONG.map(([kind]) => kind)];
const saved = runPython('write_npz.py', folder, ...kinds) as Record<string, Nested>;

/** A file of this kind by NumPy, and its x as Python has it. */
function written(kind: string): { path: string; x: Nested } {
  return { path: join(folder, `${kind}.npz`), x: saved[kind] };
}

async function faultOf(path: string): Promise<string> {
  const error: unknown = await openTensorFile(path).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(DatasetFault);
  expect((error as DatasetFault).kind).toBe('usage');
  return (error as DatasetFault).message;
}

/** Expects the tensor to be what Python has, samples of which anything is missing taken out. */
function expectSame({ values, mask, sizes }: TensorFile, x: Nested): void {
  const { samples, features } = sizes;
  x.flat().forEach((sample, at) => {
    const whole = sample.every((value) => value !== null);
    expect(mask[at]).toBe(Number(whole));
    const own = values.subarray(at * features, (at + 1) * features);
    expect([...own]).toEqual(
      whole ? sample.map((value) => Math.fround(value as number)) : [...own].map(() => Number.NaN),
    );
  });
  expect(mask.length).toBe(x.length * samples);
}

describe('openTensorFile', () => {
  it('reads what NumPy saves: x alone', async () => {
    const { path, x } = written('plain');
    const file = await openTensorFile(path);
    expectSame(file, x);
    expect(file).toMatchObject({
      title: 'plain',
      sizes: { viewers: 6, samples: 20, features: 3 },
      columns: ['column 0', 'column 1', 'column 2'],
      partial: 0,
      sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
    });
  });

  it('reads float32, a mask and names, compressed; what is known in part counts as missing', async () => {
    const { path, x } = written('all');
    const file = await openTensorFile(path);
    const masked = x.map((row, i) => row.map((sample, t) => (i === 0 && t === 5 ? [null, null, null] : sample)));
    expectSame(file, masked);
    expect(file.mask[4]).toBe(1);
    expect(file.columns).toEqual(['Höhe', 'b 2', 'c']);
    expect(file.partial).toBeCloseTo(1 / 120, 12);
  });

  it('reads whole numbers with a mask', async () => {
    const { path, x } = written('counts');
    const { values, mask } = await openTensorFile(path);
    const flat = x.flat();
    mask.forEach((seen, at) => {
      if (seen === 1) expect([...values.subarray(3 * at, 3 * at + 3)]).toEqual(flat[at]);
      else expect(values[3 * at]).toBeNaN();
    });
    expect(new Set(mask)).toEqual(new Set([0, 1]));
  });

  it('is for paths that end so', () => {
    expect(['a.npz', 'b/A.NPZ', 'a.npz/b', 'a'].map(isTensorPath)).toEqual([true, true, false, false]);
  });
});

describe('a file that is no tensor: one line', () => {
  it.each(WRONG)('%s', async (kind, line) => {
    const { path } = written(kind);
    const message = await faultOf(path);
    expect(message).toMatch(line);
    expect(message.startsWith(`${path}: `)).toBe(true);
  });

  it('nothing, another file, a folder, one cut short', async () => {
    expect(await faultOf(join(folder, 'no.npz'))).toMatch(
      /no\.npz: found no such file, expected a \.npz file of NumPy$/,
    );
    expect(await faultOf(folder)).toMatch(/: found no plain file/);
    const path = join(folder, 'odd.npz');
    writeFileSync(path, 'x,y\n1,2\n');
    expectPlain(await faultOf(path));
    expect(await faultOf(path)).toMatch(
      /: found a file that cannot be read \(.+\), expected a whole \.npz file of NumPy$/,
    );
    copyFileSync(written('plain').path, path);
    truncateSync(path, 1500);
    expect(await faultOf(path)).toMatch(/: found a file that cannot be read/);
  });

  it('any bytes changed: a fault, or the same numbers', async () => {
    const { path } = written('plain');
    const whole = readFileSync(path);
    const { values } = await openTensorFile(path);
    const other = join(folder, 'changed.npz');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] + by) % 256;
        writeFileSync(other, bytes);
        const found = await openTensorFile(other).catch((error: unknown) => error);
        if (found instanceof DatasetFault) expect(found.message.startsWith(`${other}: `)).toBe(true);
        else expect((found as TensorFile).values).toEqual(values);
      }),
      { numRuns: 150 },
    );
  });
});
