import { describe, expect, it } from 'vitest';
import { pca } from '../../../fvae/baselines/pca.ts';
import { describeLaws } from './laws.ts';
import { synthetic } from './synthetic.ts';

describe('pca', () => {
  describeLaws(pca({ rank: 2, rounds: 200 }), { tolerance: 0.02, runs: 2, timeTolerance: 0.03 });

  it('fills the holes of data of its own form', async () => {
    const truth = synthetic({ seed: 4, noise: 0.01, viewers: 30 });
    const { tensor, clean } = truth;
    const fitted = await pca({ rank: 2 }).fit(tensor, { seed: 0 });
    let error = 0;
    let count = 0;
    for (let i = 0; i < tensor.viewers; i++) {
      const { mean } = fitted.impute(i);
      for (let at = 0; at < mean.length; at++) {
        if (tensor.mask[i * tensor.samples + Math.floor(at / tensor.features)] === 1) continue;
        error += (mean[at]! - clean[i * mean.length + at]!) ** 2;
        count += 1;
      }
    }
    expect(Math.sqrt(error / count)).toBeLessThan(0.1);
  });

  it('hears in every round that it is to stop', async () => {
    const { tensor } = synthetic({ seed: 0 });
    const abort = new AbortController();
    const rounds: number[] = [];
    const onProgress = (done: number): void => {
      rounds.push(done);
      if (done === 2) abort.abort(new Error('enough'));
    };
    await expect(pca({ rank: 2 }).fit(tensor, { seed: 0, signal: abort.signal, onProgress })).rejects.toThrow('enough');
    expect(rounds).toEqual([0, 1, 2]);
  });

  it('refuses a rank larger than the data', async () => {
    const { tensor } = synthetic({ seed: 0 });
    await expect(pca({ rank: 9 }).fit(tensor, { seed: 0 })).rejects.toThrow(
      /found 9 factors, expected a whole number from 1 to 8/,
    );
  });
});
