import { correlationTimes } from './correlation.ts';
import { addRow, addRows, covarianceOf, createMoments, meanOf } from './linear/covariance.ts';
import { symmetricEigen } from './linear/eigen.ts';
import { multiply, transpose } from './linear/matrix.ts';
import { splitCovariance } from './linear/split-covariance.ts';
import { whitening } from './linear/whitening.ts';
import { type Scatter, scatterOf, type Windows } from './noise.ts';
import type { Tensor } from './tensor.ts';

/**
 * How viewers differ and how residuals scatter under a model: everything needed to place an unseen viewer. The D
 * `coordinates` y = to x are those in which both the residuals' covariance is the identity and the intercepts' is diagonal.
 */
export type Population = {
  readonly samples: number;
  readonly features: number;
  /** [D] mean and, by coordinate, variance of the intercepts. */
  readonly interceptMean: Float64Array;
  readonly interceptVariance: Float64Array;
  /** [R] mean and [R, R] covariance of u. */
  readonly viewerMean: Float64Array;
  readonly viewerCovariance: Float64Array;
  /** [D, D] each, inverse to each other. */
  readonly to: Float64Array;
  readonly from: Float64Array;
  /** [D] by coordinate: how many successive residuals say as much about a mean as one independent one would. */
  readonly correlationTime: Float64Array;
  /** [D, D] inverse covariance of the residuals. */
  readonly precision: Float64Array;
  readonly scatter: Scatter;
};

/** What viewers are under a model: `viewer` [N, R], u, and `intercept` [N, D]. */
export type Fits = { readonly viewer: Float64Array; readonly rank: number; readonly intercept: Float64Array };

/** From how many viewers a feature on residuals of training viewers stand for those of others. */
const PLENTY = 10;

/** The population behind fits and their residuals; viewers count as far as they are observed. */
export function populationFrom(tensor: Tensor, windows: Windows, fits: Fits): Population {
  const { viewers, samples, features } = tensor;
  const { rank } = fits;
  const covariance = residualCovariance(windows, viewers, features);
  let trace = 0;
  for (let f = 0; f < features; f++) trace += covariance[f * features + f]!;
  // Features that the model explains to the last bit still need a residual to be divided by.
  for (let f = 0; f < features; f++)
    covariance[f * features + f]! += 1e-6 * (trace / features) + Number.MIN_VALUE ** 0.5;
  const white = whitening(covariance, features, 1e-8);
  const counts = observedCounts(tensor);
  const enough = Math.min(10, Math.max(...counts));
  const trusted = [...counts.keys()].filter((i) => counts[i]! >= enough);
  const intercepts = createMoments(features);
  const sizes = createMoments(Math.max(1, rank));
  const row = new Float64Array(features);
  for (const i of trusted) {
    for (let f = 0; f < features; f++) {
      let sum = 0;
      for (let g = 0; g < features; g++) sum += white.whiten[f * features + g]! * fits.intercept[i * features + g]!;
      row[f] = sum;
    }
    addRow(intercepts, row);
    if (rank > 0) addRow(sizes, fits.viewer, i * rank);
  }
  const spread = symmetricEigen(shrunk(covarianceOf(intercepts), features, trusted.length), features);
  const to = multiply(transpose(spread.vectors, features, features), white.whiten, features, features, features);
  const from = multiply(white.colour, spread.vectors, features, features, features);
  const correlationTime = correlationTimes(windows, to, viewers, features);
  const error = trusted.reduce((sum, i) => sum + 1 / counts[i]!, 0) / trusted.length;
  const mean = meanOf(intercepts);
  const interceptMean = multiply(white.colour, mean, features, features, 1);
  const viewerCovariance = rank > 0 ? covarianceOf(sizes) : new Float64Array(0);
  for (let k = 0; k < rank; k++) {
    viewerCovariance[k * rank + k] = 1.0001 * viewerCovariance[k * rank + k]! + Number.MIN_VALUE ** 0.25;
  }
  return {
    samples,
    features,
    interceptMean,
    interceptVariance: spread.values.map((value, d) =>
      Math.max(value - correlationTime[d]! * error, 0.01 * value, 1e-9),
    ),
    viewerMean: rank > 0 ? meanOf(sizes) : new Float64Array(0),
    viewerCovariance,
    to,
    from,
    correlationTime,
    precision: multiply(white.whiten, white.whiten, features, features, features),
    scatter: scatterOf(windows, viewers, samples, features),
  };
}

/** [n, n] covariance about 0 of the residuals, as viewers have them who took no part in finding it. */
function residualCovariance({ residual, mask }: Windows, viewers: number, n: number): Float64Array {
  const across = viewers < PLENTY * n ? splitCovariance(residual, mask, viewers, n) : null;
  if (across !== null) return across;
  const moments = createMoments(n);
  addRows(moments, new Float64Array(residual), mask.length);
  moments.weight = mask.reduce((sum, seen) => sum + seen, 0);
  const found = covarianceOf(moments, false);
  // Few rows leave directions with hardly any residual, in which viewers would seem to differ beyond measure.
  const free = Math.max(1, moments.weight - viewers);
  return free > 2 * n ? found : shrunk(found, n, free);
}

/** [N] observed samples of each viewer. */
function observedCounts(tensor: Tensor): Float64Array {
  const { viewers, samples, mask } = tensor;
  const counts = new Float64Array(viewers);
  for (let entry = 0; entry < viewers * samples; entry++)
    if (mask[entry] === 1) counts[Math.floor(entry / samples)]! += 1;
  return counts;
}

/**
 * A sample covariance of `count` rows drawn towards a multiple of the identity: oracle-approximating shrinkage (Chen,
 * Wiesel, Eldar and Hero 2010, eq. 23).
 */
function shrunk(covariance: Float64Array, n: number, count: number): Float64Array {
  let trace = 0;
  let square = 0;
  for (let i = 0; i < n; i++) {
    trace += covariance[i * n + i]!;
    for (let j = 0; j < n; j++) square += covariance[i * n + j]! ** 2;
  }
  const share =
    ((1 - 2 / n) * square + trace * trace) /
    Math.max((count + 1 - 2 / n) * (square - (trace * trace) / n), Number.MIN_VALUE);
  const rho = Math.min(1, share);
  return covariance.map((value, at) => (1 - rho) * value + (at % (n + 1) === 0 ? (rho * trace) / n : 0));
}
