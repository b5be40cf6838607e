import { decodeCourse, inferViewer, type ViewerPosterior, type ViewerPrior } from './infer.ts';
import type { Saturating } from './objective/saturating.ts';
import { addLanding } from './parts.ts';

/** What a model knows of viewers in general, with which any one is told from what is observed of it. */
export type Population = {
  readonly decoder: Saturating;
  /** [D, P] and [P, D]. */
  readonly basis: Float64Array;
  readonly loading: Float64Array;
  /** [T, K] V, and [K] s. */
  readonly time: Float64Array;
  readonly deviation: Float64Array;
  /** [D]: the mean neutral, the neutrals' variance around it, that of landmarks around what U and V say, and measuring's. */
  readonly mean: Float64Array;
  readonly spread: Float64Array;
  readonly clean: Float64Array;
  readonly noise: Float64Array;
  readonly prior: ViewerPrior;
  /** Noise of a component, and how many samples of it tell as much as an independent one. */
  readonly variance: number;
  readonly memory: number;
};

/** One viewer as told from its observed samples: U with its covariance, and the neutral [D] with its variance. */
export type FoldedViewer = ViewerPosterior & { readonly face: Float64Array; readonly faceVariance: Float64Array };

/** The viewer of whom `values` [T, D] are observed where `mask` [T] is 1; drawn to the population where little is. */
export function foldInViewer(population: Population, values: Float32Array, mask: Uint8Array): FoldedViewer {
  const { decoder, basis, loading, time, deviation, mean, spread, clean, noise, prior, variance, memory } = population;
  const P = decoder.components;
  const [T, D] = [mask.length, mean.length];
  const y = new Float64Array(T * P);
  for (let t = 0; t < T; t += 1) {
    if (mask[t] !== 1) continue;
    for (let d = 0; d < D; d += 1) {
      const value = values[t * D + d]! - mean[d]!;
      for (let p = 0; p < P; p += 1) y[t * P + p]! += value * basis[d * P + p]!;
    }
  }
  const posterior = inferViewer(decoder, time, y, mask, prior, variance, memory);
  const said = decodeCourse(decoder, posterior.viewer, time, deviation);
  const lack = new Float64Array(D);
  const expected = new Float64Array(D);
  let count = 0;
  for (let t = 0; t < T; t += 1) {
    if (mask[t] !== 1) continue;
    count += 1;
    expected.fill(0);
    addLanding(expected, 0, said, t * P, { D, P, loading });
    for (let d = 0; d < D; d += 1) lack[d]! += values[t * D + d]! - mean[d]! - expected[d]!;
  }
  const face = mean.slice();
  const faceVariance = new Float64Array(D);
  for (let d = 0; d < D; d += 1) {
    // As many samples as the population is worth; noise of measuring, unlike the rest, is new at each sample.
    const worth = (clean[d]! * memory + noise[d]!) / Math.max(1e-12, spread[d]!);
    face[d]! += count === 0 ? 0 : lack[d]! / (count + worth);
    faceVariance[d] = (spread[d]! * worth) / (count + worth);
  }
  return { ...posterior, face, faceVariance };
}

/** What is known of a viewer unseen, from mean and deviation of U [2, K], the neutrals' variance [D] and the basis [D, P]. */
export function viewerPrior(
  statistics: Float64Array,
  spread: Float64Array,
  basis: Float64Array,
  K: number,
): ViewerPrior {
  const P = basis.length / spread.length;
  const neutral = new Float64Array(P);
  for (let p = 0; p < P; p += 1) {
    for (let d = 0; d < spread.length; d += 1) neutral[p]! += spread[d]! * basis[d * P + p]! ** 2;
  }
  return { mean: statistics.slice(0, K), deviation: statistics.slice(K), neutral };
}
