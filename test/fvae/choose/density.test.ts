import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { densityGain, heldOutDensity, meanDensity } from '../../../fvae/choose/density.ts';
import type { Fitted } from '../../../fvae/model.ts';
import { createRandom } from '../../../fvae/random.ts';
import { restrict, type Tensor } from '../../../fvae/tensor.ts';

const [N, T, D] = [20, 150, 4];

/** Says zero everywhere plus `bias` in every second sample. */
function says(bias: number): Fitted {
  const mean = Float32Array.from({ length: T * D }, (_, at) => (Math.floor(at / D) % 2 === 0 ? bias : 0));
  const prediction = { mean, deviation: new Float32Array(T * D).fill(1) };
  return { name: 'zero', factors: () => null, impute: () => prediction, foldIn: () => prediction };
}

/** Noise of standard deviations 1 to 4 around zero, and what is left of it without a tenth. */
function noise(seed: number): { tensor: Tensor; kept: Tensor } {
  const random = createRandom(seed, 'noise');
  const values = Float32Array.from({ length: N * T * D }, (_, at) => (1 + (at % D)) * random.normal());
  const mask = Uint8Array.from({ length: N * T }, () => (random.uniform() < 0.9 ? 1 : 0));
  const tensor = { viewers: N, samples: T, features: D, values, mask };
  return {
    tensor,
    kept: restrict(
      tensor,
      mask.map(() => (random.uniform() < 0.9 ? 1 : 0)),
    ),
  };
}

describe('the density of held-out entries', () => {
  it('is that of the Gaussian they come from, and lower for a model that is off', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.double({ min: 0.3, max: 2, noNaN: true }), (seed, bias) => {
        const { tensor, kept } = noise(seed);
        const right = heldOutDensity(tensor, kept, says(0));
        const expected = -0.5 * D * (Math.log(2 * Math.PI) + 1) - Math.log(24);
        expect(Math.abs(meanDensity(right) - expected)).toBeLessThan(0.4);
        const wrong = heldOutDensity(tensor, kept, says(bias));
        const { gain, error } = densityGain(right, wrong);
        expect(gain).toBeCloseTo(meanDensity(right) - meanDensity(wrong), 9);
        expect(gain).toBeGreaterThan(-3 * error);
        const back = densityGain(wrong, right);
        expect([back.gain, back.error]).toEqual([expect.closeTo(-gain, 9), expect.closeTo(error, 9)]);
        if (bias > 1) expect(gain).toBeGreaterThan(2 * error);
      }),
      { numRuns: 20 },
    ));

  it('does not fall without end where a model is exact but for a hundredth of the landmarks’ deviation', () => {
    const { tensor, kept } = noise(5);
    const mean = (i: number): Float32Array => tensor.values.slice(i * T * D, (i + 1) * T * D);
    const deviation = new Float32Array(T * D);
    const viewerOf = (values: Float32Array): number => values.byteOffset / (4 * T * D);
    // Exact wherever it was fitted, off by `lack` elsewhere.
    const knowing = (lack: number): Fitted => ({
      name: 'knowing',
      factors: () => null,
      impute: (i) => ({ mean: mean(i).map((value) => value + lack), deviation }),
      foldIn: (values) => ({ mean: mean(viewerOf(values)), deviation }),
    });
    const typical = Math.sqrt((1 + 4 + 9 + 16) / 4);
    const exact = heldOutDensity(tensor, kept, knowing(0));
    expect(Math.abs(meanDensity(exact) + D * (0.5 * Math.log(2 * Math.PI) + Math.log(0.01 * typical)))).toBeLessThan(
      0.1,
    );
    const { gain } = densityGain(exact, heldOutDensity(tensor, kept, knowing(0.01 * typical)));
    expect(Math.abs(gain - 0.5 * D)).toBeLessThan(0.1);
  });

  it('counts the entries left out, reads nothing that is not observed, and is NaN without any', () => {
    const { tensor, kept } = noise(3);
    const values = tensor.values.map((value, at) => (tensor.mask[Math.floor(at / D)] === 1 ? value : Number.NaN));
    const density = heldOutDensity({ ...tensor, values }, { ...kept, values }, says(0));
    expect(density).toEqual(heldOutDensity(tensor, kept, says(0)));
    const total = (mask: Uint8Array): number => mask.reduce((a, b) => a + b);
    expect(density.counts.reduce((a, b) => a + b)).toBe(total(tensor.mask) - total(kept.mask));
    expect(meanDensity(heldOutDensity(tensor, tensor, says(0)))).toBeNaN();
  });
});
