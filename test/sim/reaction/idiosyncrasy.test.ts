import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stream } from '../../../sim/random/stream.ts';
import { autoregression } from '../../../sim/reaction/idiosyncrasy.ts';

describe('autoregression', () => {
  it('gives any part, in any order, as the whole has it', () => {
    const whole = new Float64Array(1000 * 4);
    autoregression(stream(1, 'ar'), 3, 0.5, 6).add(2, 0, 1000, whole);
    const parts = fc.array(fc.tuple(fc.integer({ min: 0, max: 899 }), fc.integer({ min: 1, max: 100 })), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(parts, (list) => {
        const noise = autoregression(stream(1, 'ar'), 3, 0.5, 6);
        for (const [from, count] of list) {
          const part = new Float64Array(count * 4);
          noise.add(1, from, count, new Float64Array(count * 4));
          noise.add(2, from, count, part);
          expect(part).toEqual(whole.slice(from * 4, (from + count) * 4));
        }
      }),
    );
  });

  it('is stationary with the SD and the correlation time asked for, independent across viewers and factors', () => {
    const count = 60_000;
    const noise = autoregression(stream(4, 'ar'), 2, 0.3, 8);
    const one = new Float64Array(count * 4);
    const two = new Float64Array(count * 4);
    noise.add(0, 0, count, one);
    noise.add(1, 0, count, two);
    const correlation = (a: Float64Array, k: number, b: Float64Array, j: number, lag: number): number => {
      let sum = 0;
      for (let t = 0; t < count - lag; t += 1) sum += a[t * 4 + k] * b[(t + lag) * 4 + j];
      return sum / (count - lag) / 0.09;
    };
    expect(Math.abs(correlation(one, 0, one, 0, 0) - 1)).toBeLessThan(0.06);
    expect(Math.abs(correlation(one, 0, one, 0, 8) - Math.exp(-1))).toBeLessThan(0.06);
    expect(Math.abs(correlation(one, 0, two, 0, 0))).toBeLessThan(0.06);
    expect(Math.abs(correlation(one, 0, one, 1, 0))).toBeLessThan(0.06);
  });

  it('starts stationary: the first sample has the same variance', () => {
    const first = Float64Array.from({ length: 4000 }, (_, seed) => {
      const out = new Float64Array(4);
      autoregression(stream(seed, 'ar'), 1, 1, 50).add(0, 0, 1, out);
      return out[0];
    });
    const variance = first.reduce((sum, value) => sum + value * value, 0) / first.length;
    expect(Math.abs(variance - 1)).toBeLessThan(0.1);
  });
});
