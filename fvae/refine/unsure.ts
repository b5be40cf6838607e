import type { TimeEstimate } from './time.ts';

/** A factor is slow when V walks no further in a second than this share of its mean square. */
const SLOW = 1.5e-2;
/** Halves of an audience that agree less than this leave a slow course open. */
const AGREE = 2 / 3;
/** Halves that agree less than this leave any course less than clear. */
const CLEAR = 0.9;

/** Of which factors an audience says little. */
export type Doubts = {
  /** First the one whose halves agree least: those whose V never moves, and slow ones that halves tell otherwise. */
  readonly unsure: readonly number[];
  /** Likewise all others whose halves agree less than clearly. */
  readonly weak: readonly number[];
};

/** No doubts. */
export const SURE: Doubts = { unsure: [], weak: [] };

/**
 * The factors of which an audience says least: those whose V [T, K] never moves, and slow ones (by their `walks` [K]) of which
 * two halves, sample by sample, tell courses that are correlated by less than two thirds. What they hold may as well be the
 * drift of a few viewers. A last factor that is `rare` is in no doubt, and no other is weak beside it: it has the place that
 * was to spare.
 */
export function doubtsOf(
  halves: readonly [TimeEstimate, TimeEstimate],
  walks: Float64Array,
  time: Float64Array,
  rare = false,
): Doubts {
  const K = walks.length;
  const moves = (k: number): boolean => time.some((v, at) => at % K === k && v !== 0);
  const agreements = Array.from(rare ? walks.subarray(0, K - 1) : walks, (walk, k) => {
    if (!moves(k)) return { k, slow: true, agreement: -1 };
    const square = [...halves].reduce((sum, half) => sum + squareOf(half.time, k, K) / 2, 0);
    return { k, slow: walk <= SLOW * square, agreement: agreementOf(halves, k, K) };
  }).sort((a, b) => a.agreement - b.agreement);
  const unsure = agreements.filter(({ slow, agreement }) => slow && agreement < AGREE);
  const weak = rare ? [] : agreements.filter((one) => !unsure.includes(one) && one.agreement < CLEAR);
  return { unsure: unsure.map(({ k }) => k), weak: weak.map(({ k }) => k) };
}

function squareOf(time: Float64Array, k: number, K: number): number {
  return time.reduce((sum, v, at) => (at % K === k ? sum + (v * v * K) / time.length : sum), 0);
}

/** The correlation of a factor's courses as two halves tell them, seconds weighted by what the one that knows less knows. */
function agreementOf([a, b]: readonly [TimeEstimate, TimeEstimate], k: number, K: number): number {
  const T = a.time.length / K;
  const weights = Float64Array.from({ length: T }, (_, t) => {
    const at = (t * K + k) * K + k;
    return Math.min(a.information[at]!, b.information[at]!);
  });
  const weighted = (of: (t: number) => number): number => weights.reduce((sum, weight, t) => sum + weight * of(t), 0);
  const total = weighted(() => 1);
  const [one, other] = [a, b].map(({ time }) => {
    const mean = weighted((t) => time[t * K + k]!) / total;
    return (t: number): number => time[t * K + k]! - mean;
  }) as [(t: number) => number, (t: number) => number];
  const squares = weighted((t) => one(t) ** 2) * weighted((t) => other(t) ** 2);
  return squares > 0 ? weighted((t) => one(t) * other(t)) / Math.sqrt(squares) : 0;
}
