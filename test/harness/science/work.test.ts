import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planTasks } from '../../../harness/science/plan.ts';
import { type Step, StepFault, type Stepped } from '../../../harness/science/step.ts';
import { openStore, type Store } from '../../../harness/science/store.ts';
import { type Bench, workThrough } from '../../../harness/science/work.ts';
import { Interrupted } from '../../../sim/screening/interrupted.ts';
import { curveRecord, modelRecord, ORIGIN, toldRecord, unseenRecord } from './synthetic.ts';

const tasks = planTasks({ seeds: [11], only: ['ideal-v1', 'strong-face-v1'], sets: [], quick: false });
const CURVES = 8;

let folder = '';
let store: Store;
let ran: string[] = [];
/** Throws what a step shall fail with. */
let trouble: (step: Step) => void = () => {};

function said(step: Step): unknown {
  switch (step.kind) {
    case 'generate':
      return {};
    case 'train':
      return { backend: 'wasm', choices: [] };
    case 'assess': {
      const { model, evaluation, candidates, fits } = modelRecord(step.task);
      return { model, evaluation, candidates, fits };
    }
    case 'curve':
      return { models: curveRecord(step.task, { FVAE: 1, CP: 1, PCA: 1 }).models };
    case 'told':
      return { told: toldRecord(step.task).told };
    case 'unseen':
      return { unseen: unseenRecord(step.task).unseen };
  }
}

function make(path: string): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'zarr.json'), '{}');
}

async function run(step: Step): Promise<Stepped> {
  ran.push(step.kind);
  trouble(step);
  if (step.kind === 'generate') make(step.dir);
  if (step.kind === 'train') make(step.model);
  return { json: said(step), seconds: 1, bytes: 2 };
}

function bench(more: Partial<Bench> = {}): Bench {
  const place = (name: string): string => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    return join(folder, name);
  };
  const remove = (path: string): void => rmSync(path, { recursive: true, force: true });
  const world = { place, remove, exists: (path: string) => existsSync(path), scenarioText: () => 'text' };
  return { store, run, origin: ORIGIN, keep: false, jobs: 1, ...world, ...more };
}

const under = (name: string): string[] => (existsSync(join(folder, name)) ? readdirSync(join(folder, name)) : []);
const count = (kind: string): number => ran.filter((one) => one === kind).length;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-work-'));
  store = openStore(folder);
  ran = [];
  trouble = () => {};
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('working through tasks', () => {
  it('makes each dataset once, a result of every task, and leaves nothing else', async () => {
    const worked = await workThrough(tasks, bench());
    expect(worked).toEqual({ done: tasks.length, kept: 0, failures: [] });
    expect(['generate', 'train', 'curve', 'told', 'unseen'].map(count)).toEqual([2, 4, CURVES, 2, 2]);
    expect(store.records().map(({ task }) => task)).toEqual(expect.arrayContaining([...tasks]));
    expect([under('data'), under('models'), under('steps')]).toEqual([[], [], []]);
  });

  it('runs nothing a second time', async () => {
    await workThrough(tasks, bench());
    ran = [];
    expect(await workThrough(tasks, bench())).toEqual({ done: 0, kept: tasks.length, failures: [] });
    expect(ran).toEqual([]);
  });

  it('runs everything again for another build', async () => {
    await workThrough(tasks, bench());
    ran = [];
    await workThrough(tasks, bench({ origin: { ...ORIGIN, build: 'b1' } }));
    expect(count('train')).toBe(4);
  });

  it.each(['train', 'assess', 'curve', 'told', 'unseen'] as const)(
    'goes on after a stop in %s, keeping finished steps',
    async (kind) => {
      trouble = (step) => {
        if (step.kind === kind) throw new Interrupted('interrupted');
      };
      await expect(workThrough(tasks, bench())).rejects.toThrow(Interrupted);
      const before = store.records().length;
      trouble = () => {};
      expect(await workThrough(tasks, bench())).toEqual({ done: tasks.length - before, kept: before, failures: [] });
      expect(count('generate')).toBe(2);
      expect(count('train')).toBe(kind === 'train' ? 5 : 4);
      expect([under('data'), under('models'), under('steps')]).toEqual([[], [], []]);
    },
  );

  it('makes anew what a killed step has left half done', async () => {
    trouble = (step) => {
      if (step.kind !== 'generate') return;
      make(step.dir);
      throw new Interrupted('killed');
    };
    await expect(workThrough(tasks, bench())).rejects.toThrow(Interrupted);
    trouble = () => {};
    await workThrough(tasks, bench());
    expect(count('generate')).toBe(3);
  });

  it('notes a step that fails, goes on with the others, and forgets the failure once it is done', async () => {
    trouble = (step) => {
      if (step.kind === 'train' && step.task.recipe === 'paper') throw new StepFault('diverged');
    };
    const { done, failures } = await workThrough(tasks, bench());
    expect(failures.map(({ line }) => line)).toEqual(['diverged', 'diverged']);
    expect(done).toBe(tasks.length - 2);
    expect(store.failures()).toEqual(failures);
    trouble = () => {};
    expect((await workThrough(tasks, bench())).done).toBe(2);
    expect(store.failures()).toEqual([]);
  });

  it('gives the same with several datasets at a time', async () => {
    const worked = await workThrough(tasks, bench({ jobs: 3 }));
    expect(worked).toEqual({ done: tasks.length, kept: 0, failures: [] });
    expect(count('generate')).toBe(2);
  });

  it('keeps datasets that shall be kept', async () => {
    await workThrough(tasks, bench({ keep: true }));
    expect(under('data').length).toBe(2);
  });
});
