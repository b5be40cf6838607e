import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deviationAround, observedMeans, standardised } from '../../../fvae/published/standardise.ts';
import { synthetic } from '../baselines/synthetic.ts';

describe('standardised landmarks', () => {
  it('have mean 0 for each viewer and mean square 1 for each feature, and nothing of what is not observed', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: -3, max: 3 }), (seed, exponent) => {
        const { tensor: drawn } = synthetic({ seed, viewers: 6, samples: 30, features: 4 });
        const tensor = { ...drawn, values: drawn.values.map((value) => 10 ** exponent * value + 5) };
        const { viewer: centre, all, counts } = observedMeans(tensor);
        expect(all.every(Number.isFinite)).toBe(true);
        expect(counts.reduce((a, b) => a + b)).toBe(tensor.mask.reduce((a, b) => a + b));
        const out = standardised(tensor, { centre, deviation: deviationAround(tensor, centre) });
        const square = new Float64Array(4);
        for (let i = 0; i < 6; i += 1) {
          const mean = new Float64Array(4);
          for (let t = 0; t < 30; t += 1) {
            for (let d = 0; d < 4; d += 1) {
              const value = out[(i * 30 + t) * 4 + d];
              if (tensor.mask[i * 30 + t] === 0) expect(value).toBe(0);
              mean[d] += value;
              square[d] += value ** 2;
            }
          }
          for (const sum of mean) expect(Math.abs(sum)).toBeLessThan(0.02);
        }
        const entries = counts.reduce((a, b) => a + b);
        for (const sum of square) expect(sum / entries).toBeCloseTo(1, 2);
      }),
      { numRuns: 30 },
    ));
});
