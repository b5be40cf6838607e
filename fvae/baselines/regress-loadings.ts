import { addBlockProduct, BLOCK, fillBlock, seenRows } from '../linear/block.ts';
import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import type { Tensor } from '../tensor.ts';

/**
 * Loadings [K, D] of all features on given factors, by least squares over the observed entries around each viewer's own
 * means (`plain` [N, D] of the features). For given factors the same loadings are best in every metric, so a model found
 * in a few directions loses nothing here. The loadings of factors that never vary are 0.
 */
export function regressLoadings(
  tensor: Tensor,
  viewer: Float64Array,
  time: Float64Array,
  rank: number,
  plain: Float64Array,
): Float64Array {
  const { viewers, samples, features, values, mask } = tensor;
  const gram = new Float64Array(rank * rank);
  const right = new Float64Array(features * rank);
  const cross = new Float64Array(rank * features);
  const mean = new Float64Array(rank);
  const square = new Float64Array(rank * rank);
  const seen = new Int32Array(samples);
  const rows = new Float64Array(BLOCK * features);
  const moments = new Float64Array(BLOCK * rank);
  for (let i = 0; i < viewers; i++) {
    cross.fill(0);
    square.fill(0);
    mean.fill(0);
    const number = seenRows(mask, i * samples, samples, seen);
    for (let n = 0; n < number; n++) {
      for (let k = 0; k < rank; k++) mean[k]! += time[seen[n]! * rank + k]! / number;
    }
    for (let n = 0; n < number; n += BLOCK) {
      fillBlock({ values: time, at: 0, less: mean }, rank, seen, n, number, moments);
      const own = { values, at: i * samples * features, less: plain, lessAt: i * features };
      fillBlock(own, features, seen, n, number, rows);
      addBlockProduct(moments, 0, rank, rows, 0, features, cross, 0);
      addBlockProduct(moments, 0, rank, moments, 0, rank, square, 0);
    }
    for (let k = 0; k < rank; k++) {
      for (let j = 0; j <= k; j++) {
        gram[k * rank + j]! += viewer[i * rank + k]! * viewer[i * rank + j]! * square[k * rank + j]!;
      }
    }
    for (let k = 0; k < rank; k++) {
      const u = viewer[i * rank + k]!;
      for (let f = 0; f < features; f++) right[f * rank + k]! += u * cross[k * features + f]!;
    }
  }
  let largest = Number.MIN_VALUE;
  for (let k = 0; k < rank; k++) largest = Math.max(largest, gram[k * rank + k]!);
  for (let raise = 1e-10; ; raise *= 100) {
    if (!Number.isFinite(raise)) throw new RangeError('sums of which no loadings follow');
    const factor = gram.slice();
    for (let k = 0; k < rank; k++) factor[k * rank + k]! += raise * largest;
    if (!choleskyFactor(factor, rank, factor)) continue;
    for (let f = 0; f < features; f++) choleskySolve(factor, rank, right, f * rank);
    break;
  }
  const out = new Float64Array(rank * features);
  for (let k = 0; k < rank; k++) for (let f = 0; f < features; f++) out[k * features + f] = right[f * rank + k]!;
  return out;
}
