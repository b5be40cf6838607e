import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelFault } from '../../../fvae/model.ts';
import type { Tensor } from '../../../fvae/tensor.ts';
import type { VisibleRow } from '../../../harness/evaluation/visible.ts';
import { builtIn } from '../../../harness/models/built-in.ts';
import type { Contender } from '../../../harness/models/contender.ts';
import type { TrialPlan } from '../../../harness/trial/plan.ts';
import { runTrial, trialKey } from '../../../harness/trial/run.ts';
import { openWorld, type World } from '../../../harness/trial/world.ts';
import { constant } from '../../laws/fake-models.ts';
import { SMALLEST, writeTinyScenario } from '../../laws/tiny-scenario.ts';

const ORIGIN = { version: '0', code: 'c', engine: 'e' };

let cache = '';
let scenario = '';
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'matinee-trial-'));
  scenario = writeTinyScenario(cache, SMALLEST);
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

function newWorld(signal: AbortSignal): World {
  return openWorld({ cache, origin: ORIGIN, signal, progress: () => () => {}, clock: () => 0, workers: 1 });
}

let one: World;
/** A world for all tests: it keeps the oracle. */
const world = (): World => {
  one ??= newWorld(new AbortController().signal);
  return one;
};

/** What a contender was shown. */
type Shown = { tensor: Tensor; asked: readonly VisibleRow[]; fits: number; backend: string | undefined };

function watching(): { readonly contender: Contender; readonly shown: Shown } {
  const shown = { fits: 0 } as Shown;
  return {
    shown,
    contender: {
      name: 'constant',
      identity: { name: 'constant' },
      answersOnce: true,
      async fit(tensor, asked, { backend }) {
        Object.assign(shown, { tensor, asked, backend, fits: shown.fits + 1 });
        return constant(0, tensor.samples);
      },
    },
  };
}

const plan = (contender: Contender, more: Partial<TrialPlan> = {}): TrialPlan => ({
  screening: { scenario, sets: [] },
  holdOut: { share: 0.25, seed: 1 },
  contender,
  seed: 3,
  prefixes: [0.5],
  ...more,
});

