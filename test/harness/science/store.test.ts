import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planTasks } from '../../../harness/science/plan.ts';
import { openStore, recordsOf } from '../../../harness/science/store.ts';
import { everyRecord } from './synthetic.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the store', () => {
  it('gives back what was written, under no temporary name', () => {
    const store = openStore(folder);
    store.write('results/a', { one: [1, null] });
    expect(store.read('results/a')).toEqual({ one: [1, null] });
    expect(readdirSync(join(folder, 'results'))).toEqual(['a.json']);
    store.remove('results/a');
    expect(store.read('results/a')).toBeNull();
  });

  it('holds what is cut short for nothing at all', () => {
    const store = openStore(folder);
    store.write('results/a', { long: 'text' });
    writeFileSync(join(folder, 'results', 'a.json'), '{"long": "te');
    expect(store.read('results/a')).toBeNull();
    expect(store.records()).toEqual([]);
  });
});

describe('the records of tasks', () => {
  const tasks = planTasks({ seeds: [11], only: ['ideal-v1'], sets: [], quick: false });
  const [first] = everyRecord(tasks);

  it('are the last of each', () => {
    const newer = { ...first, origin: { ...first.origin, build: 'newer' } };
    expect(recordsOf(tasks, [first, newer])).toEqual([newer]);
  });

  it('are not those of other options', () => {
    const tiny = planTasks({ seeds: [11], only: ['ideal-v1'], sets: ['film.duration=9'], quick: false });
    expect(recordsOf(tiny, [first])).toEqual([]);
  });
});
