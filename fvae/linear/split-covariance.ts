import { addRows, covarianceOf, createMoments, type Moments } from './covariance.ts';
import { symmetricEigen } from './eigen.ts';

/** In how many parts groups are split. */
const PARTS = 4;

/**
 * [n, n] covariance about 0 of rows [groups, length, n] of which `mask` [groups, length] is 1, as groups that had no part in finding
 * it have it: directions are the eigenvectors of what three quarters of the groups say, variances along them those of the fourth,
 * each in turn, and the four are averaged (Lam 2016, "Nonparametric eigenvalue-regularized precision or covariance matrix
 * estimator"). Rows of a group say nearly the same, so that a sample covariance has directions with next to no variance, in which
 * any other group would seem to lie beyond measure. Null where there are fewer groups with rows than
 * parts.
 */
export function splitCovariance(rows: Float32Array, mask: Uint8Array, groups: number, n: number): Float64Array | null {
  const length = mask.length / groups;
  const parts = Array.from({ length: PARTS }, () => createMoments(n));
  const held = new Float64Array(length * n);
  // By size, so that parts have as many large ones, and the same ones in whatever order groups come.
  bySize(rows, mask, groups, n).forEach((group, rank) => {
    let count = 0;
    for (let t = group * length; t < (group + 1) * length; t++) {
      if (mask[t] !== 1) continue;
      for (let f = 0; f < n; f++) held[count * n + f] = rows[t * n + f]!;
      count += 1;
    }
    addRows(parts[rank % PARTS]!, held, count);
  });
  if (parts.some(({ weight }) => weight === 0)) return null;
  const out = new Float64Array(n * n);
  for (const part of parts) {
    const { vectors } = symmetricEigen(covarianceOf(without(parts, part), false), n);
    const there = covarianceOf(part, false);
    for (let k = 0; k < n; k++) {
      let variance = 0;
      for (let i = 0; i < n; i++) {
        let dot = 0;
        for (let j = 0; j < n; j++) dot += there[i * n + j]! * vectors[j * n + k]!;
        variance += vectors[i * n + k]! * dot;
      }
      for (let i = 0; i < n; i++) {
        const scaled = (variance / PARTS) * vectors[i * n + k]!;
        for (let j = 0; j < n; j++) out[i * n + j]! += scaled * vectors[j * n + k]!;
      }
    }
  }
  return out;
}

/** Groups that have rows, by how large these are in sum of squares. */
function bySize(rows: Float32Array, mask: Uint8Array, groups: number, n: number): number[] {
  const size = new Float64Array(groups).fill(-1);
  for (let row = 0; row < mask.length; row++) {
    if (mask[row] !== 1) continue;
    const group = Math.floor((row * groups) / mask.length);
    let square = 0;
    for (let f = 0; f < n; f++) square += rows[row * n + f]! ** 2;
    size[group] = Math.max(0, size[group]!) + square;
  }
  return [...size.keys()].filter((group) => size[group]! >= 0).sort((a, b) => size[a]! - size[b]!);
}

/** The moments of all parts but one. */
function without(parts: readonly Moments[], part: Moments): Moments {
  const rest = createMoments(part.size);
  for (const one of parts) {
    if (one === part) continue;
    rest.weight += one.weight;
    for (let at = 0; at < rest.outer.length; at++) rest.outer[at]! += one.outer[at]!;
    for (let at = 0; at < rest.sum.length; at++) rest.sum[at]! += one.sum[at]!;
  }
  return rest;
}
