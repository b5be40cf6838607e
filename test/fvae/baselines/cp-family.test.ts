import { describe, expect, it } from 'vitest';
import { cpFamily } from '../../../fvae/baselines/cp-family.ts';
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

  it('stops when told to, and says when no rank fits', async () => {
    const { tensor } = synthetic({ seed: 0 });
    await expect(cpFamily().fit(tensor, { seed: 0, signal: AbortSignal.abort() })).rejects.toThrow();
    await expect(cpFamily({ ranks: [9] }).fit(tensor, { seed: 0 })).rejects.toThrow(
      /no rank of the family is 8 or less/,
    );
  });
});
