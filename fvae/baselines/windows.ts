import { createWindows, type Windows } from '../noise.ts';
import type { Tensor } from '../tensor.ts';
import type { Design } from './design.ts';

/** A linear model as fitted: x_it = base_t + n_i + B_t' u_i + residual. */
export type LinearFit = {
  /** [T, D]; null for zero. */
  readonly base: Float64Array | null;
  readonly design: Design;
  /** [N, R], u. */
  readonly viewer: Float64Array;
  /** [N, D], n. */
  readonly intercept: Float64Array;
  /** Whether u is held to be at least 0. */
  readonly nonNegative: boolean;
};

/** Residuals of the fit in windows of about `rows` entries together. */
export function residualWindows(tensor: Tensor, fit: LinearFit, rows?: number): Windows {
  const { viewers, samples, features, values, mask } = tensor;
  const { base, design, viewer, intercept } = fit;
  const { rank } = design;
  const windows = createWindows(viewers, samples, features, rows);
  const { length, start, residual, mask: seen } = windows;
  const loadings = new Float64Array(rank * features);
  const row = new Float64Array(features);
  for (let t = 0; t < samples; t++) {
    if (rank > 0) design.fill(t, loadings);
    for (let i = 0; i < viewers; i++) {
      const at = t - start[i]!;
      if (at < 0 || at >= length || mask[i * samples + t] !== 1) continue;
      seen[i * length + at] = 1;
      const from = (i * samples + t) * features;
      for (let f = 0; f < features; f++) {
        row[f] = values[from + f]! - intercept[i * features + f]! - (base === null ? 0 : base[t * features + f]!);
      }
      for (let k = 0; k < rank; k++) {
        const u = viewer[i * rank + k]!;
        for (let f = 0; f < features; f++) row[f]! -= u * loadings[k * features + f]!;
      }
      residual.set(row, (i * length + at) * features);
    }
  }
  return windows;
}
