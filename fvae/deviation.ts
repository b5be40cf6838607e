import type { Scatter } from './noise.ts';

/** The least share of the landmarks' own variance that stays open where residuals last. */
const LEAST_OPEN = 0.02;

/**
 * Makes of `out` [T, D], the variance of what is unknown of a viewer, the deviation of its landmarks: with their own variance
 * for one of this liveliness, less what is known of it, the `shares` [T, C] of `lasting` [C, D], times `scales` [T].
 */
export function toDeviations(
  { clean, course }: Pick<Scatter, 'clean' | 'course'>,
  liveliness: number,
  scales: Float64Array,
  shares: Float64Array,
  lasting: Float64Array,
  out: Float32Array,
): void {
  const T = course.length;
  const D = clean.length;
  const C = shares.length / T;
  const least = clean.map((value) => LEAST_OPEN * value);
  const whole = clean.map((value, d) => Math.max(value, least[d]!));
  const known = new Float64Array(D);
  const left = new Float64Array(D);
  for (let t = 0; t < T; t += 1) {
    let open = whole;
    for (let c = 0; c < C; c += 1) {
      const share = shares[t * C + c]!;
      if (share === 0) continue;
      if (open === whole) known.fill(0);
      for (let d = 0; d < D; d += 1) known[d]! += share * lasting[c * D + d]!;
      open = left;
    }
    if (open === left) for (let d = 0; d < D; d += 1) left[d] = Math.max(clean[d]! - known[d]!, least[d]!);
    widen(open, course[t]! * liveliness, scales[t]!, out, t * D);
  }
}

/** Makes of the numbers of `out` from `at` on `scale` times the roots of them, 0 where they are less, plus `share` times `open`. */
function widen(open: Float64Array, share: number, scale: number, out: Float32Array, at: number): void {
  for (let d = 0; d < open.length; d += 1) {
    out[at + d] = scale * Math.sqrt(Math.max(0, out[at + d]!) + open[d]! * share);
  }
}
