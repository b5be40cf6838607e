import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandOf } from '../../../harness/metrics/band.ts';

const value = fc.option(fc.double({ min: -100, max: 100, noNaN: true }));

describe('a band', () => {
  it('is that of an example', () => {
    const { mean, low, high } = bandOf([1, null, 2, 3]);
    expect(mean).toBe(2);
    // SD 1, so the interval is 4.303 / sqrt(3) wide to each side.
    expect(high).toBeCloseTo(2 + 4.30265 / Math.sqrt(3), 4);
    expect(low).toBeCloseTo(2 - 4.30265 / Math.sqrt(3), 4);
  });

  it('has no interval for one value, and nothing for none', () => {
    expect(bandOf([null, 4])).toEqual({ values: [null, 4], mean: 4, low: null, high: null });
    expect(bandOf([null])).toEqual({ values: [null], mean: null, low: null, high: null });
  });

  it('moves and stretches with its values, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 6 }), fc.integer({ min: 2, max: 9 }), (values, factor) => {
        const band = bandOf(values);
        const turned = bandOf([...values].reverse());
        const moved = bandOf(values.map((one) => (one === null ? null : factor * one + 1)));
        for (const part of ['mean', 'low', 'high'] as const) {
          if (band[part] === null) expect([turned[part], moved[part]]).toEqual([null, null]);
          else {
            expect(turned[part]).toBeCloseTo(band[part], 6);
            expect(moved[part]).toBeCloseTo(factor * band[part] + 1, 6);
          }
        }
        if (band.low !== null) expect(band.low <= (band.mean ?? 0) && (band.mean ?? 0) <= (band.high ?? 0)).toBe(true);
      }),
    );
  });
});
