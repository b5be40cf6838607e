import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pearson } from '../../../../harness/metrics/correlation.ts';
import { agreementAt, agreements } from '../../../../harness/report/scenes/agreement.ts';
import { normal, stream } from '../../../../sim/random/stream.ts';

const [N, T] = [7, 11];
const noise = (seed: number): Float32Array =>
  Float32Array.from({ length: N * T }, (_, n) => normal(stream(seed, 'agreement'), Math.floor(n / T), n % T, 0));
const everybody = new Uint8Array(N * T).fill(1);
const row = (values: Float32Array, i: number): Float32Array => values.subarray(i * T, (i + 1) * T);

/** The mean correlation of two of the viewers, pair by pair. */
function byPairs(values: Float32Array, viewers: readonly number[]): number {
  const all = viewers.flatMap((a) => viewers.filter((b) => b > a).map((b) => pearson(row(values, a), row(values, b))));
  return all.reduce((sum, value) => sum + value / all.length, 0);
}

describe('agreementAt', () => {
  it('is the mean correlation over all pairs of viewers, with the jackknife’s error', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const values = noise(seed);
        const viewers = Array.from({ length: N }, (_, i) => i);
        const found = agreementAt(values, everybody, T, 5, 5);
        expect(found?.value).toBeCloseTo(byPairs(values, viewers), 6);
        const without = viewers.map((i) =>
          byPairs(
            values,
            viewers.filter((other) => other !== i),
          ),
        );
        const mean = without.reduce((sum, value) => sum + value / N, 0);
        const spread = without.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        expect(found?.error).toBeCloseTo(Math.sqrt(((N - 1) / N) * spread), 6);
      }),
      { numRuns: 30 },
    );
  });

  it('is 1 for one course in any scale, and leaves out who was hardly seen or does not move', () => {
    const values = noise(1);
    for (let n = 0; n < 4 * T; n += 1) values[n] = (1 + Math.floor(n / T)) * Math.sin(n % T) + 3;
    for (let n = 5 * T; n < 6 * T; n += 1) values[n] = 2;
    const seen = everybody.slice();
    seen.fill(0, 4 * T, 4 * T + 3);
    seen.fill(0, 6 * T, 6 * T + 3);
    expect(agreementAt(values, seen, T, 5, 5)).toEqual({
      value: expect.closeTo(1, 6),
      error: expect.closeTo(0, 6),
      viewers: 4,
    });
    seen.fill(0, 0, 2 * T);
    expect(agreementAt(values, seen, T, 5, 5)).toBeNull();
  });

  it('is not told where the window leaves the film', () => {
    const all = agreements(noise(2), everybody, T, 0.6);
    expect(all.map((one) => one !== null)).toEqual(Array.from({ length: T }, (_, t) => t >= 3 && t < T - 3));
  });
});
