import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Density, medianGain } from '../../../fvae/choose/density.ts';
import { chooseFactors, keptForChoice, lastBetter } from '../../../fvae/choose/factors.ts';
import { type Choice, fit as fitModel } from '../../../fvae/fit.ts';
import { FVAE_DEFAULTS } from '../../../fvae/fvae.ts';
import { ModelFault } from '../../../fvae/model.ts';
import { restore } from '../../../fvae/restore.ts';
import type { State } from '../../../fvae/state.ts';
import { selectViewers } from '../../../fvae/tensor.ts';
import { said } from '../said.ts';
import { planted } from '../start/planted.ts';

const { tensor } = planted({ viewers: 30, samples: 160 });
const options = { ...FVAE_DEFAULTS, epochs: 6, batch: 512, backend: 'wasm', workers: 0, seed: 0 } as const;

describe('the number of factors chosen', () => {
  it('is that of the factors planted; two more were tried and found less likely', async () => {
    const progress: number[] = [];
    const onProgress = (done: number, total: number): number => progress.push(done / total);
    const { factors, tried } = await chooseFactors(tensor, { ...options, onProgress });
    expect(factors).toBe(3);
    expect(tried.map((one) => one.factors)).toEqual([2, 3, 4, 5]);
    expect(tried.map(({ gain }) => (gain === null ? null : gain > 0))).toEqual([null, true, false, false]);
    expect(progress).toEqual([1 / 7, 2 / 7, 3 / 7, 4 / 7]);
  });

  it('is the last that makes the middle viewer likelier than the best before it', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5 }), { maxLength: 6 }), (gains) => {
        const tried = [null, ...gains].map((gain, n) => ({ factors: n + 2, likelihood: 0, gain }));
        const chosen = lastBetter(tried);
        if (chosen > 2) expect(gains[chosen - 3]).toBeGreaterThan(0);
        expect(gains.slice(chosen - 2).some((gain) => gain > 0)).toBe(false);
      }),
    ));

  it('does not hang on a viewer or two', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: 0, max: 9 })), {
          minLength: 5,
          maxLength: 40,
        }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (viewers, far) => {
          const density = (gain: (g: number, n: number) => number): Density => ({
            sums: Float64Array.from(viewers, ([g, count], n) => count * gain(g, n)),
            counts: Float64Array.from(viewers, ([, count]) => count),
          });
          const none = density(() => 0);
          const gains = viewers.filter(([, count]) => count > 0).map(([g]) => g);
          fc.pre(gains.length > 4);
          const sorted = gains.toSorted((x, y) => x - y);
          const first = viewers.findIndex(([, count]) => count > 0);
          const moved = medianGain(
            density((g, n) => (n === first ? far : g)),
            none,
          );
          expect(moved).toBeGreaterThanOrEqual(sorted[Math.floor((sorted.length - 1) / 2) - 1] - 1e-9);
          expect(moved).toBeLessThanOrEqual(sorted[Math.floor(sorted.length / 2) + 1] + 1e-9);
          expect(
            medianGain(
              none,
              density((g) => g),
            ),
          ).toBeCloseTo(
            -medianGain(
              density((g) => g),
              none,
            ),
            9,
          );
        },
      ),
    ));

  it('is refused where chance holds nothing out', async () => {
    // All that is seen is one sample of each viewer, of whom at least half stays.
    const mask = tensor.mask.map((_, entry) => (entry % tensor.samples === 0 ? 1 : 0));
    expect(() => keptForChoice({ ...tensor, mask }, 0)).toThrow(
      /^tensor: found too few samples to hold any out, expected more where a model is chosen by them$/,
    );
    expect(keptForChoice(tensor, 0).mask).not.toEqual(tensor.mask);
  });

  it('is refused where there is nothing to choose from, and stops when told to', async () => {
    await expect(chooseFactors(selectViewers(tensor, [0]), options)).rejects.toThrow(ModelFault);
    await expect(chooseFactors(tensor, { ...options, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});

describe('a model of the recipe and the factors that are likeliest', () => {
  it('says what was chosen, is the chosen one, and goes on from any epoch', async () => {
    const heard: Choice[] = [];
    const kept: State[] = [];
    const auto = { ...options, epochs: 3, recipe: 'auto', factors: 'auto' } as const;
    const { state, fitted } = await fitModel(tensor, {
      ...auto,
      onChoice: (choice) => heard.push(choice),
      onEpoch: ({ unfinished }) => kept.push(unfinished()),
    });
    expect(heard.map(({ of }) => of)).toEqual(['factors', 'recipe']);
    expect(state.attributes['choices']).toEqual(heard);
    const [, chosen] = heard;
    if (chosen.of !== 'recipe') throw new Error('no recipe was chosen');
    const { recipe, likelihood, gain, error } = chosen;
    expect(recipe).toBe(likelihood.cp > likelihood.matinee ? 'cp' : 'matinee');
    expect(gain).toBeCloseTo(Math.abs(likelihood.cp - likelihood.matinee), 9);
    expect(error).toBeGreaterThan(0);
    // Planted factors are a CP model with white noise: nothing else can be likelier by much.
    expect(likelihood.cp).toBeGreaterThan(likelihood.matinee - 2 * error);
    expect(state.attributes['model']).toBe(recipe === 'cp' ? 'cp' : 'fvae');
    expect(said(restore(state, tensor).impute(1))).toEqual(said(fitted.impute(1)));
    expect(kept).toHaveLength(recipe === 'cp' ? 0 : 3);
  });

  it('goes on with what it chose', async () => {
    const kept: State[] = [];
    const auto = { ...options, epochs: 2, factors: 'auto' } as const;
    const { state } = await fitModel(tensor, { ...auto, onEpoch: ({ unfinished }) => kept.push(unfinished()) });
    const again = await fitModel(tensor, { ...auto, resume: kept[0] });
    expect(again.state).toEqual(state);
    expect(state.attributes['choices']).toMatchObject([{ of: 'factors', factors: state.attributes['factors'] }]);
  });

  it.each([
    ['epochs', 0],
    ['epochs', 2.5],
    ['batch', 0],
    ['batch', 1.5],
    ['workers', -1],
    ['workers', 1.5],
    ['seed', -1],
    ['seed', Number.NaN],
  ] as const)('refuses %s: %d', async (name, value) => {
    await expect(fitModel(tensor, { ...options, [name]: value })).rejects.toThrow(
      new RegExp(`^${name}: found ${value}, expected a whole number from [01] on$`),
    );
  });

  it('learns to encode in the epochs after the rounds', async () => {
    const { state } = await fitModel(tensor, { ...options, epochs: 12 });
    // A network starts with no straight way from its input to its output.
    const skip = state.arrays['encoder.skip'].values;
    expect(skip.every((value) => Number.isFinite(value) && value !== 0)).toBe(true);
  });

  it('refuses an unknown recipe, and a state that is no model', async () => {
    const recipe = 'soup' as 'paper';
    await expect(fitModel(tensor, { ...options, recipe })).rejects.toThrow(
      /^recipe: found "soup", expected one of matinee/,
    );
    expect(() => restore({ attributes: {}, arrays: {} }, tensor)).toThrow(
      /^model: found null, expected one of cp, fvae/,
    );
  });
});
