import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smoothNoise } from '../../../sim/random/smooth-noise.ts';
import { fillNormals, normal, sequence, stream, uniform } from '../../../sim/random/stream.ts';

const seeds = fc.integer({ min: 0, max: 4294967295 });
const indices = fc.integer({ min: 0, max: 65535 });
const samples = fc.integer({ min: 0, max: 864000 });

function moments(values: ArrayLike<number>): { mean: number; variance: number } {
  let sum = 0;
  let square = 0;
  for (let n = 0; n < values.length; n += 1) {
    sum += values[n];
    square += values[n] * values[n];
  }
  const mean = sum / values.length;
  return { mean, variance: square / values.length - mean * mean };
}

describe('streams', () => {
  it('give a value that depends on seed, name, index, sample and lane alone, in any order', () => {
    fc.assert(
      fc.property(seeds, indices, samples, indices, (seed, index, sample, lane) => {
        const first = uniform(stream(seed, 'a'), index, sample, lane);
        uniform(stream(seed, 'b'), index, sample + 1, lane);
        expect(uniform(stream(seed, 'a'), index, sample, lane)).toBe(first);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(first).toBeLessThan(1);
        for (const other of [
          uniform(stream((seed + 1) % 4294967296, 'a'), index, sample, lane),
          uniform(stream(seed, 'b'), index, sample, lane),
          uniform(stream(seed, 'a'), (index + 1) % 65536, sample, lane),
          uniform(stream(seed, 'a'), index, sample + 1, lane),
          uniform(stream(seed, 'a'), index, sample, (lane + 1) % 65536),
        ]) {
          expect(other).not.toBe(first);
        }
      }),
    );
  });

  it('treat seed 0 as a seed', () => {
    expect(uniform(stream(0, 'x'), 0, 0)).not.toBe(uniform(stream(1, 'x'), 0, 0));
    expect(uniform(stream(0, 'x'), 0, 0)).toBe(uniform(stream(0, 'x'), 0, 0));
  });

  it('are uniform: mean, variance and the 20 bins of a chi-squared test', () => {
    const source = stream(7, 'uniformity');
    const values = Float64Array.from({ length: 200_000 }, (_, n) => uniform(source, n % 400, Math.floor(n / 400)));
    const { mean, variance } = moments(values);
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    const bins = new Float64Array(20);
    for (const value of values) bins[Math.floor(value * 20)] += 1;
    const chi = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // The 99.99 % point of chi-squared with 19 degrees of freedom.
    expect(chi).toBeLessThan(50.8);
  });

  it('are normal: moments, tails, and no correlation along any axis', () => {
    const source = stream(3, 'normality');
    const count = 100_000;
    const values = Float64Array.from({ length: count }, (_, n) => normal(source, 5, n));
    const { mean, variance } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    const beyond = values.filter((value) => Math.abs(value) > 1.959964).length / count;
    expect(Math.abs(beyond - 0.05)).toBeLessThan(0.004);
    const lagged = (other: (n: number) => number): number =>
      values.reduce((sum, value, n) => sum + value * other(n), 0) / count;
    expect(Math.abs(lagged((n) => normal(source, 5, n + 1)))).toBeLessThan(0.015);
    expect(Math.abs(lagged((n) => normal(source, 6, n)))).toBeLessThan(0.015);
    expect(Math.abs(lagged((n) => normal(source, 5, n, 1)))).toBeLessThan(0.015);
  });

  it('fill in blocks whose prefixes agree', () => {
    fc.assert(
      fc.property(
        seeds,
        samples,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 40 }),
        (seed, t, n, more) => {
          const short = new Float64Array(n);
          const long = new Float64Array(n + more);
          fillNormals(stream(seed, 'fill'), 3, t, short, 0, n);
          fillNormals(stream(seed, 'fill'), 3, t, long, 0, n + more);
          expect(long.slice(0, n)).toEqual(short);
        },
      ),
    );
  });

  it('run as sequences that start over', () => {
    const source = stream(11, 'sequence');
    const one = sequence(source, 4);
    const two = sequence(source, 4);
    const draw = (s: typeof one): number[] => [s.uniform(), s.normal(), s.exponential(), s.uniform()];
    expect(draw(one)).toEqual(draw(two));
    expect(draw(one)).not.toEqual(draw(sequence(source, 4)));
  });
});

describe('smoothNoise', () => {
  it('has mean 0 and variance 1 at every phase between knots', () => {
    const out = new Float64Array(40);
    for (const phase of [0, 0.25, 0.5, 0.9]) {
      let sum = 0;
      let square = 0;
      const count = 20_000;
      for (let n = 0; n < count; n += 1) {
        // One sample a knot, at this phase of it: (from + 0) * 1 is whole, so shift through the rate.
        smoothNoise(stream(n, 'smooth'), 0, 0, 1, 1, 3 + phase, out);
        sum += out[0];
        square += out[0] * out[0];
      }
      expect(Math.abs(sum / count)).toBeLessThan(0.03);
      expect(Math.abs(square / count - 1)).toBeLessThan(0.04);
    }
  });

  it('gives a part as the whole has it, and moves smoothly', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 60 }), (seed, from, count) => {
        const whole = new Float64Array(600);
        const part = new Float64Array(count);
        smoothNoise(stream(seed, 's'), 2, 1, 0, 600, 0.05, whole);
        smoothNoise(stream(seed, 's'), 2, 1, from, count, 0.05, part);
        expect(part).toEqual(whole.slice(from, from + count));
        for (let t = 1; t < 600; t += 1) expect(Math.abs(whole[t] - whole[t - 1])).toBeLessThan(0.4);
      }),
    );
  });
});
