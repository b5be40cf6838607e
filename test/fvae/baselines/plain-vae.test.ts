import { describe, expect, it } from 'vitest';
import { viewerMean } from '../../../fvae/baselines/means.ts';
import { plainVae } from '../../../fvae/baselines/plain-vae.ts';
import type { Fitted } from '../../../fvae/model.ts';
import { restrict } from '../../../fvae/tensor.ts';
import { describeLaws } from './laws.ts';
import { synthetic } from './synthetic.ts';

describe('plain VAE', () => {
  describeLaws(plainVae({ factors: 2, epochs: 3, batch: 64 }), {
    tolerance: 0.02,
    runs: 1,
    anyOrder: false,
    timeTolerance: null,
  });

  const { tensor, clean } = synthetic({ seed: 2, viewers: 24, samples: 80, noise: 0.1 });
  const { samples: T, features: D } = tensor;
  const model = plainVae({ factors: 4, epochs: 40, batch: 64 });
  /** A tenth of what is observed, in blocks, hidden from the fit. */
  const kept = restrict(
    tensor,
    tensor.mask.map((_, entry) => (Math.floor(entry / 5) % 10 === 3 ? 0 : 1)),
  );

  /** Root mean square error and share of errors within two deviations, over entries hidden (or seen). */
  function errors(fitted: Fitted, hidden: boolean): { rms: number; within: number } {
    let [square, inside, count] = [0, 0, 0];
    for (let i = 0; i < tensor.viewers; i += 1) {
      const { mean, deviation } = fitted.impute(i);
      for (let t = 0; t < T; t += 1) {
        if (tensor.mask[i * T + t] !== 1 || (kept.mask[i * T + t] === 0) !== hidden) continue;
        for (let d = 0; d < D; d += 1) {
          const error = mean[t * D + d] - clean[(i * T + t) * D + d];
          square += error ** 2;
          inside += Math.abs(error) < 2 * deviation[t * D + d] ? 1 : 0;
          count += 1;
        }
      }
    }
    return { rms: Math.sqrt(square / count), within: inside / count };
  }

  it('is the same again, reconstructs better than it imputes, and imputes better than the viewer’s mean', async () => {
    const seen: number[] = [];
    const fitted = await model.fit(kept, { seed: 1, onProgress: (done, total) => seen.push(done / total) });
    expect(seen.at(-1)).toBe(1);
    expect(fitted.factors()).toBeNull();
    expect((await model.fit(kept, { seed: 1 })).impute(3)).toEqual(fitted.impute(3));
    const [own, flat] = [errors(fitted, true), errors(await viewerMean.fit(kept, { seed: 1 }), true)];
    expect(own.rms).toBeLessThan(0.9 * flat.rms);
    expect(errors(fitted, false).rms).toBeLessThan(own.rms);
    expect(own.within).toBeGreaterThan(0.85);
  });

  it('trains no longer than it is told to, and stops when told to', async () => {
    const steps: number[] = [];
    const short = plainVae({ factors: 2, mostSteps: 7, batch: 64 });
    await short.fit(tensor, { seed: 0, onProgress: (done) => steps.push(done) });
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7]);
    await expect(model.fit(tensor, { seed: 0, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
