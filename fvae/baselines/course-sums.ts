import { addBlockProduct, BLOCK, fillBlock, seenRows } from '../linear/block.ts';
import { addRows, createMoments } from '../linear/covariance.ts';
import type { Reduced } from './reduce.ts';

/** What a viewer's entries say about any model linear in L courses of time, the viewer's intercept fitted along. */
export type CourseSums = {
  /** L. */
  readonly courses: number;
  /** [N, L, L] weighted sums of the courses' products over the observed samples, around the courses' means there. */
  readonly gram: Float64Array;
  /** [N, L, P] the same of courses and data. */
  readonly cross: Float64Array;
  /** [N, L] means of the courses over the observed samples. */
  readonly mean: Float64Array;
};

/** What of the data does not depend on any course: [N] observed samples, [N, P] means, [P, P] covariance sums within viewers. */
export type DataSums = { readonly count: Float64Array; readonly mean: Float64Array; readonly within: Float64Array };

/** The data's own sums; weights multiply `within`. */
export function dataSums(data: Reduced): DataSums {
  const { viewers, samples, size, values, mask, weight } = data;
  const count = new Float64Array(viewers);
  const mean = new Float64Array(viewers * size);
  const within = new Float64Array(size * size);
  const seen = new Int32Array(samples);
  const block = new Float64Array(BLOCK * size);
  for (let i = 0; i < viewers; i++) {
    const moments = createMoments(size);
    const number = seenRows(mask, i * samples, samples, seen);
    for (let n = 0; n < number; n += BLOCK) {
      fillBlock({ values, at: i * samples * size }, size, seen, n, number, block);
      addRows(moments, block, BLOCK);
    }
    count[i] = number;
    const c = Math.max(1, number);
    for (let p = 0; p < size; p++) mean[i * size + p] = moments.sum[p]! / c;
    for (let p = 0; p < size; p++) {
      for (let q = 0; q <= p; q++) {
        const sum = weight[i]! * (moments.outer[p * size + q]! - c * mean[i * size + p]! * mean[i * size + q]!);
        within[p * size + q]! += sum;
        if (q < p) within[q * size + p]! += sum;
      }
    }
  }
  return { count, mean, within };
}

/** The sums for the courses [T, L]; weights multiply `gram` and `cross`. */
export function courseSums(data: Reduced, sums: DataSums, course: Float64Array, courses: number): CourseSums {
  const { viewers, samples, size, values, mask, weight } = data;
  const gram = new Float64Array(viewers * courses * courses);
  const cross = new Float64Array(viewers * courses * size);
  const mean = new Float64Array(viewers * courses);
  const seen = new Int32Array(samples);
  const rows = new Float64Array(BLOCK * size);
  const moments = new Float64Array(BLOCK * courses);
  for (let i = 0; i < viewers; i++) {
    const g = gram.subarray(i * courses * courses, (i + 1) * courses * courses);
    const h = cross.subarray(i * courses * size, (i + 1) * courses * size);
    const m = mean.subarray(i * courses, (i + 1) * courses);
    const number = seenRows(mask, i * samples, samples, seen);
    for (let n = 0; n < number; n += BLOCK) {
      fillBlock({ values, at: i * samples * size }, size, seen, n, number, rows);
      fillBlock({ values: course, at: 0 }, courses, seen, n, number, moments);
      addBlockProduct(moments, 0, courses, rows, 0, size, h, 0);
      addBlockProduct(moments, 0, courses, moments, 0, courses, g, 0);
      for (let l = 0; l < courses; l++) {
        m[l]! += moments[l]! + moments[courses + l]! + moments[2 * courses + l]! + moments[3 * courses + l]!;
      }
    }
    const count = Math.max(1, sums.count[i]!);
    const w = weight[i]!;
    for (let l = 0; l < courses; l++) m[l]! /= count;
    for (let l = 0; l < courses; l++) {
      for (let k = 0; k <= l; k++) {
        const sum = w * (g[l * courses + k]! - count * m[l]! * m[k]!);
        g[l * courses + k] = sum;
        g[k * courses + l] = sum;
      }
      for (let p = 0; p < size; p++) {
        h[l * size + p] = w * (h[l * size + p]! - count * m[l]! * sums.mean[i * size + p]!);
      }
    }
  }
  return { courses, gram, cross, mean };
}

/** The sums for the courses B C, given those for B: C is [L, K]. No pass over the data. */
export function combineCourses(sums: CourseSums, combination: Float64Array, rank: number, size: number): CourseSums {
  const { courses } = sums;
  const viewers = sums.mean.length / courses;
  const gram = new Float64Array(viewers * rank * rank);
  const cross = new Float64Array(viewers * rank * size);
  const mean = new Float64Array(viewers * rank);
  // In whole blocks of courses; those added have no weight.
  const rows = Math.ceil(courses / BLOCK) * BLOCK;
  const weights = new Float64Array(rows * rank);
  weights.set(combination.subarray(0, courses * rank));
  const half = new Float64Array(rows * rank);
  const own = new Float64Array(rows * size);
  const square = new Float64Array(rows * courses);
  for (let i = 0; i < viewers; i++) {
    own.set(sums.cross.subarray(i * courses * size, (i + 1) * courses * size));
    square.set(sums.gram.subarray(i * courses * courses, (i + 1) * courses * courses));
    half.fill(0);
    for (let l = 0; l < rows; l += BLOCK) {
      // G' C, which is G C.
      addBlockProduct(square, l * courses, courses, weights, l * rank, rank, half, 0);
      addBlockProduct(weights, l * rank, rank, own, l * size, size, cross, i * rank * size);
    }
    for (let l = 0; l < rows; l += BLOCK) {
      addBlockProduct(weights, l * rank, rank, half, l * rank, rank, gram, i * rank * rank);
    }
    for (let l = 0; l < courses; l++) {
      const value = sums.mean[i * courses + l]!;
      for (let k = 0; k < rank; k++) mean[i * rank + k]! += combination[l * rank + k]! * value;
    }
  }
  return { courses: rank, gram, cross, mean };
}
