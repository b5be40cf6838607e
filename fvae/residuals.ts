import { multiply } from './linear/matrix.ts';
import { createWindows, type Windows } from './noise.ts';
import { coursesOf } from './objective/mean-courses.ts';
import type { Film } from './placement.ts';
import type { Tensor } from './tensor.ts';

/** What landmarks are besides neutral and courses, in windows of about `rows` entries together. */
export function residualWindows(
  tensor: Tensor,
  film: Film,
  viewer: Float64Array,
  intercept: Float64Array,
  rows?: number,
): Windows {
  const { viewers: N, samples: T, features: D, values, mask } = tensor;
  const { reach, courses, time } = film;
  const K = courses.factors;
  const windows = createWindows(N, T, D, rows);
  const { length } = windows;
  const row = new Float64Array(D);
  for (let i = 0; i < N; i += 1) {
    const first = windows.start[i]!;
    const stretch = time.subarray(first * K, (first + length) * K);
    const own = coursesOf(courses, viewer.subarray(i * K, (i + 1) * K), stretch);
    for (let n = 0; n < length; n += 1) {
      const entry = i * T + first + n;
      if (mask[entry] !== 1) continue;
      windows.mask[i * length + n] = 1;
      for (let d = 0; d < D; d += 1) row[d] = values[entry * D + d]! - intercept[i * D + d]!;
      for (let k = 0; k < K; k += 1) {
        const course = own[n * K + k]!;
        for (let d = 0; d < D; d += 1) row[d]! -= course * reach[k * D + d]!;
      }
      windows.residual.set(row, (i * length + n) * D);
    }
  }
  return windows;
}

/** [N, D]: each viewer's mean of what landmarks are besides courses; the mean of the others' for one never seen. */
export function meanResiduals(tensor: Tensor, { reach, courses, time }: Film, viewer: Float64Array): Float64Array {
  const { samples: T, features: D, mask } = tensor;
  const K = courses.factors;
  return meansBesides(tensor, (i) => {
    const own = coursesOf(courses, viewer.subarray(i * K, (i + 1) * K), time);
    const sum = new Float64Array(K);
    for (let n = 0; n < own.length; n += 1) if (mask[i * T + Math.floor(n / K)] === 1) sum[n % K]! += own[n]!;
    return multiply(sum, reach, 1, K, D);
  });
}

/**
 * [N, D]: each viewer's mean of its observed landmarks without what is `said` [D] of them in sum; the mean of the others'
 * for one never seen.
 */
export function meansBesides(
  { viewers: N, samples: T, features: D, values, mask }: Tensor,
  said: (viewer: number) => Float64Array,
): Float64Array {
  const out = new Float64Array(N * D);
  const all = new Float64Array(D);
  const unseen: number[] = [];
  for (let i = 0; i < N; i += 1) {
    const row = said(i).map((sum) => -sum);
    let count = 0;
    for (let t = 0; t < T; t += 1) {
      const entry = i * T + t;
      if (mask[entry] !== 1) continue;
      count += 1;
      for (let d = 0; d < D; d += 1) row[d]! += values[entry * D + d]!;
    }
    if (count === 0) {
      unseen.push(i);
      continue;
    }
    for (let d = 0; d < D; d += 1) {
      row[d]! /= count;
      all[d]! += row[d]!;
    }
    out.set(row, i * D);
  }
  for (const i of unseen)
    out.set(
      all.map((sum) => sum / Math.max(1, N - unseen.length)),
      i * D,
    );
  return out;
}
