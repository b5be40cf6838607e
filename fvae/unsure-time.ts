import { momentsOf, type Outages } from './outages.ts';

/**
 * [K, K]: the covariance of U that leaves U V as unsure as it is with U of mean `viewer` [K] and `covariance` [K, K] and V [T, K]
 * told so far at sample t: E[U_k V_k U_l V_l] is the product of both second moments, as V is of the film and U of the viewer.
 * Written to `out`.
 */
export function unsureBoth(
  { open, covariance: moving }: Outages,
  time: Float64Array,
  t: number,
  viewer: Float64Array,
  covariance: Float64Array,
  out: Float64Array,
): void {
  const K = viewer.length;
  for (let k = 0; k < K; k += 1) {
    for (let l = 0; l < K; l += 1) {
      const at = k * K + l;
      const v = time[t * K + k]! * time[t * K + l]!;
      const spread = Math.sqrt(open[t * K + k]! * open[t * K + l]!) * moving[at]!;
      const u = viewer[k]! * viewer[l]! + covariance[at]!;
      out[at] = covariance[at]! + (v > 0 ? (u * spread) / v : 0);
    }
  }
}

/**
 * A function that adds to `out` [D], from `at` on, the variance of a viewer's landmarks at sample t that comes of V not being known
 * there: what its `courses` [T, K], which move landmarks by `reach` [K, D] each, vary by where the audience is seen, as far as that is open.
 */
export function unsureTime(
  { told, open }: Outages,
  courses: Float64Array,
  reach: Float64Array,
): (t: number, out: Float64Array, at: number) => void {
  const K = courses.length / told.length;
  const D = reach.length / K;
  const { covariance } = momentsOf(courses, told, K);
  return (t, out, at) => {
    for (let k = 0; k < K; k += 1) {
      for (let l = 0; l <= k; l += 1) {
        const c = (l < k ? 2 : 1) * Math.sqrt(open[t * K + k]! * open[t * K + l]!) * covariance[k * K + l]!;
        for (let d = 0; d < D; d += 1) out[at + d]! += c * reach[k * D + d]! * reach[l * D + d]!;
      }
    }
  };
}
