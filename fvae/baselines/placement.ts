import { raisedInverse } from '../linear/inverse.ts';
import { multiply, transpose } from '../linear/matrix.ts';
import { descendNonNegative } from '../linear/nonnegative.ts';
import type { Design } from './design.ts';
import type { Population } from './population.ts';

/** Where a viewer stands: the Gaussian posterior of its intercept and u. */
export type Placement = {
  /** [R] and [R, R]. */
  readonly viewer: Float64Array;
  readonly viewerCovariance: Float64Array;
  /** [D] */
  readonly intercept: Float64Array;
  /** [D] by coordinate: posterior variance of the intercept given u. */
  readonly interceptVariance: Float64Array;
  /** [R, D]: how the intercept answers a change of u, in features (intercept falls by this times the change). */
  readonly coupling: Float64Array;
};

/** Places viewers in a population. */
export type Placer = (values: Float32Array, mask: Uint8Array, at: number, maskAt: number) => Placement;

/**
 * A function that gives the posterior of (intercept, u) of one viewer from its observed samples, both with the population
 * as Gaussian prior, residuals correlated in time counted by their correlation time. Nothing behind the mask is read.
 *
 * In coordinates with unit residual covariance, y_t = n + B_t' u + e_t: n is integrated out coordinate by coordinate, which
 * leaves R normal equations (mixed-model equations; Henderson 1975).
 */
export function placerOf(population: Population): Placer {
  const { features, samples, fit, to, from, correlationTime, interceptVariance } = population;
  const { design, base } = fit;
  const { rank } = design;
  const weights = correlationTime.map((time) => 1 / time);
  const weighedTo = to.map((value, at) => value * weights[Math.floor(at / features)]!);
  const metric = multiply(transpose(to, features, features), weighedTo, features, features, features);
  const weighed = design.times(metric);
  const grams = gramsOf(design, weighed, samples, features);
  const prior = raisedInverse(population.viewerCovariance, rank);
  const loadings = new Float64Array(rank * features);
  const weighedLoadings = new Float64Array(rank * features);
  const row = new Float64Array(features);

  return (values, mask, at, maskAt) => {
    const rowSum = new Float64Array(features);
    const designSum = new Float64Array(rank * features);
    const a = prior.slice();
    const b = new Float64Array(rank);
    let count = 0;
    for (let t = 0; t < samples; t++) {
      if (mask[maskAt + t] !== 1) continue;
      count += 1;
      if (rank > 0) {
        design.fill(t, loadings);
        weighed.fill(t, weighedLoadings);
      }
      for (let f = 0; f < features; f++) {
        row[f] =
          values[at + t * features + f]! - population.interceptMean[f]! - (base === null ? 0 : base[t * features + f]!);
      }
      for (let k = 0; k < rank; k++) {
        const u = population.viewerMean[k]!;
        const line = k * features;
        for (let f = 0; f < features; f++) {
          designSum[line + f]! += loadings[line + f]!;
          row[f]! -= u * loadings[line + f]!;
        }
      }
      for (let k = 0; k < rank; k++) {
        const line = k * features;
        let sum = 0;
        for (let f = 0; f < features; f++) sum += weighedLoadings[line + f]! * row[f]!;
        b[k]! += sum;
        for (let j = 0; j < rank; j++) a[k * rank + j]! += grams[(t * rank + k) * rank + j]!;
      }
      for (let f = 0; f < features; f++) rowSum[f]! += row[f]!;
    }
    // [R, D] and [D] by coordinate.
    const turnedSum = multiply(designSum, transpose(to, features, features), rank, features, features);
    const turnedRow = multiply(to, rowSum, features, features, 1);
    const variance = weights.map((weight, d) => 1 / (count * weight + 1 / interceptVariance[d]!));
    for (let k = 0; k < rank; k++) {
      for (let d = 0; d < features; d++) {
        const scaled = weights[d]! * weights[d]! * variance[d]! * turnedSum[k * features + d]!;
        b[k]! -= scaled * turnedRow[d]!;
        for (let j = 0; j < rank; j++) a[k * rank + j]! -= scaled * turnedSum[j * features + d]!;
      }
    }
    const covariance = raisedInverse(a, rank);
    const change = multiply(covariance, b, rank, rank, 1);
    const viewer = population.viewerMean.map((mean, k) => mean + change[k]!);
    if (fit.nonNegative && viewer.some((u) => u < 0)) {
      const right = multiply(a, viewer, rank, rank, 1);
      descendNonNegative(a, rank, right, viewer, 0, 200);
      for (let k = 0; k < rank; k++) change[k] = viewer[k]! - population.viewerMean[k]!;
    }
    const gain = weights.map((weight, d) => weight * variance[d]!);
    const shift = turnedRow.map((sum, d) => {
      let left = sum;
      for (let k = 0; k < rank; k++) left -= turnedSum[k * features + d]! * change[k]!;
      return gain[d]! * left;
    });
    const back = multiply(from, shift, features, features, 1);
    const gained = turnedSum.map((sum, at) => sum * gain[at % features]!);
    return {
      viewer,
      viewerCovariance: covariance,
      intercept: population.interceptMean.map((mean, f) => mean + back[f]!),
      interceptVariance: variance,
      coupling: multiply(gained, transpose(from, features, features), rank, features, features),
    };
  };
}

/** [T, R, R] products of a design with itself in the metric. */
function gramsOf(design: Design, weighed: Design, samples: number, features: number): Float64Array {
  const { rank } = design;
  const out = new Float64Array(samples * rank * rank);
  const plain = new Float64Array(rank * features);
  const other = new Float64Array(rank * features);
  for (let t = 0; t < (rank > 0 ? samples : 0); t++) {
    design.fill(t, plain);
    weighed.fill(t, other);
    for (let k = 0; k < rank; k++) {
      for (let j = 0; j <= k; j++) {
        let sum = 0;
        for (let f = 0; f < features; f++) sum += plain[k * features + f]! * other[j * features + f]!;
        out[(t * rank + k) * rank + j] = sum;
        out[(t * rank + j) * rank + k] = sum;
      }
    }
  }
  return out;
}
