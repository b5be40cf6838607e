import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fit as fitModel } from '../../../fvae/fit.ts';
import { evaluate } from '../../../harness/evaluation/evaluate.ts';
import { splitViewers } from '../../../harness/evaluation/split.ts';
import { visibleOf, visibleTensor } from '../../../harness/evaluation/visible.ts';
import type { Watch } from '../../../harness/science/assess.ts';
import { measureUnseen } from '../../../harness/science/unseen.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { withFolder } from '../../laws/tiny-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const SCENARIO = tinyScenario({ rows: 4, seats: 5, samples: 160 });
const left = (): string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('matinee-unseen-'));

function watch(signal: AbortSignal): Watch {
  return { versions: { matinee: 'test' }, signal, progress: () => () => {}, clock: () => 0 };
}

it('folds in those held out as an evaluation does, and whole other audiences at the same film', () =>
  withFolder(async (folder) => {
    const dataset = await generated(folder, SCENARIO);
    const { viewers } = dataset.sizes;
    const choice = { seed: 3, epochs: 2, workers: 0 };
    const { signal } = new AbortController();
    const split = splitViewers(viewers, 0.2, 3);
    const alone = await measureUnseen(join(folder, 'dataset'), { ...choice, more: 0 }, watch(signal));
    expect(alone.unseen).toMatchObject({ audiences: 0, viewers: split.heldOut.length });
    const tensor = visibleTensor(visibleOf(dataset, split), split.training);
    const { fitted } = await fitModel(tensor, { ...choice, backend: 'auto' });
    const { forecast } = await evaluate(dataset, [{ name: 'fvae', fitted, seed: 3 }], split, { versions: {}, signal });
    expect(alone.unseen.forecast.map(({ prefix, calibration }) => [prefix, calibration])).toEqual(
      forecast.map(({ prefix, result }) => [prefix, result?.scores['fvae']?.calibration]),
    );

    const more = await measureUnseen(join(folder, 'dataset'), { ...choice, more: viewers + 1 }, watch(signal));
    expect(more.unseen).toMatchObject({ audiences: 2, viewers: split.heldOut.length + 2 * viewers });
    const [few, many] = [alone, more].map(({ unseen }) =>
      unseen.forecast.map(({ calibration }) => calibration!.entries),
    );
    many.forEach((entries, n) => {
      expect(entries / more.unseen.viewers).toBe(few[n]! / alone.unseen.viewers);
    });
    expect(more.unseen.forecast[2]!.calibration!.coverage50Error).toBeLessThan(
      alone.unseen.forecast[2]!.calibration!.coverage50Error!,
    );
    expect(left()).toEqual([]);
  }));

it('is stopped while an audience is generated, and leaves nothing', () =>
  withFolder(async (folder) => {
    await generated(folder, SCENARIO);
    const abort = new AbortController();
    const heard: Watch = {
      ...watch(abort.signal),
      progress: (label) => () => {
        if (label === 'generate') abort.abort();
      },
    };
    const stopped = measureUnseen(join(folder, 'dataset'), { seed: 3, epochs: 1, workers: 0, more: 1 }, heard);
    await expect(stopped).rejects.toThrow();
    expect(left()).toEqual([]);
  }));
