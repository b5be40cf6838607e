import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../../harness/cache/store.ts';
import { faultOf, withFileSizeLimit } from '../../laws/fault.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a store', () => {
  it('gives back what was written, under no temporary name', () => {
    const store = openStore(folder);
    store.write('results/a', { one: [1, null] });
    store.write('results/a', { two: 2 });
    expect(store.read('results/a')).toEqual({ two: 2 });
    expect(readdirSync(join(folder, 'results'))).toEqual(['a.json']);
    store.remove('results/a');
    expect(store.read('results/a')).toBeNull();
  });

  it('holds what is cut short for nothing at all', () => {
    const store = openStore(folder);
    store.write('a', { long: 'text' });
    writeFileSync(join(folder, 'a.json'), '{"long": "te');
    expect(store.read('a')).toBeNull();
  });

  it('says where it cannot write, and leaves nothing', async () => {
    const store = openStore(folder);
    await withFileSizeLimit(100, () => {
      expect(faultOf(() => store.write('a', 'x'.repeat(200))).message).toContain(join(folder, 'a.json'));
    });
    writeFileSync(join(folder, 'file'), '');
    expect(faultOf(() => openStore(join(folder, 'file')).write('a', 1)).message).toContain('cannot write');
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
