import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../fvae/random.ts';
import { peakedCourse } from '../../../fvae/start/peaked.ts';
import { pearson } from '../../../harness/metrics/correlation.ts';

const T = 400;

/** An event of some seconds at t = `at`, under a little noise. */
function event(at: number, seed: number): Float64Array {
  const random = createRandom(seed, 'event');
  return Float64Array.from({ length: T }, (_, t) => 3 * Math.exp(-((t - at) ** 2) / 4) + 0.05 * random.normal());
}

/** [T, Q]: mixtures, by a random matrix, of an event and Q - 1 courses that go on all the time. */
function mixed(course: Float64Array, Q: number, seed: number): Float64Array {
  const random = createRandom(seed, 'mixed');
  const sources = [course, ...Array.from({ length: Q - 1 }, () => course.map(() => random.normal()))];
  const matrix = Float64Array.from({ length: Q * Q }, () => random.normal());
  return Float64Array.from({ length: T * Q }, (_, n) =>
    sources.reduce((sum, source, q) => sum + matrix[q * Q + (n % Q)] * source[Math.floor(n / Q)], 0),
  );
}

describe('the most peaked of all mixtures', () => {
  it('is the event, upwards, of mean 0 and variance 1, however it is mixed with what goes on all the time', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.nat(T - 1), fc.nat(1000), (Q, at, seed) => {
        const course = event(at, seed);
        const found = peakedCourse(mixed(course, Q, seed), Q)!;
        expect(pearson(found.course, course)).toBeGreaterThan(0.95);
        expect(found.kurtosis).toBeGreaterThan(20);
        expect(found.course.reduce((sum, y) => sum + y, 0) / T).toBeCloseTo(0, 8);
        expect(found.course.reduce((sum, y) => sum + y * y, 0) / T).toBeCloseTo(1, 8);
        expect(found.kurtosis).toBeCloseTo(found.course.reduce((sum, y) => sum + y ** 4, 0) / T, 8);
      }),
      { numRuns: 40 },
    ));

  it('is not peaked where nothing is', () => {
    const random = createRandom(0, 'calm');
    const { kurtosis } = peakedCourse(
      Float64Array.from({ length: T * 3 }, () => random.normal()),
      3,
    )!;
    expect(kurtosis).toBeLessThan(6);
  });

  it('is none of courses that are mixtures of fewer', () => {
    const course = event(100, 0);
    expect(
      peakedCourse(
        Float64Array.from({ length: T * 2 }, (_, n) => course[Math.floor(n / 2)]),
        2,
      ),
    ).toBeNull();
    expect(peakedCourse(new Float64Array(T), 1)).toBeNull();
  });
});
