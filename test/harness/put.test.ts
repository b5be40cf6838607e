import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { probeFile, putFile, refuseShared } from '../../harness/put.ts';
import { faultOf } from '../laws/fault.ts';
import { withFolder } from '../laws/tiny-dataset.ts';

describe('a file that is put in its place', () => {
  it('takes that of another, and makes its folders', () =>
    withFolder((folder) => {
      const file = join(folder, 'a/b/file.json');
      for (const text of ['one', 'two']) {
        probeFile(file);
        putFile(file, text);
        expect(readFileSync(file, 'utf8')).toBe(text);
      }
      expect(readdirSync(join(folder, 'a/b'))).toEqual(['file.json']);
    }));

  it('is where a link leads, which stays, whether anything was there or not', () =>
    withFolder((folder) => {
      mkdirSync(join(folder, 'real'));
      const link = join(folder, 'link.json');
      symlinkSync('real/file.json', link);
      for (const text of ['one', 'two']) {
        probeFile(link);
        putFile(link, text);
        expect(readFileSync(join(folder, 'real/file.json'), 'utf8')).toBe(text);
      }
      expect(lstatSync(link).isSymbolicLink()).toBe(true);
    }));

  it('is refused to two options, be it by a link', () =>
    withFolder((folder) => {
      const [file, link] = [join(folder, 'file'), join(folder, 'link')];
      symlinkSync('file', link);
      refuseShared([{ label: '--junit', file }]);
      const both = [
        { label: '--junit', file },
        { label: '--markdown', file: link },
      ];
      expect(() => refuseShared(both)).toThrow(/^--markdown: found ".*link", the file of --junit, expected another$/);
    }));

  it('never takes the place of a device', () => {
    probeFile('/dev/null');
    putFile('/dev/null', 'text');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(faultOf(() => putFile('/dev/full', 'text')).message).toMatch(/^disk full while writing \/dev\/full/);
  });

  it('is neither a folder nor in a dataset', () =>
    withFolder((folder) => {
      expect(faultOf(() => putFile(folder, '')).message).toMatch(
        /found a folder, expected a file’s name$|found a folder/,
      );
      writeFileSync(join(folder, 'zarr.json'), JSON.stringify({ attributes: { attributes_sha256: '' } }));
      expect(faultOf(() => probeFile(join(folder, 'page.html'))).message).toMatch(/it lies in the dataset or model/);
      expect(existsSync(join(folder, 'page.html'))).toBe(false);
    }));
});
