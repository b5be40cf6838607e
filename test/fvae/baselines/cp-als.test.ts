import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineCourses, courseSums, dataSums } from '../../../fvae/baselines/course-sums.ts';
import {
  type CpState,
  settleCourses,
  settleLoadings,
  settleTimes,
  settleViewers,
} from '../../../fvae/baselines/cp-als.ts';
import { balance, costOf } from '../../../fvae/baselines/cp-cost.ts';
import type { Reduced } from '../../../fvae/baselines/reduce.ts';
import { createRandom } from '../../../fvae/random.ts';

const [viewers, samples, size, rank] = [7, 15, 4, 3];

/** Data of no particular form, a metric, and a random state. */
function arrange(seed: number) {
  const random = createRandom(seed, 'als');
  const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  const mask = Uint8Array.from({ length: viewers * samples }, () => (random.uniform() < 0.7 ? 1 : 0));
  const data: Reduced = {
    viewers,
    samples,
    size,
    values: Float32Array.from(normals(viewers * samples * size), (value, at) =>
      mask[Math.floor(at / size)] === 1 ? value : 0,
    ),
    mask,
    weight: Float64Array.from({ length: viewers }, () => 0.5 + random.uniform()),
  };
  const g = normals(size * size);
  const metric = new Float64Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < size; q++) {
      for (let r = 0; r < size; r++) metric[p * size + q]! += g[p * size + r]! * g[q * size + r]!;
    }
    metric[p * (size + 1)]! += 0.1;
  }
  const state: CpState = {
    rank,
    viewer: normals(viewers * rank),
    time: normals(samples * rank),
    loading: normals(rank * size),
  };
  return { data, metric, state, random, normals };
}

/** The cost written out, every viewer with its best intercept. */
function directCost(data: Reduced, state: CpState, metric: Float64Array): number {
  let total = 0;
  for (let i = 0; i < viewers; i++) {
    const rows: number[][] = [];
    for (let t = 0; t < samples; t++) {
      if (data.mask[i * samples + t] !== 1) continue;
      rows.push(
        Array.from({ length: size }, (_, p) => {
          let value = data.values[(i * samples + t) * size + p]!;
          for (let k = 0; k < rank; k++) {
            value -= state.viewer[i * rank + k]! * state.time[t * rank + k]! * state.loading[k * size + p]!;
          }
          return value;
        }),
      );
    }
    const mean = Array.from({ length: size }, (_, p) => rows.reduce((sum, row) => sum + row[p]!, 0) / rows.length);
    for (const row of rows) {
      for (let p = 0; p < size; p++) {
        for (let q = 0; q < size; q++) {
          total += data.weight[i]! * (row[p]! - mean[p]!) * metric[p * size + q]! * (row[q]! - mean[q]!);
        }
      }
    }
  }
  return total;
}

describe('alternating least squares', () => {
  it('never makes the cost larger, step by step, and the cost is what it says', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.boolean(), fc.constantFrom(0, 0.5), (seed, nonNegative, ridge) => {
        const { data, metric, state } = arrange(seed);
        const own = dataSums(data);
        const cost = { metric, ridge, nonNegative };
        if (nonNegative) state.viewer.set(state.viewer.map(Math.abs));
        const standing = () => costOf(courseSums(data, own, state.time, rank), state, own.within, cost, size);
        if (ridge === 0) expect(standing()).toBeCloseTo(directCost(data, state, metric), 6);
        let before = standing();
        const notWorse = () => {
          const now = standing();
          expect(now).toBeLessThanOrEqual(before * (1 + 1e-9) + 1e-9);
          before = now;
        };
        for (let sweep = 0; sweep < 5; sweep++) {
          settleViewers(courseSums(data, own, state.time, rank), state, cost, size);
          notWorse();
          settleLoadings(courseSums(data, own, state.time, rank), state, cost, size);
          notWorse();
          settleTimes(data, own, courseSums(data, own, state.time, rank), state, cost);
          notWorse();
          balance(state, metric, size);
          notWorse();
        }
      }),
      { numRuns: 30 },
    );
  });

  it('finds with V in a few courses what these courses allow: no neighbour is better', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const { data, metric, state, random, normals } = arrange(seed);
        const own = dataSums(data);
        const cost = { metric, ridge: 0, nonNegative: false };
        const courses = 4;
        const basis = normals(samples * courses);
        const sums = courseSums(data, own, basis, courses);
        const inBasis: CpState = { ...state, time: normals(courses * rank) };
        settleCourses(sums, inBasis, cost, size);
        const standing = (time: Float64Array) =>
          costOf(combineCourses(sums, time, rank, size), { ...inBasis, time }, own.within, cost, size);
        const best = standing(inBasis.time);
        for (let move = 0; move < 10; move++) {
          const near = inBasis.time.map((value) => value + 0.01 * random.normal());
          expect(standing(near)).toBeGreaterThanOrEqual(best * (1 - 1e-9));
        }
        // Sums combined are the sums of the combined courses.
        const whole = new Float64Array(samples * rank);
        for (let t = 0; t < samples; t++) {
          for (let l = 0; l < courses; l++) {
            for (let k = 0; k < rank; k++)
              whole[t * rank + k]! += basis[t * courses + l]! * inBasis.time[l * rank + k]!;
          }
        }
        expect(best).toBeCloseTo(directCost(data, { ...state, time: whole }, metric), 6);
      }),
      { numRuns: 20 },
    );
  });
});
