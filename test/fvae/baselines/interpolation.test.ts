import { describe, expect, it } from 'vitest';
import { interpolation } from '../../../fvae/baselines/interpolation.ts';
import { describeLaws } from './laws.ts';
import { synthetic } from './synthetic.ts';

describe('interpolation', () => {
  describeLaws(interpolation, { tolerance: 1e-4, runs: 3, timeTolerance: null });

  it('is a straight line between observed samples and the sample where there is one', async () => {
    const { tensor } = synthetic({ seed: 3 });
    const { samples, features } = tensor;
    const fitted = await interpolation.fit(tensor, { seed: 0 });
    const values = new Float32Array(samples * features).fill(Number.NaN);
    const mask = new Uint8Array(samples);
    for (const [t, level] of [
      [10, 1],
      [20, 3],
    ] as const) {
      mask[t] = 1;
      values.fill(level, t * features, (t + 1) * features);
    }
    const { mean, deviation } = fitted.foldIn(values, mask);
    expect([mean[10 * features], mean[15 * features], mean[20 * features]]).toEqual([1, 2, 3]);
    expect(deviation[15 * features]!).toBeGreaterThan(deviation[20 * features]!);
    expect(deviation[59 * features]!).toBeGreaterThan(deviation[20 * features]!);
  });
});
