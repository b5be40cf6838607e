import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { besideDigest, MOST_BESIDE } from '../../../harness/models/beside.ts';
import { namedContender } from '../../../harness/models/named.ts';

let folder = '';
const put = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-beside-'));
  put('model.py', 'import helper');
  put('helper.py', 'a = 1');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what lies beside a program', () => {
  const digest = (): string | null => besideDigest([join(folder, 'model.py')]);

  it.each(['helper.py', 'other.py', 'model.py', 'table.c'])('counts: %s', (name) => {
    const before = digest();
    put(name, 'changed');
    expect(digest()).not.toBe(before);
  });

  it('does not count where it is no source, in a folder of its own, or larger than a program is', () => {
    const before = digest();
    put('log.json', '1');
    put('weights.npy', '2');
    mkdirSync(join(folder, 'part.py'));
    mkdirSync(join(folder, 'inner'));
    writeFileSync(join(folder, 'inner', 'deep.py'), '3');
    put('large.py', ' '.repeat((1 << 18) + 1));
    expect(digest()).toBe(before);
  });

  it('is looked at up to a number of files', () => {
    for (let n = 0; n < MOST_BESIDE; n += 1) put(`a${n}.py`, '');
    const before = digest();
    put('z.py', 'past them');
    expect(digest()).toBe(before);
  });

  it('is none of an interpreter’s', () => {
    expect(besideDigest([process.execPath])).toBeNull();
    expect(besideDigest([])).toBeNull();
  });

  it('is a part of what a program and a module are known by', async () => {
    for (const [model, helper, text] of [
      ['model.py', 'helper.py', 'cmd:python3 model.py {input} {output}'],
      ['model.mjs', 'read-by-the-module.mjs', './model.mjs'],
    ]) {
      const identities = [];
      for (const [n, beside] of ['one', 'one', 'another'].entries()) {
        const own = join(folder, `${model}-${n}`);
        mkdirSync(own);
        writeFileSync(join(own, model), 'export const model = { fit: () => null };');
        writeFileSync(join(own, helper), beside);
        identities.push((await namedContender(text, { folder: own })).identity);
      }
      expect(identities[1]).toEqual(identities[0]);
      expect(identities[2]).not.toEqual(identities[0]);
    }
  });
});
