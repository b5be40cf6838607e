import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bridgeWeights, smoothed } from '../../fvae/ar1.ts';
import { multiply } from '../../fvae/linear/matrix.ts';
import { createRandom } from '../../fvae/random.ts';
import { invert } from '../../fvae/slopes.ts';

const process = fc.record({
  variance: fc.double({ min: 0.1, max: 3, noNaN: true }),
  pace: fc.double({ min: 0.05, max: 0.98, noNaN: true }),
  rest: fc.double({ min: 0.01, max: 3, noNaN: true }),
});

/** Mean and variance of the process at `t` given noisy values at `seen`, from their joint covariance. */
function given(
  { variance, pace, rest }: { variance: number; pace: number; rest: number },
  seen: number[],
  t: number,
  values: Float64Array,
) {
  const n = seen.length;
  const covariance = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return variance * pace ** Math.abs(seen[i] - seen[j]) + (i === j ? rest : 0);
  });
  const cross = Float64Array.from(seen, (other) => variance * pace ** Math.abs(other - t));
  const weights = multiply(cross, invert(covariance, n) as Float64Array, 1, n, n);
  return {
    mean: seen.reduce((sum, other, i) => sum + weights[i] * values[other], 0),
    variance: variance - weights.reduce((sum, weight, i) => sum + weight * cross[i], 0),
  };
}

describe('an AR(1) process seen with noise', () => {
  it('is smoothed to what all that is seen says of it, and values behind the mask say nothing', () => {
    fc.assert(
      fc.property(process, fc.integer({ min: 1, max: 12 }), fc.nat(1_000_000), (ar1, T, seed) => {
        const random = createRandom(seed, 'smoothed');
        const mask = new Uint8Array(T).map(() => (random.uniform() < 0.6 ? 1 : 0));
        const values = Float64Array.from(mask, (seen) => (seen === 1 ? random.normal() : Number.NaN));
        const [mean, variance] = [new Float64Array(T), new Float64Array(T)];
        smoothed(ar1, values, mask, mean, variance);
        const seen = [...mask.keys()].filter((t) => mask[t] === 1);
        for (let t = 0; t < T; t += 1) {
          const expected = given(ar1, seen, t, values);
          expect(mean[t]).toBeCloseTo(expected.mean, 8);
          expect(variance[t]).toBeCloseTo(expected.variance, 8);
        }
      }),
    );
  });

  it('runs between two samples by the weights that these have where they are seen without noise', () => {
    fc.assert(
      fc.property(
        process,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        ({ variance, pace }, back, ahead) => {
          const [a, b] = bridgeWeights(pace ** back, pace ** ahead);
          const values = new Float64Array(back + ahead + 1);
          values[0] = 1;
          const at = (one: number) => {
            values[0] = one;
            values[back + ahead] = 1 - one;
            return given({ variance, pace, rest: 1e-12 }, [0, back + ahead], back, values).mean;
          };
          expect(a).toBeCloseTo(at(1), 5);
          expect(b).toBeCloseTo(at(0), 5);
        },
      ),
    );
    expect(bridgeWeights(0.5, 0)).toEqual([0.5, 0]);
    expect(bridgeWeights(0, 0.25)).toEqual([0, 0.25]);
  });
});
