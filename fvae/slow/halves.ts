import type { Blocks, Regressed } from './blocks.ts';
import { correlation } from './correlation.ts';

/** A course builds up if it is correlated with time by this much. */
const RISES = 0.8;
/** Standard errors by which what halves of the film tell of viewers must be correlated. */
const AGREE = 3;

/**
 * Whether a course [count] builds up all film long, and the first and the second half of the film, each by what is `left` of it,
 * agree on who has how much: drifts, which a course can be mistaken for, go on otherwise in the second half. A landmark's coefficients
 * tell of a viewer by `shares` [P].
 */
export function clearly(
  blocks: Blocks,
  { left, told }: Regressed,
  course: Float64Array,
  shares: Float64Array,
): boolean {
  const time = course.map((_, b) => b);
  if (correlation(course, time) < RISES) return false;
  const middle = Math.floor(course.length / 2);
  const halves: [number[], number[]] = [[], []];
  told.forEach((one, i) => {
    if (one !== 1) return;
    const first = shareOf(blocks, left, course, shares, i, 0, middle);
    const second = shareOf(blocks, left, course, shares, i, middle, course.length);
    if (first === null || second === null) return;
    halves[0].push(first);
    halves[1].push(second);
  });
  const n = halves[0].length;
  // Fisher (1921): the inverse hyperbolic tangent of a correlation has a standard error of 1 / sqrt(n - 3).
  return n > 3 && Math.atanh(correlation(...halves)) * Math.sqrt(n - 3) > AGREE;
}

/** How much a viewer has of a course, told by some stretches; null where these do not tell. */
function shareOf(
  { count, features: P, seen }: Blocks,
  left: Float64Array,
  course: Float64Array,
  shares: Float64Array,
  i: number,
  from: number,
  to: number,
): number | null {
  let [n, mean] = [0, 0];
  for (let b = from; b < to; b += 1) {
    if (seen[i * count + b] !== 1) continue;
    n += 1;
    mean += course[b]!;
  }
  mean /= Math.max(1, n);
  let [square, product] = [0, 0];
  for (let b = from; b < to; b += 1) {
    if (seen[i * count + b] !== 1) continue;
    const above = course[b]! - mean;
    square += above * above;
    for (let p = 0; p < P; p += 1) product += above * shares[p]! * left[(i * count + b) * P + p]!;
  }
  return square > 0 ? product / square : null;
}
