import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identity, multiply } from '../../../fvae/linear/matrix.ts';
import { whitening } from '../../../fvae/linear/whitening.ts';
import { distance, positiveDefinite } from './matrices.ts';

describe('whitening', () => {
  it('turns the covariance into the identity, and back', () => {
    fc.assert(
      fc.property(positiveDefinite, ({ n, a }) => {
        const { whiten, colour } = whitening(a, n);
        expect(distance(multiply(multiply(whiten, a, n, n, n), whiten, n, n, n), identity(n))).toBeLessThan(1e-8);
        expect(distance(multiply(whiten, colour, n, n, n), identity(n))).toBeLessThan(1e-8);
      }),
    );
  });

  it('raises directions without variance to the floor and refuses a matrix without any', () => {
    const { whiten, logDeterminant } = whitening(Float64Array.of(4, 0, 0, 0), 2, 1e-4);
    expect([...whiten].map((value) => Number(value.toFixed(9)))).toEqual([0.5, 0, 0, 50]);
    expect(logDeterminant).toBeCloseTo(Math.log(4) + Math.log(4e-4), 9);
    expect(() => whitening(new Float64Array(4), 2)).toThrow(RangeError);
  });
});
