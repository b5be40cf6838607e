import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../fvae/random.ts';
import { slowest } from '../../../fvae/slow/slowest.ts';
import { pearson } from '../../../harness/metrics/correlation.ts';

const count = 20;
const ramp = Float64Array.from({ length: count }, (_, b) => Math.sqrt(b));

/** [count, m]: mixtures of a ramp and m - 1 courses of white noise. */
function mixed(seed: number, m: number): Float64Array {
  const random = createRandom(seed, 'mixed');
  const parts = Float64Array.from({ length: count * m }, (_, at) => (at % m === 0 ? ramp[at / m]! : random.normal()));
  const by = Float64Array.from({ length: m * m }, () => random.normal());
  return Float64Array.from({ length: count * m }, (_, at) => {
    let sum = 3;
    for (let k = 0; k < m; k += 1) sum += parts[Math.floor(at / m) * m + k]! * by[k * m + (at % m)]!;
    return sum;
  });
}

const steps = (course: Float64Array): number => {
  const mean = course.reduce((sum, value) => sum + value, 0) / course.length;
  const variance = course.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return course.reduce((sum, value, b) => sum + (value - (course[b - 1] ?? value)) ** 2, 0) / variance;
};

describe('the slowest combination of courses', () => {
  it('is the ramp that is mixed into noise', () => {
    fc.assert(
      fc.property(fc.nat(999), fc.integer({ min: 1, max: 4 }), (seed, m) => {
        expect(Math.abs(pearson(slowest(mixed(seed, m), m), ramp))).toBeGreaterThan(0.93);
      }),
    );
  });

  it('steps no further than any other', () => {
    fc.assert(
      fc.property(
        fc.nat(999),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
        (seed, by) => {
          fc.pre(by.some((weight) => Math.abs(weight) > 0.01));
          const courses = mixed(seed, 3);
          const other = Float64Array.from({ length: count }, (_, b) =>
            by.reduce((sum, weight, k) => sum + weight * courses[b * 3 + k]!, 0),
          );
          expect(steps(slowest(courses, 3))).toBeLessThanOrEqual(steps(other) * (1 + 1e-6));
        },
      ),
    );
  });

  it('cannot be found where none moves', () => {
    expect(() => slowest(new Float64Array(count * 2).fill(1), 2)).toThrow(RangeError);
  });
});
