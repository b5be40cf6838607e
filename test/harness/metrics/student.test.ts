import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../fvae/normal.ts';
import { studentQuantile, studentTail } from '../../../harness/metrics/student.ts';

describe('Student’s t', () => {
  // Printed tables have 97.5, 99.5 and 99.95 %; far tails are told below.
  it.each([
    [1, 12.7062, 63.6567, 636.619],
    [2, 4.30265, 9.92484, 31.5991],
    [3, 3.18245, 5.84091, 12.924],
    [4, 2.77645, 4.60409, 8.6103],
    [5, 2.57058, 4.03214, 6.86883],
    [9, 2.26216, 3.24984, 4.78091],
    [30, 2.04227, 2.75, 3.64596],
    [100, 1.98397, 2.62589, 3.39049],
  ])('has its quantiles with %i degrees of freedom', (freedom, ...expected) => {
    [0.975, 0.995, 0.9995].forEach((level, n) => {
      expect(studentQuantile(level, freedom) / expected[n]).toBeCloseTo(1, 5);
      expect(studentQuantile(1 - level, freedom) / -expected[n]).toBeCloseTo(1, 5);
    });
  });

  it('is exact far out, where few degrees of freedom have long tails', () => {
    const tail = (level: number): number => 1 - level;
    for (const level of [0.9, 0.999, 0.99999, 1 - 1e-7]) {
      expect(studentQuantile(level, 1) * Math.tan(Math.PI * tail(level))).toBeCloseTo(1, 9);
      expect(studentQuantile(level, 2) / ((2 * level - 1) / Math.sqrt(2 * level * tail(level)))).toBeCloseTo(1, 9);
      // Three: 1/2 - (atan x + x / (1 + x²)) / π with x = t / √3 (Abramowitz and Stegun 26.7.3).
      const x = studentQuantile(level, 3) / Math.sqrt(3);
      expect((0.5 - (Math.atan(x) + x / (1 + x * x)) / Math.PI) / tail(level)).toBeCloseTo(1, 6);
    }
    // R: qt(1e-5, c(3, 4, 5, 8, 10, 30), lower.tail = FALSE)
    const far = [3, 4, 5, 8, 10, 30].map((freedom) => studentQuantile(0.99999, freedom));
    const tabulated = [47.92773, 23.33218, 15.54685, 8.907027, 7.526954, 5.054032];
    far.forEach((found, n) => {
      expect(found / tabulated[n]).toBeCloseTo(1, 6);
    });
  });

  it('is the normal with many degrees of freedom, and the inverse of its tail with any', () => {
    for (const level of [0.6, 0.975, 0.9999]) expect(studentQuantile(level, 1e7)).toBeCloseTo(normalQuantile(level), 5);
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 0.499 }), fc.integer({ min: 1, max: 500 }), (tail, freedom) => {
        expect(studentTail(-studentQuantile(tail, freedom), freedom) / tail).toBeCloseTo(1, 8);
      }),
    );
  });
});
