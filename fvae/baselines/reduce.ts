import { BLOCK, blockDots, fillBlock, seenRows } from '../linear/block.ts';
import { addRow, addRows, covarianceOf, createMoments } from '../linear/covariance.ts';
import { symmetricEigen } from '../linear/eigen.ts';
import { multiply, transpose } from '../linear/matrix.ts';
import { whitening } from '../linear/whitening.ts';
import type { Tensor } from '../tensor.ts';
import type { AdditiveFit } from './additive-fit.ts';

/** A few directions of the features: coordinates y = `forward` x, and the features that coordinates stand for, `back` y. */
export type Subspace = {
  readonly size: number;
  /** [P, D]. */
  readonly forward: Float64Array;
  /** [D, P]. */
  readonly back: Float64Array;
};

/** The tensor in a subspace, every viewer's own mean taken off first. */
export type Reduced = {
  readonly viewers: number;
  readonly samples: number;
  readonly size: number;
  /** [N, T, P], zero where missing. */
  readonly values: Float32Array;
  readonly mask: Uint8Array;
  /** [N], how much a viewer's entries count. */
  readonly weight: Float64Array;
};

/**
 * [D, D] covariance of what `viewer` means and `time` means (either null for none) leave of the observed entries, from at
 * most about `rows` of them, taken at equal steps.
 */
export function residualCovariance(
  tensor: Tensor,
  viewer: Float64Array,
  time: Float64Array | null,
  rows = 120_000,
): Float64Array {
  const { viewers, samples, features, values, mask } = tensor;
  const step = Math.max(1, Math.floor((viewers * samples) / rows));
  const moments = createMoments(features);
  const held = 64;
  const block = new Float64Array(held * features);
  let count = 0;
  for (let entry = 0; entry < viewers * samples; entry += step) {
    if (mask[entry] !== 1) continue;
    const own = Math.floor(entry / samples) * features;
    const course = (entry % samples) * features;
    for (let f = 0; f < features; f++) {
      const mean = viewer[own + f]! + (time === null ? 0 : time[course + f]!);
      block[count * features + f] = values[entry * features + f]! - mean;
    }
    count += 1;
    if (count === held) {
      addRows(moments, block, count);
      count = 0;
    }
  }
  addRows(moments, block, count);
  return covarianceOf(moments, false);
}

/** The leading principal components of the entries around their viewer's mean. */
export function principalSubspace(covariance: Float64Array, features: number, size: number): Subspace {
  const { vectors } = symmetricEigen(covariance, features);
  const back = columnsOf(vectors, features, size);
  return { size, forward: transpose(back, features, size), back };
}

/**
 * The directions in which what viewers share at a moment stands out most from what they do not share: eigenvectors of
 * the time means' covariance in coordinates that whiten the residual of the additive fit. A linear model's whole signal
 * lies in them, and coordinates outside carry none, so nothing is lost however small its share of the variance is. The
 * two-set form of correlated component analysis (Dmochowski et al. 2012; Parra, Haufe and Dmochowski 2018).
 */
export function sharedSubspace(fit: AdditiveFit, residual: Float64Array, features: number, size: number): Subspace {
  const { whiten, colour } = whitening(residual, features, 1e-7);
  const moments = createMoments(features);
  fit.timeCount.forEach((count, t) => {
    addRow(moments, fit.time, t * features, count);
  });
  const between = multiply(
    multiply(whiten, covarianceOf(moments), features, features, features),
    whiten,
    features,
    features,
    features,
  );
  const leading = columnsOf(symmetricEigen(between, features).vectors, features, size);
  return {
    size,
    forward: multiply(transpose(leading, features, size), whiten, size, features, features),
    back: multiply(colour, leading, features, features, size),
  };
}

/** The tensor's coordinates in the subspace, around the rows of `viewer` [N, D]; all viewers weigh 1. */
export function reduce(tensor: Tensor, viewer: Float64Array, space: Subspace): Reduced {
  const { viewers, samples, features, values, mask } = tensor;
  const { size, forward } = space;
  const out = new Float32Array(viewers * samples * size);
  const seen = new Int32Array(samples);
  const block = new Float64Array(BLOCK * features);
  const dots = new Float64Array(BLOCK * size);
  for (let i = 0; i < viewers; i++) {
    const number = seenRows(mask, i * samples, samples, seen);
    for (let n = 0; n < number; n += BLOCK) {
      const rows = { values, at: i * samples * features, less: viewer, lessAt: i * features };
      fillBlock(rows, features, seen, n, number, block);
      blockDots(forward, size, block, 0, features, dots);
      for (let m = 0; m < BLOCK && n + m < number; m++) {
        const to = (i * samples + seen[n + m]!) * size;
        for (let p = 0; p < size; p++) out[to + p] = dots[p * BLOCK + m]!;
      }
    }
  }
  return { viewers, samples, size, values: out, mask, weight: new Float64Array(viewers).fill(1) };
}

/** The first `count` columns of a matrix [n, n], as [n, count]. */
function columnsOf(matrix: Float64Array, n: number, count: number): Float64Array {
  const out = new Float64Array(n * count);
  for (let i = 0; i < n; i++) for (let k = 0; k < count; k++) out[i * count + k] = matrix[i * n + k]!;
  return out;
}
