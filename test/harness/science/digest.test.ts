import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildDigest, datasetKey, taskKey } from '../../../harness/science/digest.ts';
import { planTasks } from '../../../harness/science/plan.ts';

const ground = { version: '1', build: 'b', scenario: 'text' };
const [task, other] = planTasks({ seeds: [11, 12], only: ['ideal-v1'], sets: [], quick: false });

describe('keys', () => {
  it('are the same whatever the order of an object’s keys', () => {
    const turned = Object.fromEntries(Object.entries(task).reverse()) as unknown as typeof task;
    expect(taskKey(turned, ground)).toBe(taskKey(task, ground));
  });

  it('differ where task, version, build or scenario do', () => {
    const changed = { ...task, dataset: { ...task.dataset, seed: 99 } };
    const keys = [
      taskKey(task, ground),
      taskKey(other, ground),
      taskKey(changed, ground),
      taskKey(task, { ...ground, version: '2' }),
      taskKey(task, { ...ground, build: 'c' }),
      taskKey(task, { ...ground, scenario: 'another' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('are one for all tasks of a dataset', () => {
    expect(datasetKey(other, ground)).toBe(datasetKey(task, ground));
    expect(datasetKey({ ...task, dataset: { ...task.dataset, seed: 99 } }, ground)).not.toBe(datasetKey(task, ground));
  });
});

describe('the digest of a build', () => {
  let dist = '';
  const put = (name: string, text: string): void => {
    mkdirSync(dirname(join(dist, name)), { recursive: true });
    writeFileSync(join(dist, name), text);
  };
  beforeEach(() => {
    dist = mkdtempSync(join(tmpdir(), 'matinee-build-'));
    put('fvae/fit.js', 'a');
    put('harness/evaluation/score.js', 'b');
  });
  afterEach(() => rmSync(dist, { recursive: true, force: true }));

  it.each([
    'fvae/fit.js',
    'harness/evaluation/score.js',
    'sim/face/face.js',
    'harness/metrics/new.js',
    'harness/science/assess.js',
    'harness/training/plan.js',
    'harness/commands/train.js',
  ])('changes with %s', (name) => {
    const before = buildDigest(dist);
    put(name, 'changed');
    expect(buildDigest(dist)).not.toBe(before);
  });

  it.each(['fvae/fit.d.ts', 'fvae/fit.js.map', 'sim/render/look.js', 'harness/science/report.js'])(
    'does not change with %s',
    (name) => {
      const before = buildDigest(dist);
      put(name, 'changed');
      expect(buildDigest(dist)).toBe(before);
    },
  );
});
