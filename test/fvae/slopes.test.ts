import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../fvae/random.ts';
import { slopesBy } from '../../fvae/slope-posterior.ts';
import { type SlopeSums, slopeSums, slopeVariance } from '../../fvae/slopes.ts';

const [N, T, K, D] = [60, 120, 2, 3];
const identity = Float64Array.from({ length: D * D }, (_, at) => (at % (D + 1) === 0 ? 1 : 0));
const coordinates = { to: identity, from: identity, correlationTime: new Float64Array(D).fill(1) };
const mask = new Uint8Array(T).fill(1);

/** Viewers whose slopes have variance `spread` [K, D], residuals of variance 1. */
function audience(
  spread: number[],
  seed: number,
): { slopes: Float64Array; courses: Float64Array; residual: Float64Array }[] {
  const random = createRandom(seed, 'slopes');
  return Array.from({ length: N }, () => {
    const slopes = Float64Array.from(spread, (variance) => Math.sqrt(variance) * random.normal());
    const courses = Float64Array.from({ length: T * K }, () => Math.abs(random.normal()));
    const residual = new Float64Array(T * D);
    for (let t = 0; t < T; t += 1) {
      for (let d = 0; d < D; d += 1) {
        residual[t * D + d] = random.normal();
        for (let k = 0; k < K; k += 1) residual[t * D + d] += courses[t * K + k] * slopes[k * D + d];
      }
    }
    return { slopes, courses, residual };
  });
}

/** No shared directions. */
const none = new Float64Array(2 * K * D);

const sumsOf = (viewers: ReturnType<typeof audience>): SlopeSums[] =>
  viewers.map(({ courses, residual }) => slopeSums(coordinates, courses, residual, mask));

describe('viewers’ own slopes', () => {
  it('vary as they were drawn, and not at all where none were', () => {
    const spread = [1, 0, 0.25, 0, 0.5, 2];
    const found = slopeVariance(coordinates, sumsOf(audience(spread, 0)), K);
    spread.forEach((variance, at) => {
      expect(Math.abs(found[at] - variance)).toBeLessThan(0.05 + 0.6 * variance);
    });
  });

  it('vary as they do where another course is 0 throughout, whose own do not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: K }), (seed, still) => {
        const viewers = audience([1, 0, 0.25, 0, 0.5, 2], seed);
        const beside = viewers.map(({ courses, residual }) => {
          const more = Float64Array.from({ length: T * (K + 1) }, (_, at) => {
            const [t, k] = [Math.floor(at / (K + 1)), at % (K + 1)];
            return k === still ? 0 : courses[t * K + (k < still ? k : k - 1)];
          });
          return slopeSums(coordinates, more, residual, mask);
        });
        const found = slopeVariance(coordinates, beside, K + 1);
        expect([...found.subarray(still * D, (still + 1) * D)]).toEqual(new Array(D).fill(0));
        const others = found.filter((_, at) => Math.floor(at / D) !== still);
        slopeVariance(coordinates, sumsOf(viewers), K).forEach((variance, at) => {
          expect(others[at]).toBeCloseTo(variance, 9);
        });
      }),
      { numRuns: 10 },
    );
  });

  it('are found, and better drawn to 0 than as regressed', () => {
    const spread = [0.03, 0.03, 0.03, 0.01, 0.01, 0.01];
    const viewers = audience(spread, 1);
    let [drawn, regressed, nothing] = [0, 0, 0];
    const held = slopesBy(coordinates, { shared: none, rest: Float64Array.from(spread) }, K);
    const loose = slopesBy(coordinates, { shared: none, rest: new Float64Array(K * D).fill(1e6) }, K);
    sumsOf(viewers).forEach((sums, i) => {
      const own = held(sums).own;
      const free = loose(sums).own;
      viewers[i].slopes.forEach((slope, at) => {
        drawn += (own[at] - slope) ** 2;
        regressed += (free[at] - slope) ** 2;
        nothing += slope ** 2;
      });
    });
    expect(drawn).toBeLessThan(regressed);
    expect(drawn).toBeLessThan(0.8 * nothing);
  });
});
