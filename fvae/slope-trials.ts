import { foldOf, laterThan, without } from './hidden.ts';
import { multiply } from './linear/matrix.ts';
import { type SlopeSpread, slopesBy } from './slope-posterior.ts';
import type { Coordinates, SlopeSums } from './slopes.ts';
import type { Tensor } from './tensor.ts';
import { responsesOf, type Teller, tellViewer } from './viewer.ts';

/** Every how manieth viewer is tried, and the share of the film that it is forecast from. */
const EVERY = 5;
const PREFIX = 0.25;

/** A viewer told from a part of its film, and sums over the hidden rest: courses' products, and theirs with the landmarks left. */
export type Trial = {
  readonly seen: SlopeSums;
  /** [K, K] and [K, D]. */
  readonly gram: Float64Array;
  readonly left: Float64Array;
  /** The squares of the landmarks left. */
  readonly square: number;
};

/** Whether a viewer is tried: spreads that are compared are not found with it. */
export function isTried(viewer: number): boolean {
  return viewer % EVERY === 0;
}

/** Every fifth viewer twice: forecast after a quarter of the film, and a quarter of it hidden in blocks; `pause` before each. */
export async function slopeTrials(
  teller: Teller,
  { viewers: N, samples: T, features: D, values, mask }: Tensor,
  pause: () => Promise<void>,
): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (let i = 0; i < N; i += 1) {
    if (!isTried(i)) continue;
    await pause();
    const own = values.subarray(i * T * D, (i + 1) * T * D);
    const seen = mask.subarray(i * T, (i + 1) * T);
    for (const hidden of [laterThan(seen, PREFIX), foldOf(seen, i / EVERY)]) {
      const told = tellViewer(teller, own, without(seen, hidden));
      const said = responsesOf(teller, told.placement, hidden);
      const K = told.sums.centre.length;
      const gram = new Float64Array(K * K);
      const left = new Float64Array(K * D);
      const error = new Float64Array(D);
      let square = 0;
      for (let t = 0; t < T; t += 1) {
        if (hidden[t] !== 1) continue;
        for (let d = 0; d < D; d += 1) {
          error[d] = own[t * D + d]! - told.face[d]! - said[t * D + d]!;
          square += error[d]! ** 2;
        }
        for (let k = 0; k < K; k += 1) {
          const above = told.courses[t * K + k]! - told.sums.centre[k]!;
          for (let j = 0; j < K; j += 1) gram[k * K + j]! += above * (told.courses[t * K + j]! - told.sums.centre[j]!);
          for (let d = 0; d < D; d += 1) left[k * D + d]! += above * error[d]!;
        }
      }
      trials.push({ seen: told.sums, gram, left, square });
    }
  }
  return trials;
}

/** The errors, root of summed squares, that slopes leave of what was hidden in each trial: no viewer outweighs the others. */
export function trialLosses(
  coordinates: Coordinates,
  trials: readonly Trial[],
  spread: SlopeSpread,
  K: number,
): number[] {
  const D = coordinates.correlationTime.length;
  const tell = slopesBy(coordinates, spread, K);
  return trials.map(({ seen, gram, left, square }) => {
    const { own } = tell(seen);
    const said = multiply(gram, own, K, K, D);
    const error = own.reduce((sum, slope, at) => sum + slope * (said[at]! - 2 * left[at]!), square);
    // Rounding may take nothing for less.
    return Math.sqrt(Math.max(0, error));
  });
}

/**
 * Whether the first losses are below the others, trial by trial, by more than the standard error that trials which have nothing to do
 * with each other would have: two of a viewer have, so that it is a mild asking.
 */
export function clearlyBelow(losses: readonly number[], others: readonly number[]): boolean {
  const n = losses.length;
  const gains = losses.map((loss, trial) => others[trial]! - loss);
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / n;
  const square = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0);
  return n > 1 && mean > Math.sqrt(square / (n * (n - 1)));
}
