import { describe, expect, it } from 'vitest';
import { additive, viewerMean } from '../../../fvae/baselines/means.ts';
import { describeLaws } from './laws.ts';
import { synthetic } from './synthetic.ts';

describe('viewer-mean', () => {
  describeLaws(viewerMean, { tolerance: 1e-4, runs: 3, timeTolerance: 2e-3, tensors: 60 });

  it('is the mean of what is observed where that is much, and the same at every sample', async () => {
    const { tensor } = synthetic({ seed: 1, samples: 400, noise: 0.01, rank: 1 });
    const { mean } = (await viewerMean.fit(tensor, { seed: 0 })).impute(3);
    let sum = 0;
    let count = 0;
    for (let t = 0; t < 400; t++) {
      if (tensor.mask[3 * 400 + t] !== 1) continue;
      sum += tensor.values[(3 * 400 + t) * 8]!;
      count += 1;
    }
    expect(mean[0]).toBeCloseTo(sum / count, 1);
    for (let t = 1; t < 400; t++) expect(mean[t * 8]).toBe(mean[0]);
  });
});

describe('additive', () => {
  describeLaws(additive, { tolerance: 1e-4, runs: 3, timeTolerance: 2e-3, tensors: 60 });

  it('reproduces data that add up', async () => {
    const { tensor } = synthetic({ seed: 2, noise: 0 });
    const [N, T, D] = [tensor.viewers, tensor.samples, tensor.features];
    const clean = new Float32Array(N * T * D).map(
      (_, at) => Math.sin(Math.floor(at / (T * D)) * 7 + (at % D)) + Math.cos(((at / D) | 0) % T),
    );
    const fitted = await additive.fit({ ...tensor, values: clean }, { seed: 0 });
    const { mean } = fitted.impute(5);
    for (let at = 0; at < T * D; at++) expect(mean[at]).toBeCloseTo(clean[5 * T * D + at]!, 3);
  });
});
