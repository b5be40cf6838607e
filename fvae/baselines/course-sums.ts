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
  const own = new Float64Array(size * size);
  for (let i = 0; i < viewers; i++) {
    own.fill(0);
    for (let t = 0; t < samples; t++) {
      if (mask[i * samples + t] !== 1) continue;
      count[i]! += 1;
      const at = (i * samples + t) * size;
      for (let p = 0; p < size; p++) {
        const value = values[at + p]!;
        mean[i * size + p]! += value;
        for (let q = 0; q <= p; q++) own[p * size + q]! += value * values[at + q]!;
      }
    }
    const c = Math.max(1, count[i]!);
    for (let p = 0; p < size; p++) mean[i * size + p]! /= c;
    for (let p = 0; p < size; p++) {
      for (let q = 0; q <= p; q++) {
        const sum = weight[i]! * (own[p * size + q]! - c * mean[i * size + p]! * mean[i * size + q]!);
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
  for (let i = 0; i < viewers; i++) {
    const g = gram.subarray(i * courses * courses, (i + 1) * courses * courses);
    const h = cross.subarray(i * courses * size, (i + 1) * courses * size);
    const m = mean.subarray(i * courses, (i + 1) * courses);
    for (let t = 0; t < samples; t++) {
      if (mask[i * samples + t] !== 1) continue;
      const at = (i * samples + t) * size;
      for (let l = 0; l < courses; l++) {
        const value = course[t * courses + l]!;
        m[l]! += value;
        for (let k = 0; k <= l; k++) g[l * courses + k]! += value * course[t * courses + k]!;
        const line = l * size;
        for (let p = 0; p < size; p++) h[line + p]! += value * values[at + p]!;
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
  const half = new Float64Array(courses * rank);
  for (let i = 0; i < viewers; i++) {
    const from = i * courses * courses;
    half.fill(0);
    for (let l = 0; l < courses; l++) {
      for (let j = 0; j < courses; j++) {
        const value = sums.gram[from + l * courses + j]!;
        for (let k = 0; k < rank; k++) half[l * rank + k]! += value * combination[j * rank + k]!;
      }
    }
    for (let l = 0; l < courses; l++) {
      for (let k = 0; k < rank; k++) {
        const c = combination[l * rank + k]!;
        mean[i * rank + k]! += c * sums.mean[i * courses + l]!;
        for (let j = 0; j < rank; j++) gram[(i * rank + k) * rank + j]! += c * half[l * rank + j]!;
        const source = (i * courses + l) * size;
        const target = (i * rank + k) * size;
        for (let p = 0; p < size; p++) cross[target + p]! += c * sums.cross[source + p]!;
      }
    }
  }
  return { courses: rank, gram, cross, mean };
}