describe('a trial', () => {
  it('evaluates the contender alone, beside viewer mean and oracle', async () => {
    const { contender, shown } = watching();
    const result = await runTrial(plan(contender), world());
    if ('fault' in result) throw new Error(result.fault);
    expect(result).toMatchObject({ model: 'constant', seed: 3, training: 9, heldOut: 3, loss: null });
    expect(result.screening).toMatchObject({ title: 'Tiny', seed: 7, viewers: 12, samples: 20 });
    expect(Object.keys(result.evaluation.reconstruction?.scores ?? {})).toEqual(['viewer mean', 'oracle', 'constant']);
    expect(result.evaluation.forecast.map(({ samples }) => samples)).toEqual([10]);
    expect(shown.tensor.viewers).toBe(9);
    // Not what `auto` finds here: that is not in the key.
    expect(shown.backend).toBe('wasm');
    expect(shown.asked).toHaveLength(3);
    for (const { mask } of shown.asked) expect([...mask.subarray(10)]).toEqual(new Array(10).fill(0));
  });

  it('is not run again, and says the same', async () => {
    const { contender, shown } = watching();
    const seeded = plan(contender, { seed: 4 });
    const first = await runTrial(seeded, world());
    expect(await runTrial(seeded, world())).toEqual(first);
    expect(shown.fits).toBe(1);
    expect(readdirSync(join(cache, 'trials')).every((name) => /^[0-9a-f]{64}\.json$/.test(name))).toBe(true);
  });

  it('has a key of its own for all that it follows from', () => {
    const { contender } = watching();
    const variants: Partial<TrialPlan>[] = [
      {},
      { seed: 9 },
      { prefixes: [] },
      { viewers: 5 },
      { holdOut: { share: 0.5, seed: 1 } },
      { holdOut: { share: 0.25, seed: 2 } },
      { loss: { pattern: 'mcar', rate: 0.5, seed: 0 } },
      { loss: { pattern: 'mcar', rate: 0.5, seed: 1 } },
      { screening: { scenario, sets: ['film.duration=12'] } },
      { screening: { scenario, sets: [], seed: 8 } },
      { screening: { scenario, sets: [], clear: true } },
      { screening: { scenario, sets: ['occlusion.hands=false'], clear: true } },
      { tail: 0.25 },
      { contender: { ...contender, identity: { name: 'constant', more: 1 } } },
    ];
    const keys = variants.map((more) => trialKey(plan(contender, more), ORIGIN));
    keys.push(
      trialKey(plan(contender), { ...ORIGIN, code: 'd' }),
      trialKey(plan(contender), { ...ORIGIN, engine: 'f' }),
    );
    expect(new Set(keys).size).toBe(variants.length + 2);
    const same = plan(contender, { screening: { scenario, sets: ['seed=7'] }, loss: null, viewers: null });
    expect(trialKey(same, ORIGIN)).toBe(keys[0]);
  });

  it('shows nothing of what is lost, and scores it', async () => {
    const { contender, shown } = watching();
    const loss = { pattern: 'mcar', rate: 0.5, seed: 2 };
    const result = await runTrial(plan(contender, { loss }), world());
    if ('fault' in result) throw new Error(result.fault);
    const { mask, values } = shown.tensor;
    expect(mask.every((seen, at) => Number.isNaN(values[at * 136]) === (seen === 0))).toBe(true);
    expect(result.evaluation.missing).toBeGreaterThan(0.4);
    expect(result.evaluation.hidden).toBeNull();
    expect(result.evaluation.imputation?.entries).toBe(Math.round(result.evaluation.missing * 180));
  });

  it('can be of a screening without occlusion, of which the scenario’s own is laid on', async () => {
    const { contender, shown } = watching();
    const screening = { scenario, sets: ['behavior.leaving.rate=60'], clear: true };
    const loss = (rate: number) => ({ pattern: 'occlusion', rate, seed: 0 });
    const none = await runTrial(plan(contender, { screening, loss: loss(0), tail: 0.25 }), world());
    if ('fault' in none) throw new Error(none.fault);
    expect(none.evaluation).toMatchObject({ missing: 0, hidden: null, imputation: null });
    expect(none.evaluation.forecast[0].tail?.entries).toBe(3 * 5);
    const { values } = shown.tensor;
    const some = await runTrial(plan(contender, { screening, loss: loss(0.3) }), world());
    if ('fault' in some) throw new Error(some.fault);
    expect(some.evaluation.missing).toBeGreaterThan(0.05);
    // The same faces, of which fewer are seen.
    expect(shown.tensor.values.every((value, at) => Number.isNaN(value) || value === values[at])).toBe(true);
  });

  it('limits who trains: fewer are among more, and the same are held out', async () => {
    const shows = await Promise.all(
      [3, 6].map(async (viewers) => {
        const { contender, shown } = watching();
        const result = await runTrial(plan(contender, { viewers }), world());
        expect(result).toMatchObject({ training: viewers, heldOut: 3 });
        return shown;
      }),
    );
    const rows = shows.map(({ tensor }) =>
      Array.from({ length: tensor.viewers }, (_, i) => tensor.values.subarray(i * 20 * 136, (i + 1) * 20 * 136).join()),
    );
    expect(rows[0].every((row) => rows[1].includes(row))).toBe(true);
    expect(shows[0].asked).toEqual(shows[1].asked);
  });

  it('has one line for a fault of the model, which is tried again', async () => {
    const { contender, shown } = watching();
    const failing: Contender = {
      ...contender,
      name: 'failing',
      fit: async () => {
        throw new ModelFault('cannot');
      },
    };
    expect(await runTrial(plan(failing), world())).toMatchObject({ model: 'failing', fault: 'cannot' });
    const mended = { ...contender, name: 'failing' };
    expect(await runTrial(plan(mended), world())).not.toHaveProperty('fault');
    expect(shown.fits).toBe(1);
  });

  it('takes a built-in model', async () => {
    const result = await runTrial(plan(builtIn('additive') as Contender), world());
    expect(result).toMatchObject({ model: 'additive', identity: { name: 'additive' } });
    expect(result).not.toHaveProperty('fault');
  });

  it('stops where the signal says so, and keeps nothing of it', async () => {
    const abort = new AbortController();
    const { contender } = watching();
    const before = readdirSync(join(cache, 'trials')).length;
    const stopping: Contender = {
      ...contender,
      name: 'stopping',
      fit: async (_, __, { signal }) => {
        abort.abort();
        signal?.throwIfAborted();
        throw new Error('not reached');
      },
    };
    await expect(runTrial(plan(stopping), newWorld(abort.signal))).rejects.toMatchObject({ name: 'AbortError' });
    expect(readdirSync(join(cache, 'trials'))).toHaveLength(before);
  });
});

describe('the hall', () => {
  it('makes a damaged dataset anew', async () => {
    const { contender } = watching();
    const screening = { scenario, sets: ['film.duration=11'] };
    const before = new Set(readdirSync(join(cache, 'data')));
    const first = await runTrial(plan(contender, { screening }), world());
    const [name] = readdirSync(join(cache, 'data')).filter((one) => !before.has(one));
    writeFileSync(join(cache, 'data', name as string, 'stimulus', 'c', '0', '0'), 'broken');
    const again = await runTrial(plan(contender, { screening, seed: 77 }), newWorld(new AbortController().signal));
    expect(again.screening.sha256).toBe(first.screening.sha256);
    expect(again).not.toHaveProperty('fault');
  });
});
