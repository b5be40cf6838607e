import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fallsAt, featureCount, featuresAt, liftsOf, meanFeaturesAt } from '../../../fvae/objective/features.ts';
import { meanCourseAt, meanCourses } from '../../../fvae/objective/mean-courses.ts';
import { BENDS } from '../../../fvae/objective/saturating.ts';
import { createRandom } from '../../../fvae/random.ts';

const J = BENDS.length;
const weights = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: J, maxLength: J });
const place = fc.double({ min: 0, max: 4, noNaN: true });

describe('courses and features', () => {
  it('fall as exponentials of the bends', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 6, noNaN: true }), (z) => {
        const falls = new Float64Array(J);
        fallsAt(z, falls);
        BENDS.forEach((bend, j) => {
          expect(Math.abs(falls[j] / Math.exp(-bend * z) - 1)).toBeLessThan(1e-12);
        });
      }),
    );
  });

  it('rise from 0, flatten, and have the slope that differences have', () => {
    fc.assert(
      fc.property(weights, place, (mixing, z) => {
        const decoder = { factors: 1, components: 1, mixing: Float64Array.from(mixing), direction: Float64Array.of(1) };
        const courses = meanCourses(decoder, [0]);
        const [low, high, zero] = [new Float64Array(2), new Float64Array(2), new Float64Array(2)];
        meanCourseAt(courses, 0, 0, zero);
        expect(Math.abs(zero[0])).toBeLessThan(1e-9);
        meanCourseAt(courses, 0, z, low);
        meanCourseAt(courses, 0, z + 1e-5, high);
        expect(high[0]).toBeGreaterThanOrEqual(low[0] - 1e-12);
        expect(high[1]).toBeLessThanOrEqual(low[1] + 1e-12);
        expect(Math.abs((high[0] - low[0]) / 1e-5 - low[1])).toBeLessThan(1e-3 * (1 + low[1]));
      }),
    );
  });

  it('are averaged over z as many draws of it are', () => {
    const [K, s] = [2, 0.2];
    const random = createRandom(0, 'z');
    const mean = [1, 1.7];
    const draws = 40_000;
    const sum = new Float64Array(featureCount(K));
    const phi = sum.slice();
    for (let n = 0; n < draws; n += 1) {
      featuresAt(
        mean.map((value) => value + s * random.normal()),
        phi,
      );
      for (let f = 0; f < sum.length; f += 1) sum[f] += phi[f] / draws;
    }
    meanFeaturesAt(mean, liftsOf([s, s]), phi);
    phi.forEach((value, f) => {
      expect(Math.abs(value - sum[f])).toBeLessThan(0.005);
    });
  });
});
