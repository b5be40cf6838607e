import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpFamily } from '../../../fvae/baselines/cp-family.ts';
import { type Fitted, ModelFault } from '../../../fvae/model.ts';
import { createRandom } from '../../../fvae/random.ts';
import { expectPlain } from '../../laws/command.ts';
import { recovered, synthetic } from './synthetic.ts';

describe('cpFamily', () => {
  it('offers every candidate, best first, and picks one that finds the factors', async () => {
    const truth = synthetic({ seed: 7, viewers: 40, samples: 120, rank: 3, noise: 0.3 });
    const seen: number[] = [];
    const fitted = await cpFamily({ ranks: [2, 3, 20], starts: 6 }).fit(truth.tensor, {
      seed: 0,
      onProgress: (done, total) => seen.push(done / total),
    });
    expect(fitted.candidates).toHaveLength(8);
    expect(seen.at(-1)).toBe(1);
    const scores = fitted.candidates.map(({ heldOut }) => heldOut);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const { viewer, time, count } = fitted.factors()!;
    expect(count).toBe(3);
    expect(Math.min(...recovered(truth, viewer, time, count))).toBeGreaterThan(0.9);
    expect(fitted.impute(0)).toEqual(fitted.candidates[0]!.fitted.impute(0));
  });

  it('goes upwards until a rank is less likely than the one below it, with candidates as they are otherwise', async () => {
    const { tensor } = synthetic({ seed: 7, viewers: 20, samples: 60, rank: 2, noise: 0.3 });
    const options = { ranks: [1, 2, 3, 4, 6], starts: 3, weighed: [true] };
    const whole = await cpFamily(options).fit(tensor, { seed: 0 });
    const seen: number[] = [];
    const upwards = await cpFamily({ ...options, upwards: true }).fit(tensor, {
      seed: 0,
      onProgress: (done, total) => seen.push(done / total),
    });
    const likelihoods = new Map(whole.candidates.map(({ fitted, heldOut }) => [fitted.name, heldOut]));
    expect(upwards.candidates.length).toBeLessThan(whole.candidates.length);
    for (const { fitted, heldOut } of upwards.candidates) expect(heldOut).toBe(likelihoods.get(fitted.name));
    for (const nonNegative of [false, true]) {
      const of = (all: typeof whole) =>
        all.candidates
          .filter(({ options: own }) => own.nonNegative === nonNegative)
          .sort((a, b) => a.options.rank - b.options.rank)
          .map(({ heldOut }) => heldOut);
      const falls = of(whole).findIndex((value, n, values) => n > 0 && value < (values[n - 1] as number));
      expect(of(upwards)).toEqual(of(whole).slice(0, falls + 1));
    }
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('stops when told to by what happens meanwhile', async () => {
    const { tensor } = synthetic({ seed: 0, viewers: 40, samples: 200 });
    const abort = new AbortController();
    const done: number[] = [];
    setImmediate(() => abort.abort(new Error('enough')));
    const onProgress = (candidates: number): number => done.push(candidates);
    await expect(cpFamily().fit(tensor, { seed: 0, signal: abort.signal, onProgress })).rejects.toThrow('enough');
    expect(done).toEqual([]);
  });

  it('is fitted to whatever is small enough to be told to the last bit, and gives numbers', () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({
          seed: fc.nat(1000),
          viewers: fc.integer({ min: 2, max: 6 }),
          samples: fc.integer({ min: 2, max: 8 }),
          features: fc.integer({ min: 1, max: 5 }),
          whole: fc.boolean(),
        }),
        async ({ seed, viewers, samples, features, whole }) => {
          const random = createRandom(seed, 'small');
          const drawn = Float32Array.from({ length: viewers * samples * features }, () => random.normal());
          const values = whole ? drawn.map(Math.round) : drawn;
          const tensor = { viewers, samples, features, values, mask: new Uint8Array(viewers * samples).fill(1) };
          const fitted = await cpFamily({ starts: 2 })
            .fit(tensor, { seed: 0 })
            .catch((fault: unknown) => fault);
          if (fitted instanceof ModelFault) return expectPlain(fitted.message);
          const { mean, deviation } = (fitted as Fitted).impute(0);
          expect([...mean, ...deviation].every(Number.isFinite)).toBe(true);
        },
      ),
      { numRuns: 60 },
    ));

  it('stops when told to, and says when no rank fits', async () => {
    const { tensor } = synthetic({ seed: 0 });
    await expect(cpFamily().fit(tensor, { seed: 0, signal: AbortSignal.abort() })).rejects.toThrow();
    await expect(cpFamily({ ranks: [9] }).fit(tensor, { seed: 0 })).rejects.toThrow(
      /no rank of the family is 8 or less/,
    );
  });
});
