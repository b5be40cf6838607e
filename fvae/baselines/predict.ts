import { rowVariances } from '../linear/matrix.ts';
import { livelinessOf } from '../liveliness.ts';
import type { Prediction } from '../model.ts';
import type { Placement } from './placement.ts';
import type { Population } from './population.ts';

/**
 * Mean and deviation [T, D] of a placed viewer's landmarks. The variance has three parts: of the intercept and of u, as far
 * as the samples leave them open, and of the landmarks around the model (`Scatter`, scaled to the viewer); measuring noise is
 * in none of them.
 */
export function predictViewer(
  population: Population,
  placement: Placement,
  values: Float32Array,
  mask: Uint8Array,
  at = 0,
  maskAt = 0,
): Prediction {
  const { samples, features, fit, from, scatter } = population;
  const { design, base } = fit;
  const { rank } = design;
  const mean = new Float32Array(samples * features);
  const deviation = new Float32Array(samples * features);
  const residual = new Float64Array(samples * features);
  const loadings = new Float64Array(rank * features);
  const open = rowVariances(from, placement.interceptVariance, features);
  const parts = new Float64Array(samples * features);
  const row = new Float64Array(features);
  const lever = new Float64Array(rank * features);
  for (let t = 0; t < samples; t++) {
    const line = t * features;
    row.set(placement.intercept);
    if (base !== null) for (let f = 0; f < features; f++) row[f]! += base[line + f]!;
    if (rank > 0) design.fill(t, loadings);
    for (let k = 0; k < rank; k++) {
      const u = placement.viewer[k]!;
      for (let f = 0; f < features; f++) {
        const b = loadings[k * features + f]!;
        row[f]! += u * b;
        lever[k * features + f] = b - placement.coupling[k * features + f]!;
      }
    }
    const variance = parts.subarray(line, line + features);
    variance.set(open);
    for (let k = 0; k < rank; k++) {
      for (let j = 0; j <= k; j++) {
        const weight = (j < k ? 2 : 1) * placement.viewerCovariance[k * rank + j]!;
        const [one, other] = [k * features, j * features];
        for (let f = 0; f < features; f++) variance[f]! += weight * lever[one + f]! * lever[other + f]!;
      }
    }
    mean.set(row, line);
    if (mask[maskAt + t] !== 1) continue;
    for (let f = 0; f < features; f++) residual[line + f] = values[at + line + f]! - row[f]!;
  }
  const liveliness = livelinessOf(population, residual, mask, maskAt);
  for (let t = 0; t < samples; t++) {
    for (let f = 0; f < features; f++) {
      const own = scatter.clean[f]! * scatter.course[t]! * liveliness;
      deviation[t * features + f] = Math.sqrt(Math.max(0, parts[t * features + f]!) + own);
    }
  }
  return { mean, deviation };
}
