import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FVAE_DEFAULTS, type FvaeOptions, fitFvae } from '../../fvae/fvae.ts';
import { ModelFault } from '../../fvae/model.ts';
import type { State } from '../../fvae/state.ts';
import { keyOf, resumedTraining } from '../../fvae/unfinished.ts';
import { planted } from './start/planted.ts';

const { tensor } = planted();
const options: FvaeOptions = {
  ...FVAE_DEFAULTS,
  factors: 2,
  epochs: 4,
  batch: 512,
  backend: 'wasm',
  workers: 0,
  seed: 3,
};

/** The fit, and what it could have been gone on from after each epoch. */
async function fitted(given: FvaeOptions): Promise<{ state: State; kept: State[] }> {
  const kept: State[] = [];
  const state = await fitFvae(tensor, { ...given, onEpoch: ({ unfinished }) => kept.push(unfinished()) });
  return { state, kept };
}

const whole = await fitted(options);

describe('a fit that goes on', () => {
  it('ends in the same model, to the bit, after whichever epoch it stopped', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), async (epoch) => {
        const { state, kept } = await fitted({ ...options, resume: whole.kept[epoch - 1] as State });
        expect(state).toEqual(whole.state);
        expect(kept).toEqual(whole.kept.slice(epoch));
      }),
      { numRuns: 4 },
    ));

  it('also with two threads, and through what a file keeps', async () => {
    const two = { ...options, workers: 2, epochs: 3 };
    const { state, kept } = await fitted(two);
    const resume = { ...kept[1], attributes: JSON.parse(JSON.stringify(kept[1].attributes)) };
    expect((await fitted({ ...two, resume })).state).toEqual(state);
  });

  it('is refused with anything else than it began with, in one line', async () => {
    const [kept] = whole.kept;
    const key = keyOf(kept);
    expect(resumedTraining(kept, key).epoch).toBe(1);
    for (const name of Object.keys(key)) {
      const fault = (): unknown => resumedTraining(kept, { ...key, [name]: 77 });
      expect(fault).toThrow(ModelFault);
      expect(fault).toThrow(new RegExp(`^${name}: found 77, expected .+ as the unfinished training began with$`));
    }
    await expect(fitFvae(tensor, { ...options, factors: 3, resume: kept })).rejects.toThrow(/^factors: found 3/);
    await expect(fitFvae(tensor, { ...options, resume: whole.state })).rejects.toThrow(/expected "unfinished"/);
  });
});
