import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { explain } from '../../../harness/fault.ts';
import { makeFolder, openFolder, removeFile, writeWhole } from '../../../harness/render/files.ts';

const root = mkdtempSync(join(tmpdir(), 'matinee-files-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'of-'));
});

const SETTINGS = { a: 1, renderer: 'llvmpipe' };

function refusal(work: () => unknown): { status: number; line: string } {
  try {
    work();
  } catch (error) {
    return explain(error);
  }
  throw new Error('nothing was refused');
}

describe('a folder of pictures', () => {
  it('is begun in an empty folder, in none, and where a run was killed before it had said what it is', () => {
    const [empty, none, killed] = ['empty', 'below/none', 'killed'].map((name) => join(folder, name));
    mkdirSync(empty);
    mkdirSync(killed);
    writeFileSync(join(killed, '.render.json.tmp-7'), '{');
    for (const out of [empty, none, killed]) {
      expect(openFolder(out, SETTINGS)).toBe(false);
      expect(readdirSync(out)).toEqual(['render.json']);
      expect(openFolder(out, SETTINGS)).toBe(true);
    }
  });

  it('is refused, and left as it is, where something else stands', () => {
    const alien = ['.notes.tmp-7', 'render.json'].map((name, n) => {
      const out = join(folder, String(n));
      mkdirSync(join(out, name), { recursive: true });
      return out;
    });
    writeFileSync(join(folder, 'file'), '');
    for (const out of [...alien, join(folder, 'file')]) {
      expect(refusal(() => openFolder(out, SETTINGS))).toEqual({
        status: 2,
        line: `${out} already exists and is no folder of pictures begun by matinee render`,
      });
    }
    expect(alien.map((out) => readdirSync(out))).toEqual([['.notes.tmp-7'], ['render.json']]);
  });
});

describe('a folder that was begun', () => {
  it('is refused to other options and to another driver, each by its own line', () => {
    const out = join(folder, 'out');
    openFolder(out, SETTINGS);
    const end = 'choose another folder, or remove it';
    expect(refusal(() => openFolder(out, { ...SETTINGS, renderer: 'another' }))).toEqual({
      status: 2,
      line: `${out} holds pictures drawn by llvmpipe, found another; ${end}`,
    });
    for (const other of [
      { ...SETTINGS, a: 2 },
      { a: 2, renderer: 'another' },
    ]) {
      const line = `${out} holds pictures made with other options; ${end}`;
      expect(refusal(() => openFolder(out, other))).toEqual({ status: 2, line });
    }
    expect(openFolder(out, SETTINGS)).toBe(true);
    writeFileSync(join(out, 'render.json'), 'null');
    expect(refusal(() => openFolder(out, SETTINGS))).toMatchObject({ status: 2 });
  });
});

describe('a path that cannot be', () => {
  it('is refused in one line: below a file, below /proc, in a place where a folder stands', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'x')]) {
      expect(refusal(() => makeFolder(path))).toEqual({
        status: 2,
        line: `cannot write ${path}: a part of this path is a file, not a folder`,
      });
    }
    expect(refusal(() => makeFolder('/proc/matinee/x'))).toMatchObject({ status: 3 });
    const path = join(folder, 'taken');
    mkdirSync(path);
    const line = `cannot write ${path}: a folder stands in its place`;
    expect(refusal(() => removeFile(path))).toEqual({ status: 2, line });
    await expect(writeWhole(path, 'x')).rejects.toThrow(line);
    expect(readdirSync(folder)).toEqual(['file', 'taken']);
  });
});
