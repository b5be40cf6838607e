import { type Dataset, readArray } from '../../../sim/dataset/reader.ts';
import { heightOf } from '../../evaluation/meaning.ts';
import { truthOf } from '../../oracle/stage.ts';
import { attributesOf } from '../evaluation/data.ts';
import { STIMULI, type Stimulus } from './reaction.ts';
import type { Audience } from './read-audience.ts';

/** True factors that answer what. */
const TRUE_ANSWERS: Readonly<Record<Stimulus, readonly string[]>> = {
  humor: ['amusement', 'laughter'],
  surprise: ['surprise'],
};

/** By what is answered [K]: what each true factor counts for, so that a reaction is in the unit of a model's reading. */
export type TrueUnits = Readonly<Record<Stimulus, Float64Array>>;

/** Those of a dataset: the mean of the factors that answer, each over its mean U* times peak V*. */
export function trueUnits(dataset: Dataset): TrueUnits {
  const names = attributesOf(dataset).factor_names;
  const truth = truthOf(dataset);
  const of = (stimulus: Stimulus): Float64Array => {
    // A factor that nothing moves has no height.
    const chosen = TRUE_ANSWERS[stimulus].map((name) => names.indexOf(name)).filter((k) => heightOf(truth, k) > 0);
    const units = new Float64Array(names.length);
    for (const k of chosen) units[k] = 1 / (heightOf(truth, k) * chosen.length);
    return units;
  };
  return { humor: of('humor'), surprise: of('surprise') };
}

/** [N x T]: the reactions of latent factors [N x T, K]. */
export function reactionsIn(latent: ArrayLike<number>, units: Float64Array): Float32Array {
  const count = units.length;
  return Float32Array.from({ length: latent.length / count }, (_, n) => {
    let sum = 0;
    for (let k = 0; k < count; k += 1) if (units[k] !== 0) sum += units[k] * latent[n * count + k];
    return sum;
  });
}

/** A simulated audience as it truly reacted, in the unit of a model's reading: everybody seen, nothing in doubt. */
export function trueAudience(dataset: Dataset): Audience {
  const { viewers, samples } = dataset.sizes;
  const units = trueUnits(dataset);
  const reactions = { humor: new Float32Array(viewers * samples), surprise: new Float32Array(viewers * samples) };
  for (let viewer = 0; viewer < viewers; viewer += 1) {
    const latent = readArray(dataset, 'factors/latent', { viewers: [viewer, viewer + 1] });
    for (const stimulus of STIMULI) reactions[stimulus].set(reactionsIn(latent, units[stimulus]), viewer * samples);
  }
  return {
    viewers,
    samples,
    seen: new Uint8Array(viewers * samples).fill(1),
    reactions,
    doubt: { humor: new Float64Array(viewers), surprise: new Float64Array(viewers) },
  };
}
