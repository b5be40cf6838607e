import { describe, expect, it } from 'vitest';
import type { Finished } from '../../fvae/finished.ts';
import { FVAE_DEFAULTS, fitFvae } from '../../fvae/fvae.ts';
import type { State } from '../../fvae/state.ts';
import { tempered } from '../../fvae/temper.ts';
import { planted } from './start/planted.ts';

const TIMES = 'population.correlation-time';
const TEMPERATURE = 'population.temperature';
const options = { ...FVAE_DEFAULTS, factors: 3, epochs: 8, batch: 256, backend: 'wasm', workers: 0, seed: 0 };

describe('where residuals wander', async () => {
  const { tensor } = planted({ viewers: 40, samples: 160, noise: 0.05, wander: 0.4 });
  const state = await fitFvae(tensor, options);

  /** The model with other correlation times, as training leaves it. */
  const finished = (factor: number): Finished => {
    const times = state.arrays[TIMES];
    const spread = {
      shared: Float64Array.from(state.arrays['slopes.shared'].values),
      rest: Float64Array.from(state.arrays['slopes.variance'].values),
    };
    const values = Float64Array.from(times.values, (value) => value * factor);
    return {
      state: { ...state, arrays: { ...state.arrays, [TIMES]: { ...times, values } } },
      apart: [spread, spread],
    };
  };
  const told = async (factor: number): Promise<number> => {
    const before = finished(factor);
    const { state: after, apart } = await tempered(before, tensor, async () => {});
    expect(apart).toBe(before.apart);
    const others = ({ arrays }: State) => Object.entries(arrays).filter(([name]) => name !== TEMPERATURE);
    expect(others(after)).toEqual(others(before.state));
    return after.arrays[TEMPERATURE].values[0];
  };

  it('samples that are trusted too much are trusted less, and others as they are', async () => {
    expect(await told(0.005)).toBeGreaterThanOrEqual(4.5);
    expect(await told(30)).toBe(1);
  });
});
