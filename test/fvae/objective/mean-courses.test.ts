import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fallsAt,
  featureCount,
  featuresAt,
  liftsOf,
  meanFeaturesAt,
  unsureFeaturesAt,
} from '../../../fvae/objective/features.ts';
import { coursesOf, meanCourseAt, meanCourses } from '../../../fvae/objective/mean-courses.ts';
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

  it('have slopes by U that differences have', () => {
    fc.assert(
      fc.property(weights, fc.tuple(place, place, place), place, (mixing, V, u) => {
        const decoder = { factors: 1, components: 1, mixing: Float64Array.from(mixing), direction: Float64Array.of(1) };
        const courses = meanCourses(decoder, [0.1]);
        const [time, slopes] = [Float64Array.from(V), new Float64Array(V.length)];
        const low = coursesOf(courses, [u], time, slopes);
        const high = coursesOf(courses, [u + 1e-5], time);
        expect(coursesOf(courses, [u], time)).toEqual(low);
        slopes.forEach((slope, t) => {
          expect(Math.abs((high[t] - low[t]) / 1e-5 - slope)).toBeLessThan(1e-2 * (1 + slope));
        });
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

  it('are averaged over what is not known of U as many gamma draws of it are', () => {
    const random = createRandom(0, 'U');
    const [shape, s, V] = [4, 0.1, [0.8, 2]];
    const viewer = [1, 0.6];
    const draws = 40_000;
    const lifts = liftsOf([s, s]);
    const phi = new Float64Array(featureCount(2));
    const sum = phi.slice();
    for (let n = 0; n < draws; n += 1) {
      // A gamma of whole shape: a sum of exponentials.
      const drawn = viewer.map((mean) => {
        let u = 0;
        for (let e = 0; e < shape; e += 1) u -= (Math.log(1 - random.uniform()) * mean) / shape;
        return u;
      });
      meanFeaturesAt([drawn[0] * V[0], drawn[1] * V[1]], lifts, phi);
      for (let f = 0; f < sum.length; f += 1) sum[f] += phi[f] / draws;
    }
    const covariance = [viewer[0] ** 2 / shape, 0, 0, viewer[1] ** 2 / shape];
    unsureFeaturesAt(viewer, covariance, Float64Array.from(V), 0, lifts, phi);
    phi.forEach((value, f) => {
      expect(Math.abs(value - sum[f])).toBeLessThan(0.02 * Math.abs(sum[f]));
    });
  });

  it('are those of U where it is known, and lie below them as little is known', () => {
    fc.assert(
      fc.property(place, place, fc.double({ min: 0, max: 1, noNaN: true }), (u, v, share) => {
        const lifts = liftsOf([0.1, 0.1]);
        const [known, sure, unsure] = [0, 1, 2].map(() => new Float64Array(featureCount(2)));
        const time = Float64Array.of(v, 1);
        meanFeaturesAt([u * v, 1], lifts, known);
        unsureFeaturesAt([u, 1], [0, 0, 0, 0], time, 0, lifts, sure);
        unsureFeaturesAt([u, 1], [share * u * u, 0, 0, share], time, 0, lifts, unsure);
        known.forEach((value, f) => {
          expect(sure[f]).toBeCloseTo(value, 12);
          // Courses are concave.
          if (f < 2 * J) expect(unsure[f]).toBeLessThanOrEqual(value + 1e-9 + 1e-4 * Math.abs(value));
          expect(Number.isFinite(unsure[f])).toBe(true);
        });
      }),
    );
  });
});
