import { ERROR_SIZES, populationOf } from './finished.ts';
import { FOLDS, foldOf, without } from './hidden.ts';
import type { Fitted } from './model.ts';
import { noiseScale, type Scatter, wobbleOf } from './noise.ts';
import { partsOfState } from './parts.ts';
import { fvaeFitted } from './predictive.ts';
import type { State } from './state.ts';
import type { Tensor } from './tensor.ts';

/** About how many viewers are asked, and errors kept. */
const VIEWERS = 64;
const ERRORS = 400_000;

/**
 * A trained model's state with the sizes of standardised errors that its intervals are as wide as: those of imputing entries
 * that it has seen in fitting, a quarter of a viewer's film hidden from it in blocks. `pause` is awaited before each viewer.
 */
export async function calibrated(state: State, tensor: Tensor, pause: () => Promise<void>): Promise<State> {
  const withSizes = (sizes: Float64Array): State => ({
    ...state,
    arrays: { ...state.arrays, 'errors.size': { shape: [ERROR_SIZES], values: sizes } },
  });
  const parts = partsOfState(state);
  const { scatter } = populationOf(parts, parts.T, parts.D, parts.K);
  const fitted = fvaeFitted(withSizes(new Float64Array(ERROR_SIZES).fill(1)), tensor);
  return withSizes(await errorSizes(tensor, fitted, scatter, pause));
}

/** [ERROR_SIZES]: the sizes of standardised errors at probabilities 0, 1/n, ... */
async function errorSizes(
  tensor: Tensor,
  fitted: Fitted,
  scatter: Scatter,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const { viewers: N, samples: T, features: D, values, mask } = tensor;
  const stride = Math.max(1, Math.floor(N / VIEWERS));
  const step = Math.max(1, Math.floor((Math.ceil(N / stride) * T * D) / FOLDS / ERRORS));
  const sizes: number[] = [];
  for (let i = 0, asked = 0; i < N; i += stride, asked += 1) {
    await pause();
    const own = values.subarray(i * T * D, (i + 1) * T * D);
    const seen = mask.subarray(i * T, (i + 1) * T);
    const hidden = foldOf(seen, asked);
    const { mean, deviation } = fitted.foldIn(own, without(seen, hidden));
    const error = new Float64Array(T * D);
    for (let t = 0; t < T; t += 1) {
      if (hidden[t] !== 1) continue;
      for (let at = t * D; at < (t + 1) * D; at += 1) error[at] = own[at]! - mean[at]!;
    }
    const scale = noiseScale(wobbleOf(error, hidden, T, D), scatter.step);
    for (let at = i % step; at < error.length; at += step) {
      if (hidden[Math.floor(at / D)] !== 1) continue;
      sizes.push(Math.abs(error[at]!) / Math.sqrt(deviation[at]! ** 2 + scale * scatter.noise[at % D]!));
    }
  }
  sizes.sort((a, b) => a - b);
  return Float64Array.from({ length: ERROR_SIZES }, (_, n) => sizes[Math.floor((n / ERROR_SIZES) * sizes.length)] ?? 0);
}
