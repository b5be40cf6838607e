import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiply, transpose } from '../../fvae/linear/matrix.ts';
import { createRandom } from '../../fvae/random.ts';
import { slopesBy, weighShared } from '../../fvae/slope-posterior.ts';
import { invert, type SlopeSums, slopeSums } from '../../fvae/slopes.ts';

/** A small audience's prior, and a viewer's sums in coordinates that are not the landmarks. */
function setting(seed: number, [K, D, R, T]: readonly [number, number, number, number]) {
  const random = createRandom(seed, 'slope posterior');
  const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  const correlationTime = normals(D).map((value) => 1 + value ** 2);
  const coordinates = { to: normals(D * D), from: normals(D * D), correlationTime };
  const spread = { shared: normals(R * K * D), rest: normals(K * D).map((value) => 0.1 + value ** 2) };
  const sums = slopeSums(coordinates, normals(T * K), normals(T * D), new Uint8Array(T).fill(1));
  return { coordinates, spread, sums };
}

/** Mean [K D] and covariance [K D, K D] of slopes by coordinate, all at once. */
function dense({ coordinates, spread, sums }: ReturnType<typeof setting>): {
  mean: Float64Array;
  covariance: Float64Array;
} {
  const n = spread.rest.length;
  const D = coordinates.correlationTime.length;
  const K = n / D;
  const R = spread.shared.length / n;
  const prior = multiply(transpose(spread.shared, R, n), spread.shared, n, R, n);
  for (let at = 0; at < n; at += 1) prior[at * n + at] += spread.rest[at];
  const precision = invert(prior, n) ?? new Float64Array(0);
  for (let k = 0; k < K; k += 1) {
    for (let j = 0; j < K; j += 1) {
      for (let d = 0; d < D; d += 1) {
        precision[(k * D + d) * n + j * D + d] += sums.gram[k * K + j] / coordinates.correlationTime[d];
      }
    }
  }
  const covariance = invert(precision, n) ?? new Float64Array(0);
  const told = sums.cross.map((value, at) => value / coordinates.correlationTime[at % D]);
  return { mean: multiply(covariance, told, n, n, 1), covariance };
}

const sizes = fc.tuple(
  fc.integer({ min: 1, max: 3 }),
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 5 }),
  fc.integer({ min: 1, max: 12 }),
);

describe('the slopes’ posterior', () => {
  it('is that of all slopes at once, shared and own, in landmarks', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), sizes, (seed, size) => {
        const [K, D] = size;
        const given = setting(seed, size);
        const { mean, covariance } = dense(given);
        const found = slopesBy(given.coordinates, given.spread, K)(given.sums);
        const { from } = given.coordinates;
        const n = K * D;
        for (let d = 0; d < D; d += 1) {
          for (let k = 0; k < K; k += 1) {
            let own = 0;
            for (let c = 0; c < D; c += 1) own += from[d * D + c] * mean[k * D + c];
            expect(found.own[k * D + d]).toBeCloseTo(own, 8);
            for (let j = 0; j <= k; j += 1) {
              let both = 0;
              for (let c = 0; c < D; c += 1) {
                for (let e = 0; e < D; e += 1) {
                  both += from[d * D + c] * from[d * D + e] * covariance[(k * D + c) * n + j * D + e];
                }
              }
              expect(found.covariance[((k * (k + 1)) / 2 + j) * D + d]).toBeCloseTo(both, 8);
            }
          }
        }
      }),
    );
  });

  it('makes less of samples that ask for slopes beyond anybody’s', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), sizes, fc.integer({ min: 2, max: 9 }), (seed, size, digits) => {
        const [K, D, R] = size;
        const { coordinates, spread, sums } = setting(seed, size);
        const wild = { ...sums, cross: sums.cross.map((value) => 10 ** digits * value) };
        const square = Float64Array.from({ length: D * D }, (_, at) => (at % (D + 1) === 0 ? 1 : 0));
        const { own } = slopesBy({ ...coordinates, from: square }, spread, K)(wild);
        // Weights w of a mean square of at most 10^2, and what is besides of at most 30^2 of its own deviations.
        let reach = 0;
        let besides = 0;
        for (let at = 0; at < K * D; at += 1) {
          for (let r = 0; r < R; r += 1) reach += spread.shared[r * K * D + at] ** 2;
          besides += spread.rest[at];
        }
        const size2 = Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0));
        expect(size2).toBeLessThanOrEqual(10 * Math.sqrt(R * reach) + 30 * Math.sqrt(K * D * besides));
      }),
    );
  });

  it('has the population’s spread and no slopes for a viewer of whom nothing is seen', () => {
    const [K, D] = [2, 3];
    const identity = Float64Array.from({ length: D * D }, (_, at) => (at % (D + 1) === 0 ? 1 : 0));
    const coordinates = { to: identity, from: identity, correlationTime: new Float64Array(D).fill(1) };
    const nothing = new Float64Array(60 * D).fill(Number.NaN);
    const sums: SlopeSums = slopeSums(coordinates, new Float64Array(60 * K), nothing, new Uint8Array(60));
    const shared = new Float64Array(2 * K * D).fill(2, 0, K * D);
    const spread = { shared, rest: new Float64Array(K * D).fill(0.5) };
    const { own, covariance } = slopesBy(coordinates, spread, K)(sums);
    expect([...own]).toEqual(new Array(K * D).fill(0));
    const expected = [4.5, 4.5, 4.5, 4, 4, 4, 4.5, 4.5, 4.5];
    covariance.forEach((value, at) => {
      expect(value).toBeCloseTo(expected[at]);
    });
    expect([...weighShared(coordinates, spread, sums).weights]).toEqual([0, 0]);
  });
});
