import { holeBin } from './errors.ts';
import { distancesToSeen, without } from './hidden.ts';
import type { Fitted } from './model.ts';
import { noiseScale, type Scatter, wobbleOf } from './noise.ts';
import type { Tensor } from './tensor.ts';

/** What of `seen` [T] is hidden of the n-th viewer asked. */
export type Hide = (seen: Uint8Array, n: number) => Uint8Array;

/**
 * Sizes of standardised errors, the hole bin of each, the mean share of measuring in their variance, of how many samples they are,
 * and how many were left to be seen on average.
 */
export type Asked = {
  readonly sizes: readonly number[];
  readonly bins: readonly number[];
  readonly measured: number;
  readonly samples: number;
  readonly seen: number;
};

/** About how many errors are kept at most. */
const ERRORS = 400_000;
/** Variance of steps, against the largest of any landmark's, below which one never moves. */
const STILL = 1e-10;

/**
 * What a model gets wrong of about so many `viewers` where something is hidden of each, each error the mean (see `calmed`) over so
 * many samples on either side. `pause` is awaited before each viewer.
 */
export async function missesOf({
  tensor: { viewers: N, samples: T, features: D, values, mask },
  scatter,
  viewers,
  hide,
  of,
  around,
  pause,
}: {
  readonly tensor: Tensor;
  readonly scatter: Scatter;
  readonly viewers: number;
  readonly hide: Hide;
  readonly of: (viewer: number) => Fitted;
  readonly around: number;
  readonly pause: () => Promise<void>;
}): Promise<Asked> {
  // Odd, so that all parts of the audience are asked.
  const stride = Math.max(1, Math.floor(N / viewers)) | 1;
  const step = Math.max(1, Math.floor((Math.ceil(N / stride) * T * D) / ERRORS));
  // Errors of what never moves are rounding, and would be taken for how wide those of others lie.
  const most = scatter.step.reduce((largest, value) => Math.max(largest, value), 0);
  const moves = scatter.step.map((value) => (value > STILL * most || most === 0 ? 1 : 0));
  const sizes: number[] = [];
  const bins: number[] = [];
  let measured = 0;
  let samples = 0;
  let left = 0;
  let asked = 0;
  for (let i = 0; i < N; i += stride, asked += 1) {
    await pause();
    const own = values.subarray(i * T * D, (i + 1) * T * D);
    const seen = mask.subarray(i * T, (i + 1) * T);
    const hidden = hide(seen, asked);
    const rest = without(seen, hidden);
    left += rest.reduce((sum, one) => sum + one, 0);
    if (!hidden.includes(1)) continue;
    const { mean, deviation } = of(i).foldIn(own, rest);
    const error = new Float64Array(T * D);
    for (let t = 0; t < T; t += 1) {
      if (hidden[t] !== 1) continue;
      samples += 1;
      for (let at = t * D; at < (t + 1) * D; at += 1) error[at] = own[at]! - mean[at]!;
    }
    const scale = noiseScale(wobbleOf(error, hidden, T, D), scatter.step);
    const distances = distancesToSeen(rest);
    for (let at = i % step; at < error.length; at += step) {
      const t = Math.floor(at / D);
      if (hidden[t] !== 1 || moves[at % D] !== 1) continue;
      const foretold = deviation[at]! ** 2;
      const noise = scale * scatter.noise[at % D]!;
      const weight = noise / (foretold + noise);
      measured += weight;
      const { value, share } = calmed(error, hidden, at, D, around, weight);
      sizes.push(Math.abs(value) / Math.sqrt(foretold + share * noise));
      bins.push(holeBin(distances[t]!));
    }
  }
  return { sizes, bins, measured: measured / Math.max(1, sizes.length), samples, seen: left / asked };
}

/**
 * The mean of an error [T, D] and those of so many hidden samples `around` it, which count `weight`, and the share of white noise's
 * variance that is left. The more of an error measuring is, the more of that its neighbours take away.
 */
function calmed(error: Float64Array, hidden: Uint8Array, at: number, D: number, around: number, weight: number) {
  const t = Math.floor(at / D);
  let [sum, total, square] = [error[at]!, 1, 1];
  for (let lag = -around; lag <= around; lag += 1) {
    if (lag === 0 || hidden[t + lag] !== 1) continue;
    sum += weight * error[at + lag * D]!;
    total += weight;
    square += weight * weight;
  }
  return { value: sum / total, share: square / (total * total) };
}
