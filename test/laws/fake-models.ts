import type { Factors, Fitted, Prediction } from '../../fvae/model.ts';
import { type Dataset, readArray } from '../../sim/dataset/reader.ts';

const flat = (mean: Float32Array, spread: number): Prediction => ({
  mean,
  deviation: new Float32Array(mean.length).fill(spread),
});

/** Answers the truth that it was told: for each training viewer its clean landmarks, for others what `guess` gives. */
export function truthKnowing(
  dataset: Dataset,
  training: readonly number[],
  factors: Factors | null,
  guess: (values: Float32Array, mask: Uint8Array) => Float32Array,
  spread = 0.01,
): Fitted {
  return {
    name: 'truth',
    factors: () => factors,
    impute(place) {
      const viewer = training[place];
      return flat(readArray(dataset, 'landmarks/clean', { viewers: [viewer, viewer + 1] }) as Float32Array, spread);
    },
    foldIn: (values, mask) => flat(guess(values, mask), spread),
  };
}

/** Answers one number everywhere. */
export function constant(value: number, samples: number): Fitted {
  const mean = new Float32Array(samples * 136).fill(value);
  return { name: 'constant', factors: () => null, impute: () => flat(mean, 1), foldIn: () => flat(mean, 1) };
}
