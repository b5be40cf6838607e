import type { Fitted, Model, Prediction } from '../model.ts';
import { noiseScale, wobbleOf } from '../noise.ts';
import { refuseUnusable, refuseViewer } from '../refuse.ts';
import { refuseViewerIndex } from '../state-reader.ts';
import { fitAdditive } from './additive-fit.ts';
import { emptyDesign } from './design.ts';
import { placerOf } from './placement.ts';
import { type Population, populationOf } from './population.ts';

/**
 * A straight line in time between a viewer's observed samples; before the first and after the last one, a return to the
 * viewer's (shrunken) mean at the pace at which residuals forget. Where observed, the sample itself.
 */
export const interpolation: Model = {
  name: 'interpolation',
  async fit(tensor) {
    refuseUnusable(tensor);
    const { viewers, samples, features } = tensor;
    const { viewer } = fitAdditive(tensor, 0);
    const fit = { base: null, design: emptyDesign, viewer: new Float64Array(0), intercept: viewer, nonNegative: false };
    const population = populationOf(tensor, fit);
    const place = placerOf(population);
    const pace = decay(population);
    const predict = (values: Float32Array, mask: Uint8Array, at: number, maskAt: number): Prediction =>
      interpolate(population, place(values, mask, at, maskAt).intercept, pace, values, mask, at, maskAt);
    const fitted: Fitted = {
      name: 'interpolation',
      factors: () => null,
      impute(i) {
        refuseViewerIndex(i, viewers);
        return predict(tensor.values, tensor.mask, i * samples * features, i * samples);
      },
      foldIn(values, mask) {
        refuseViewer(samples, features, values, mask);
        return predict(values, mask, 0, 0);
      },
    };
    return fitted;
  },
};

/** The correlation of an AR(1) process with the residuals' mean correlation time, from one sample to the next. */
function decay(population: Population): number {
  const { correlationTime, features } = population;
  const time = correlationTime.reduce((sum, value) => sum + value, 0) / features;
  return (time - 1) / (time + 1);
}

/**
 * The deviation around a line between two noisy ends: of an AR(1) process with the landmarks' own variance, given its values
 * at the ends, plus the ends' measuring noise.
 */
function interpolate(
  population: Population,
  centre: Float64Array,
  pace: number,
  values: Float32Array,
  mask: Uint8Array,
  at: number,
  maskAt: number,
): Prediction {
  const { samples, features, scatter } = population;
  const mean = new Float32Array(samples * features);
  const deviation = new Float32Array(samples * features);
  const wobble = wobbleOf(values.subarray(at, at + samples * features), mask, samples, features, 0, maskAt);
  const scale = noiseScale(wobble, scatter.step);
  const next = new Int32Array(samples).fill(-1);
  for (let t = samples - 1, coming = -1; t >= 0; t--) {
    if (mask[maskAt + t] === 1) coming = t;
    next[t] = coming;
  }
  for (let t = 0, last = -1; t < samples; t++) {
    if (mask[maskAt + t] === 1) last = t;
    const after = next[t]!;
    const [back, ahead] = [last < 0 ? 0 : pace ** (t - last), after < 0 ? 0 : pace ** (after - t)];
    const share = last < 0 || after < 0 ? 0 : after === last ? 0 : (t - last) / (after - last);
    for (let f = 0; f < features; f++) {
      const before = last < 0 ? 0 : values[at + last * features + f]!;
      const behind = after < 0 ? 0 : values[at + after * features + f]!;
      const noise = scale * scatter.noise[f]!;
      let value: number;
      let open: number;
      if (last >= 0 && after >= 0) {
        value = before + share * (behind - before);
        open = scatter.clean[f]! * lineVariance(share, back, ahead) + noise * ((1 - share) ** 2 + share ** 2);
      } else {
        const [weight, end] = last >= 0 ? [back, before] : [ahead, behind];
        value = centre[f]! + weight * (weight > 0 ? end - centre[f]! : 0);
        open = scatter.clean[f]! * (1 - weight * weight) + noise * weight * weight;
      }
      mean[t * features + f] = value;
      deviation[t * features + f] = Math.sqrt(open);
    }
  }
  return { mean, deviation };
}

/** Variance of x_t - (1 - s) x_a - s x_b for a process of variance 1 and correlations `back` to a and `ahead` to b. */
function lineVariance(share: number, back: number, ahead: number): number {
  const rest = 1 - share;
  return Math.max(
    0,
    1 + rest * rest + share * share - 2 * rest * back - 2 * share * ahead + 2 * rest * share * back * ahead,
  );
}
