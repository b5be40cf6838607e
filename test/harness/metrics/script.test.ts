import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laggedCorrelation, multipleCorrelation } from '../../../harness/metrics/script.ts';
import { normal, stream } from '../../../sim/random/stream.ts';

const T = 400;
const noise = (seed: number, lane: number): Float64Array =>
  Float64Array.from({ length: T }, (_, t) => normal(stream(seed, 'script'), t, 0, lane));

/** The course `lag` samples later. */
const later = (course: Float64Array, lag: number): Float64Array =>
  course.map((_, t) => (t < lag ? 0 : course[t - lag]));

function woven(...columns: Float64Array[]): Float64Array {
  return Float64Array.from(
    { length: T * columns.length },
    (_, n) => columns[n % columns.length][Math.floor(n / columns.length)],
  );
}

describe('correlation with the script', () => {
  it('finds the lag of a delayed course, of either sign', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(0, 1, 2, 3), fc.constantFrom(-2, 0.5), (seed, lag, scale) => {
        const script = noise(seed, 0);
        const found = laggedCorrelation(
          later(script, lag).map((x) => scale * x + 1),
          script,
          1,
        );
        expect(found.lag).toBe(lag);
        expect(found.correlation).toBeCloseTo(1, 9);
      }),
      { numRuns: 20 },
    );
  });

  it('counts lags in seconds, up to three', () => {
    const script = noise(3, 0);
    expect(laggedCorrelation(later(script, 6), script, 2)).toEqual({ correlation: expect.closeTo(1, 9), lag: 3 });
    expect(laggedCorrelation(later(script, 8), script, 2).correlation).toBeLessThan(0.3);
  });

  it('explains a mixture by its parts, in any order and scale, with copies and constants beside them', () => {
    const [a, b, c] = [noise(4, 0), noise(4, 1), noise(4, 2)];
    const script = a.map((x, t) => 2 * x - b[t]);
    const flat = new Float64Array(T).fill(3);
    expect(multipleCorrelation(woven(a, b), 2, script, 1).correlation).toBeCloseTo(1, 6);
    expect(
      multipleCorrelation(
        woven(
          b.map((x) => -5 * x),
          flat,
          c,
          a,
          a,
        ),
        5,
        script,
        1,
      ).correlation,
    ).toBeCloseTo(1, 6);
    expect(multipleCorrelation(woven(a, c), 2, script, 1).correlation).toBeLessThan(0.95);
    expect(multipleCorrelation(woven(flat), 1, script, 1).correlation).toBe(0);
  });
});
