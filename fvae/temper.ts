import type { Finished } from './finished.ts';
import { fittedApart } from './fitted-apart.ts';
import { laterThan, without } from './hidden.ts';
import type { Fitted } from './model.ts';
import { clearlyBelow } from './slope-trials.ts';
import type { Tensor } from './tensor.ts';

/** By how much less samples may say of a viewer than they would if the model were right. */
const TEMPERATURES = [2, 4, 8];
/** About how many viewers are asked, and the shares of the film that they are forecast from. */
const VIEWERS = 24;
const PREFIXES = [0.06, 0.2];

/**
 * A model with the temperature, by which correlation times are multiplied, at which viewers are told best: Bayes' rule with the
 * likelihood to a power below 1 (Grünwald 2012, "The safe Bayesian"). What a model gets wrong of a viewer comes back with every
 * reaction, and drifts outlast any correlation time, so that many samples say less than they seem to. The temperature is raised
 * as long as that clearly lowers the errors of training viewers, each as if it were unseen, forecast from the first part of the
 * film. `pause` is awaited before each viewer.
 */
export async function tempered(finished: Finished, tensor: Tensor, pause: () => Promise<void>): Promise<Finished> {
  let best = finished;
  let least = await lossesOf(fittedApart(best, tensor), tensor, pause);
  for (const temperature of TEMPERATURES) {
    const warmer = heated(finished, temperature);
    const losses = await lossesOf(fittedApart(warmer, tensor), tensor, pause);
    if (!clearlyBelow(losses, least)) break;
    best = warmer;
    least = losses;
  }
  return best;
}

/** A model whose residuals take so many times longer to say as much as an independent one would. */
function heated({ state, apart }: Finished, temperature: number): Finished {
  const arrays = { ...state.arrays, 'population.temperature': { shape: [1], values: Float64Array.of(temperature) } };
  return { state: { ...state, arrays }, apart };
}

/** Logarithms of the root mean square errors of what is hidden in each trial: no viewer outweighs the others. */
async function lossesOf(
  of: (viewer: number) => Fitted,
  { viewers: N, samples: T, features: D, values, mask }: Tensor,
  pause: () => Promise<void>,
): Promise<number[]> {
  const losses: number[] = [];
  // Odd, so that all parts of the audience are asked.
  const stride = Math.max(1, Math.floor(N / VIEWERS)) | 1;
  for (let i = 0; i < N; i += stride) {
    await pause();
    const own = values.subarray(i * T * D, (i + 1) * T * D);
    const seen = mask.subarray(i * T, (i + 1) * T);
    for (const share of PREFIXES) {
      const hidden = laterThan(seen, share);
      const { mean } = of(i).foldIn(own, without(seen, hidden));
      let square = 0;
      let count = 0;
      for (let t = 0; t < T; t += 1) {
        if (hidden[t] !== 1) continue;
        count += D;
        for (let at = t * D; at < (t + 1) * D; at += 1) square += (own[at]! - mean[at]!) ** 2;
      }
      losses.push(square > 0 ? 0.5 * Math.log(square / count) : 0);
    }
  }
  return losses;
}
