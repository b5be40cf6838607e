import { choleskyFactor, solveLower, solveUpper } from '../linear/cholesky.ts';
import { symmetricEigen } from '../linear/eigen.ts';
import { multiply, transpose } from '../linear/matrix.ts';
import { ModelFault } from '../model.ts';
import type { Tensor } from '../tensor.ts';
import { chanceScatter, chanceThreshold } from './chance.ts';
import { scatterOf } from './scatter.ts';

/** The few directions in which an audience moves together with the film. */
export type TimeLockedSubspace = {
  readonly features: number;
  /** P, how many directions there are. */
  readonly components: number;
  /** How many of them pass chance: the first ones. */
  readonly locked: number;
  /** [D, P]: (x - neutral) times it are the components, each of variance 1 within seconds and uncorrelated there. */
  readonly basis: Float64Array;
  /** [P, D], the way back: x is close to neutral + y times it, and what is left is uncorrelated with y. */
  readonly loading: Float64Array;
  /** [D] all of them, from largest to smallest: variance between seconds over variance within. */
  readonly eigenvalues: Float64Array;
  /** What component P + 1 would have had to pass (the last one tested). */
  readonly threshold: number;
  /** What was added to each feature's variance within seconds, squared units of the data. */
  readonly floor: number;
  /** [D, D] covariance within seconds, `floor` included. */
  readonly within: Float64Array;
  /** [N, D] each viewer's mean over its observed samples; the mean of the others' for a viewer without any. */
  readonly neutral: Float64Array;
  /** [T, P] mean of the viewers' components at each second; zero where nobody is observed. */
  readonly course: Float64Array;
};

export type SubspaceOptions = {
  /** Of the time shifts that say what chance gives. */
  readonly seed: number;
  /** @defaultValue 2 */
  readonly fewest?: number;
  /** @defaultValue 24 */
  readonly most?: number;
  /** Added to every feature's variance within seconds, as a share of their mean. @defaultValue 1e-3 */
  readonly floor?: number;
  /** How often chance is tried. @defaultValue 8 */
  readonly shifts?: number;
};

/**
 * The directions of viewer-centred data whose variance between seconds is largest against that within seconds, as many
 * as pass what chance gives: each is held against the largest eigenvalue left to it and the ones after it by viewers
 * shifted in time. Viewers observed in less than a twentieth of the samples (or less than 30) take no part. Throws
 * ModelFault when fewer than two do, or when the data do not vary. Correlated component analysis (Dmochowski, Sajda,
 * Dias and Parra 2012; Parra, Haufe and Dmochowski, Correlated Components Analysis, 2018), the variances estimated as in
 * a random-effects analysis of variance.
 */
export function timeLockedSubspace(tensor: Tensor, options: SubspaceOptions): TimeLockedSubspace {
  const { features: n, samples } = tensor;
  const { seed, fewest = 2, most = 24, floor: share = 1e-3, shifts = 8 } = options;
  const scatter = scatterOf(tensor);
  const traceOf = (a: Float64Array): number =>
    a.reduce((sum, value, at) => (at % (n + 1) === 0 ? sum + value : sum), 0);
  // The second term is for data without noise, whose variance within is nothing but rounding.
  const floor = (share * traceOf(scatter.within) + 1e-12 * Math.abs(traceOf(scatter.between))) / n;
  const within = scatter.within.map((value, at) => (at % (n + 1) === 0 ? value + floor : value));
  const { values: eigenvalues, vectors } = generalisedEigen(scatter.between, within, n);
  const chance = chanceScatter(tensor, scatter, shifts, seed).map((matrix) =>
    multiply(transpose(vectors, n, n), multiply(matrix, vectors, n, n, n), n, n, n),
  );
  let components = 0;
  let threshold = Number.POSITIVE_INFINITY;
  while (components < Math.min(most, n)) {
    threshold = chanceThreshold(chance, n, components);
    if (!(eigenvalues[components]! > threshold)) break;
    components += 1;
  }
  const locked = components;
  components = Math.min(n, Math.max(components, Math.min(fewest, most)));
  const basis = new Float64Array(n * components);
  for (let i = 0; i < n; i++) for (let k = 0; k < components; k++) basis[i * components + k] = vectors[i * n + k]!;
  return {
    features: n,
    components,
    locked,
    basis,
    loading: multiply(transpose(basis, n, components), within, components, n, n),
    eigenvalues,
    threshold,
    floor,
    within,
    neutral: scatter.neutral,
    course: multiply(scatter.timeMean, basis, samples, n, components),
  };
}

/** Solves B g = λ W g: λ from largest to smallest and the g as columns, G' W G the identity. */
function generalisedEigen(
  between: Float64Array,
  within: Float64Array,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const l = new Float64Array(n * n);
  if (!choleskyFactor(within, n, l)) {
    throw new ModelFault('the observed entries do not vary from viewer to viewer, or are not finite numbers');
  }
  // L⁻¹ B L'⁻¹, row by row: rows of B times L'⁻¹ are L⁻¹ applied to them, B being symmetric.
  const half = between.slice();
  for (let i = 0; i < n; i++) solveLower(l, n, half, i * n);
  const whole = transpose(half, n, n);
  for (let i = 0; i < n; i++) solveLower(l, n, whole, i * n);
  const { values, vectors } = symmetricEigen(whole, n);
  const rows = transpose(vectors, n, n);
  for (let k = 0; k < n; k++) solveUpper(l, n, rows, k * n);
  return { values, vectors: transpose(rows, n, n) };
}
