import { blockLength } from '../hidden.ts';
import { addRows, covarianceOf, createMoments } from '../linear/covariance.ts';
import { multiply } from '../linear/matrix.ts';
import { whitening } from '../linear/whitening.ts';
import type { Random } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { type LinearFit, residualWindows } from './windows.ts';

/**
 * [N, T], 0 in blocks of successive samples drawn at random until about `share` of the film is held out, else 1. At least
 * half of what is observed of every viewer stays.
 */
export function heldOutBlocks(tensor: Tensor, share: number, random: Random): Uint8Array {
  const { viewers, samples, mask } = tensor;
  const keep = new Uint8Array(viewers * samples).fill(1);
  const length = blockLength(samples);
  for (let i = 0; i < viewers; i++) {
    let seen = 0;
    for (let t = 0; t < samples; t++) seen += mask[i * samples + t] === 1 ? 1 : 0;
    let out = 0;
    for (let from = 0; from < samples; from += length) {
      if (random.uniform() >= share) continue;
      let block = 0;
      const end = Math.min(samples, from + length);
      for (let t = from; t < end; t++) block += mask[i * samples + t] === 1 ? 1 : 0;
      if (2 * (out + block) > seen) continue;
      out += block;
      keep.fill(0, i * samples + from, i * samples + end);
    }
  }
  return keep;
}

/**
 * Mean log density of the entries that `keep` leaves out, in nats per entry, under the fit with Gaussian residuals of the
 * covariance that the kept entries show; NaN when nothing is left out or nothing of the kept ones is left unexplained. From
 * at most about `rows` entries.
 */
export function heldOutLikelihood(tensor: Tensor, kept: Tensor, fit: LinearFit, rows = 8000): number {
  const { viewers, samples, features, values } = tensor;
  const windows = residualWindows(kept, fit, 20_000);
  const moments = createMoments(features);
  addRows(moments, new Float64Array(windows.residual), viewers * windows.length);
  moments.weight = windows.mask.reduce((sum, seen) => sum + seen, 0);
  const covariance = covarianceOf(moments, false);
  // What is told to the last bit has no density.
  if (covariance.every((value) => value === 0)) return Number.NaN;
  const { whiten, logDeterminant } = whitening(covariance, features, 1e-8);
  const left: number[] = [];
  for (let entry = 0; entry < viewers * samples; entry++) {
    if (tensor.mask[entry] === 1 && kept.mask[entry] !== 1) left.push(entry);
  }
  const step = Math.max(1, Math.floor(left.length / rows));
  const { rank } = fit.design;
  const loadings = new Float64Array(rank * features);
  const row = new Float64Array(features);
  const errors = createMoments(features);
  const held = 64;
  const block = new Float64Array(held * features);
  let count = 0;
  for (let at = 0; at < left.length; at += step) {
    const entry = left[at]!;
    const i = Math.floor(entry / samples);
    const t = entry % samples;
    fit.design.fill(t, loadings);
    for (let f = 0; f < features; f++) {
      row[f] = values[entry * features + f]! - fit.intercept[i * features + f]! - (fit.base?.[t * features + f] ?? 0);
    }
    for (let k = 0; k < rank; k++) {
      const u = fit.viewer[i * rank + k]!;
      for (let f = 0; f < features; f++) row[f]! -= u * loadings[k * features + f]!;
    }
    block.set(row, (count % held) * features);
    count += 1;
    if (count % held === 0) addRows(errors, block, held);
  }
  addRows(errors, block, count % held);
  if (count === 0) return Number.NaN;
  // The mean of e' S^-1 e is the trace of S^-1 times the mean of e e'.
  const precision = multiply(whiten, whiten, features, features, features);
  const square = covarianceOf(errors, false).reduce((sum, value, at) => sum + value * precision[at]!, 0);
  return -0.5 * (square + logDeterminant + features * Math.log(2 * Math.PI));
}
