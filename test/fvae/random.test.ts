import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../fvae/random.ts';

const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

describe('random numbers of the model', () => {
  it('repeat for a seed and a name, and differ for another seed or name', () => {
    fc.assert(
      fc.property(seeds, seeds, fc.string(), fc.string(), (seed, other, name, another) => {
        const draw = (s: number, n: string): number[] => {
          const random = createRandom(s, n);
          return Array.from({ length: 8 }, () => random.uniform());
        };
        expect(draw(seed, name)).toEqual(draw(seed, name));
        if (seed !== other) expect(draw(seed, name)).not.toEqual(draw(other, name));
        if (name !== another) expect(draw(seed, name)).not.toEqual(draw(seed, another));
      }),
    );
  });

  it('are uniform in [0, 1) and equally likely below n', () => {
    const random = createRandom(0, 'uniform');
    const bins = new Float64Array(10);
    for (let n = 0; n < 100_000; n += 1) {
      const value = random.uniform();
      expect(value >= 0 && value < 1).toBe(true);
      bins[Math.floor(value * 10)] += 1;
    }
    const counts = new Float64Array(7);
    for (let n = 0; n < 70_000; n += 1) counts[random.integer(7)] += 1;
    // Five standard deviations of a binomial count.
    for (const bin of bins) expect(Math.abs(bin - 10_000)).toBeLessThan(475);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(463);
  });

  it('are normal: moments and tails', () => {
    const values = new Float32Array(200_001);
    createRandom(3, 'normal').fillNormal(values);
    const mean = (f: (value: number) => number): number =>
      values.reduce((sum, value) => sum + f(value), 0) / values.length;
    expect(Math.abs(mean((v) => v))).toBeLessThan(0.012);
    expect(Math.abs(mean((v) => v * v) - 1)).toBeLessThan(0.016);
    expect(Math.abs(mean((v) => v ** 4) - 3)).toBeLessThan(0.11);
    expect(Math.abs(mean((v) => (v > 1.6449 ? 1 : 0)) - 0.05)).toBeLessThan(0.0025);
  });

  it('permute: every number once, every place equally likely', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 200 }), (seed, n) => {
        const order = createRandom(seed, 'permutation').permutation(n);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, at) => at));
      }),
    );
    fc.assert(
      fc.property(seeds, fc.uint32Array(), (seed, items) => {
        const order = createRandom(seed, 'shuffle').permutation(items.length);
        expect(createRandom(seed, 'shuffle').shuffled(items)).toEqual(order.map((at) => items[at]));
      }),
    );
    const first = new Float64Array(5);
    const random = createRandom(1, 'places');
    for (let n = 0; n < 20_000; n += 1) first[random.permutation(5)[0]] += 1;
    for (const count of first) expect(Math.abs(count - 4000)).toBeLessThan(283);
  });
});
