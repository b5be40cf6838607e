import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../fvae/random.ts';
import { chooseWalks, smoothTime } from '../../../fvae/refine/smooth.ts';
import type { TimeEstimate } from '../../../fvae/refine/time.ts';

/** A slow course and a quick one [T, 2], as one half of an audience measures them: noise of deviation `noise`. */
function measured(T: number, noise: number, name: string): { truth: Float64Array; estimate: TimeEstimate } {
  const course = createRandom(0, 'course');
  const random = createRandom(0, name);
  const truth = new Float64Array(T * 2);
  for (let t = 0; t < T; t += 1) {
    truth[2 * t] = 1 + Math.sin((2 * Math.PI * t) / T);
    truth[2 * t + 1] = course.normal();
  }
  const information = Float64Array.from({ length: T * 4 }, (_, at) => (at % 4 === 0 || at % 4 === 3 ? noise ** -2 : 0));
  return { truth, estimate: { time: truth.map((value) => value + noise * random.normal()), information } };
}

const errorOf = (found: Float64Array, truth: Float64Array, k: number): number =>
  found.reduce((sum, value, at) => (at % 2 === k ? sum + (value - truth[at]) ** 2 : sum), 0);

describe('smoothing V', () => {
  it('is the mode of the chain: no step from it makes it likelier', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.double({ min: 1e-3, max: 10, noNaN: true }), (seed, walk) => {
        const [T, K] = [7, 2];
        const random = createRandom(seed, 'chain');
        const time = Float64Array.from({ length: T * K }, () => random.normal());
        const information = new Float64Array(T * K * K);
        for (let t = 0; t < T; t += 1) information.set([2 + random.uniform(), 0.5, 0.5, 1 + random.uniform()], t * 4);
        const walks = [walk, 2 * walk];
        const cost = (v: Float64Array): number => {
          let sum = 0;
          for (let t = 0; t < T; t += 1) {
            for (let k = 0; k < K; k += 1) {
              for (let j = 0; j < K; j += 1) {
                const [one, other] = [v[t * K + k] - time[t * K + k], v[t * K + j] - time[t * K + j]];
                sum += information[(t * K + k) * K + j] * one * other;
              }
              if (t > 0) sum += (v[t * K + k] - v[(t - 1) * K + k]) ** 2 / walks[k];
            }
          }
          return sum;
        };
        const found = smoothTime({ time, information }, walks);
        const least = cost(found);
        for (let at = 0; at < T * K; at += 1) {
          for (const step of [-1e-3, 1e-3]) {
            const moved = found.slice();
            moved[at] += step;
            expect(cost(moved)).toBeGreaterThan(least - 1e-9 * (1 + least));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it('draws a slow course out of the noise and leaves a quick one as it is', () => {
    const T = 400;
    const halves = [measured(T, 0.7, 'a').estimate, measured(T, 0.7, 'b').estimate] as const;
    const { truth } = measured(T, 0.7, 'a');
    const walks = chooseWalks(halves, 2);
    expect(walks[0]).toBeLessThan(0.02);
    expect(walks[1]).toBeGreaterThan(0.2);
    const smooth = smoothTime(halves[0], walks);
    expect(errorOf(smooth, truth, 0)).toBeLessThan(0.1 * errorOf(halves[0].time, truth, 0));
    expect(errorOf(smooth, truth, 1)).toBeLessThan(errorOf(halves[0].time, truth, 1));
  });
});
