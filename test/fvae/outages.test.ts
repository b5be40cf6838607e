import fc from 'fast-check';
import { expect, it } from 'vitest';
import { acrossOutages, toldSamples } from '../../fvae/outages.ts';
import { createRandom } from '../../fvae/random.ts';

const T = 60;
const K = 2;
const courses = fc.float64Array({ minLength: T * K, maxLength: T * K, min: 0, max: 5, noNaN: true });
// At least two samples are seen.
const seen = fc
  .uint8Array({ minLength: T, maxLength: T, max: 1 })
  .map((told) => told.map((one, t) => (t === 7 || t === 31 ? 1 : one)));

/** [T], AR(1) around `level`, by `pace` a sample. */
function walk(samples: number, pace: number, level: number, seed: number): Float64Array {
  const random = createRandom(seed, 'walk');
  const out = new Float64Array(samples);
  for (let t = 0; t < samples; t += 1) {
    const fresh = (t === 0 ? 1 : Math.sqrt(1 - pace * pace)) * random.normal();
    out[t] = level + fresh + (t === 0 ? 0 : pace * (out[t - 1] - level));
  }
  return out;
}

it('samples are told at which anybody is seen, and nothing is said where somebody always is', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3 * T, maxLength: 3 * T, max: 1 }), (mask) => {
      const told = toldSamples({ viewers: 3, samples: T, features: 1, values: new Float32Array(3 * T), mask });
      const any = Array.from({ length: T }, (_, t) => mask[t] + mask[T + t] + mask[2 * T + t] > 0);
      if (any.every((one) => one)) expect(told).toBeNull();
      else expect([...told!].map((one) => one === 1)).toEqual(any);
    }),
  );
});

it('what is seen stays, all else is told by that alone, is at least 0, and open by a share of 0 to 1', () => {
  fc.assert(
    fc.property(courses, seen, (time, told) => {
      const { time: filled, outages } = acrossOutages(time, told);
      filled.forEach((v, at) => {
        const open = outages.open[at];
        if (told[Math.floor(at / K)] === 1) expect([v, open]).toEqual([time[at], 0]);
        else {
          expect(v).toBeGreaterThanOrEqual(0);
          expect(open).toBeGreaterThanOrEqual(0);
          expect(open).toBeLessThanOrEqual(1);
        }
      });
      const poisoned = time.map((v, at) => (told[Math.floor(at / K)] === 1 ? v : Number.NaN));
      expect(acrossOutages(poisoned, told)).toEqual({ time: filled, outages });
      expect(acrossOutages(filled, told).time).toEqual(filled);
    }),
  );
});

it('another unit of V is another unit of what is told', () => {
  fc.assert(
    fc.property(courses, seen, fc.constantFrom(0.25, 8), (time, told, unit) => {
      const one = acrossOutages(time, told);
      const other = acrossOutages(
        time.map((v) => unit * v),
        told,
      );
      expect(other.time).toEqual(one.time.map((v) => unit * v));
      expect(other.outages.open).toEqual(one.outages.open);
    }),
  );
});

it('a trend goes on through an outage, and hardly anything of it is open', () => {
  const told = new Uint8Array(200).fill(1).fill(0, 90, 130);
  const { time, outages } = acrossOutages(
    Float64Array.from(told, (_, t) => t / 100),
    told,
  );
  for (let t = 90; t < 130; t += 1) {
    expect(Math.abs(time[t] - t / 100)).toBeLessThan(0.02);
    expect(outages.open[t]).toBeLessThan(0.01);
  }
});

it.each([0, 0.6, 0.9, 0.98])('errors are as large as is said where V lasts by %d a sample', (pace) => {
  const samples = 6060;
  const told = Uint8Array.from({ length: samples }, (_, t) => (t % 100 < 60 ? 1 : 0));
  const time = walk(samples, pace, 9, 3);
  const { time: filled, outages } = acrossOutages(time, told);
  for (const [from, to] of [
    [60, 62],
    [64, 70],
    [75, 85],
    [98, 100],
  ]) {
    let [square, said] = [0, 0];
    for (let t = 0; t < samples; t += 1) {
      if (t % 100 < from || t % 100 >= to) continue;
      square += (filled[t] - time[t]) ** 2;
      said += outages.open[t] * outages.covariance[0];
    }
    expect(square / said).toBeGreaterThan(0.6);
    expect(square / said).toBeLessThan(1.6);
  }
});

it('at either end of the film the one side tells, and far from anything seen the mean', () => {
  const told = new Uint8Array(400).fill(1).fill(0, 0, 80).fill(0, 320);
  const time = walk(400, 0.9, 9, 5);
  const { time: filled, outages } = acrossOutages(time, told);
  const mean = time.subarray(80, 320).reduce((sum, v) => sum + v / 240, 0);
  for (const [edge, near, far] of [
    [80, 79, 0],
    [319, 320, 399],
  ]) {
    expect(Math.abs(filled[near] - time[edge])).toBeLessThan(0.5);
    expect(outages.open[near]).toBeLessThan(0.4);
    expect(filled[far]).toBeCloseTo(mean, 9);
    expect(outages.open[far]).toBe(1);
  }
});
