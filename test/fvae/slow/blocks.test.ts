import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../fvae/random.ts';
import { blockMeans, regressed } from '../../../fvae/slow/blocks.ts';
import { filled } from '../start/planted.ts';
import { drifting } from './drifting.ts';

describe('means of stretches', () => {
  it('are those of what is seen, where a quarter is, of viewers with half of the stretches', () =>
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 8, max: 130 }), (seed, samples) => {
        const { tensor } = drifting({ viewers: 4, samples, features: 2, seed });
        const { values, mask } = tensor;
        const random = createRandom(seed, 'gone');
        // The last viewer is hardly there, the others away for a while.
        mask.fill(0, 3 * samples, 4 * samples - 2);
        for (let i = 0; i < 3; i += 1) {
          const from = random.integer(samples);
          mask.fill(0, i * samples + from, i * samples + Math.min(samples, from + Math.floor(samples / 3)));
        }
        const { count, edges, mean, seen } = blockMeans(tensor);
        expect(count).toBe(Math.min(20, Math.floor(samples / 4)));
        expect([edges[0], edges[count]]).toEqual([0, samples]);
        for (let i = 0; i < 4; i += 1) {
          const means = Array.from({ length: count }, (_, b) => {
            const rows = Array.from({ length: edges[b + 1] - edges[b] }, (_, n) => i * samples + edges[b] + n);
            const there = rows.filter((row) => mask[row] === 1);
            if (there.length === 0 || there.length < 0.25 * rows.length) return null;
            return [0, 1].map((d) => there.reduce((sum, row) => sum + values[row * 2 + d], 0) / there.length);
          });
          const enough = means.filter((one) => one !== null).length >= count / 2;
          means.forEach((one, b) => {
            const at = i * count + b;
            expect(seen[at]).toBe(one !== null && enough ? 1 : 0);
            for (const d of [0, 1]) expect(mean[at * 2 + d]).toBeCloseTo(seen[at] === 1 ? one![d] : 0, 9);
          });
        }
      }),
      { numRuns: 30 },
    ));

  it('do not change with what stands where nothing is seen', () => {
    const { tensor } = drifting({ viewers: 6 });
    const plain = blockMeans(tensor);
    for (const filling of [0, 1e30]) expect(blockMeans(filled(tensor, filling))).toEqual(plain);
  });
});

describe('regression of stretches, viewer by viewer', () => {
  it('leaves what no column and no constant tells, and finds what a viewer is made of', () => {
    const { tensor } = drifting({ viewers: 12 });
    const blocks = blockMeans(tensor);
    const { viewers: N, count, features: P, seen } = blocks;
    const random = createRandom(0, 'columns');
    const columns = Float64Array.from({ length: N * count * 2 }, () => random.normal());
    const found = regressed(blocks, columns);
    for (let i = 0; i < N; i += 1) {
      expect(found.told[i]).toBe(1);
      for (let p = 0; p < P; p += 1) {
        let [sum, one, other] = [0, 0, 0];
        for (let b = 0; b < count; b += 1) {
          const left = found.left[(i * count + b) * P + p];
          if (seen[i * count + b] !== 1) expect(left).toBe(0);
          sum += left;
          one += left * columns[(i * count + b) * 2];
          other += left * columns[(i * count + b) * 2 + 1];
        }
        for (const product of [sum, one, other]) expect(product).toBeCloseTo(0, 5);
      }
    }
    const kept = regressed(blocks, columns, 1);
    expect([kept.last, kept.told]).toEqual([found.last, found.told]);
    kept.left.forEach((left, at) => {
      const row = Math.floor(at / P);
      const said = seen[row] === 1 ? columns[row * 2 + 1] * found.last[Math.floor(row / count) * P + (at % P)] : 0;
      expect(left).toBeCloseTo(found.left[at] + said, 6);
    });
    const made = { ...blocks, mean: blocks.mean.slice() };
    for (let row = 0; row < N * count; row += 1) {
      for (let p = 0; p < P; p += 1) {
        made.mean[row * P + p] = seen[row] === 1 ? 3 - columns[row * 2] + (p - 2) * columns[row * 2 + 1] : 0;
      }
    }
    const exact = regressed(made, columns);
    exact.last.forEach((value, at) => {
      expect(value).toBeCloseTo((at % P) - 2, 6);
    });
    for (const value of exact.left) expect(value).toBeCloseTo(0, 6);
  });

  it('tells nothing of viewers of whom too little is seen, and bears columns that never move or are alike', () => {
    const { tensor } = drifting({ viewers: 5, samples: 40 });
    const blocks = blockMeans(tensor);
    const { viewers: N, count } = blocks;
    const seen = blocks.seen.slice();
    seen.fill(0, 4, count);
    const random = createRandom(0, 'alike');
    const columns = new Float64Array(N * count * 3);
    for (let row = 0; row < N * count; row += 1) columns[row * 3] = columns[row * 3 + 1] = random.normal();
    const found = regressed({ ...blocks, seen }, columns);
    expect([...found.told]).toEqual([0, 1, 1, 1, 1]);
    expect(found.last.subarray(0, 8).every((value) => value === 0)).toBe(true);
    expect([...found.last, ...found.left].every(Number.isFinite)).toBe(true);
    const once = Float64Array.from({ length: N * count }, (_, row) => columns[row * 3]);
    const { left } = regressed({ ...blocks, seen }, once);
    found.left.forEach((value, at) => {
      expect(value).toBeCloseTo(left[at], 4);
    });
  });
});
