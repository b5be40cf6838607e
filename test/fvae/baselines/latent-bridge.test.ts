import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bridge, courseOf, type LatentCourse } from '../../../fvae/baselines/latent-bridge.ts';
import { choleskyFactor, choleskySolve } from '../../../fvae/linear/cholesky.ts';
import { createRandom } from '../../../fvae/random.ts';

const T = 14;
const one = (value: number): Float64Array => Float64Array.of(value);

describe('codes between a viewer’s observed ones', () => {
  it('are what a Gaussian process with that correlation says given all of them, once the viewer’s mean is known', () =>
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: -2, max: 2, noNaN: true })), { minLength: T, maxLength: T }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        (drawn, pace, within) => {
          const time = Float64Array.from({ length: T }, (_, t) => Math.sin(t));
          const course: LatentCourse = {
            time,
            mean: one(0.3),
            between: one(1e-13),
            within: one(within),
            pace: one(pace),
          };
          const mask = Uint8Array.from(drawn, (value) => (value === null ? 0 : 1));
          const codes = Float64Array.from(drawn, (value, t) => (value === null ? Number.NaN : value + time[t] + 0.3));
          const { mean, variance } = bridge(course, codes, mask);
          const seen = [...mask.keys()].filter((t) => mask[t] === 1);
          const n = seen.length;
          const gram = Float64Array.from(
            { length: n * n },
            (_, at) => within * pace ** Math.abs(seen[Math.floor(at / n)] - seen[at % n]),
          );
          const factor = new Float64Array(n * n);
          if (n > 0) expect(choleskyFactor(gram, n, factor)).toBe(true);
          for (let t = 0; t < T; t += 1) {
            const cross = Float64Array.from(seen, (s) => within * pace ** Math.abs(s - t));
            const weights = cross.slice();
            if (n > 0) choleskySolve(factor, n, weights);
            const expected = seen.reduce((sum, s, m) => sum + weights[m] * (drawn[s] as number), time[t] + 0.3);
            const open = within - cross.reduce((sum, value, m) => sum + value * weights[m], 0);
            expect(mean[t]).toBeCloseTo(expected, 6);
            expect(variance[t]).toBeCloseTo(open, 6);
          }
        },
      ),
      { numRuns: 60 },
    ));

  it('are the population’s for a viewer never seen', () => {
    const time = Float64Array.from({ length: T }, (_, t) => t);
    const course = { time, mean: one(0.5), between: one(2), within: one(1), pace: one(0.5) };
    const { mean, variance } = bridge(course, new Float64Array(T).fill(Number.NaN), new Uint8Array(T));
    expect([...mean]).toEqual([...time].map((t) => t + 0.5));
    expect([...variance]).toEqual(Array.from({ length: T }, () => 3));
  });

  it('run as the process does that made them', () => {
    const [N, length] = [60, 200];
    const random = createRandom(4, 'codes');
    const codes = new Float32Array(N * length);
    const mask = Uint8Array.from({ length: N * length }, () => (random.uniform() < 0.9 ? 1 : 0));
    for (let i = 0; i < N; i += 1) {
      const own = 1 + 0.7 * random.normal();
      for (let t = 0, state = random.normal(); t < length; t += 1) {
        codes[i * length + t] = own + 2 * Math.sin(t / 9) + 0.8 * state;
        state = 0.8 * state + 0.6 * random.normal();
      }
    }
    const { time, mean, between, within, pace } = courseOf(codes, mask, N, 1);
    expect(Math.max(...time.map((value, t) => Math.abs(value - 2 * Math.sin(t / 9))))).toBeLessThan(0.6);
    expect(mean[0]).toBeCloseTo(1, 0);
    expect(Math.sqrt(between[0])).toBeCloseTo(0.7, 0);
    expect(Math.sqrt(within[0])).toBeCloseTo(0.8, 1);
    expect(pace[0]).toBeCloseTo(0.8, 1);
  });
});
