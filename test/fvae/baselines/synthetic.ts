import { createRandom } from '../../../fvae/random.ts';
import type { Tensor } from '../../../fvae/tensor.ts';

/** A small tensor made by a CP model, and the model. */
export type Synthetic = {
  readonly tensor: Tensor;
  /** [N, T, D] without noise, nowhere missing. */
  readonly clean: Float64Array;
  readonly rank: number;
  readonly viewer: Float64Array;
  readonly time: Float64Array;
};

export type SyntheticOptions = {
  readonly seed: number;
  readonly viewers?: number;
  readonly samples?: number;
  readonly features?: number;
  readonly rank?: number;
  readonly noise?: number;
  readonly missing?: number;
};

/** x = n_i + Σ_k U_ik V_tk W_k + noise, U >= 0 and V >= 0 of smooth bursts; missing in runs. NaN where missing. */
export function synthetic(options: SyntheticOptions): Synthetic {
  const { seed, viewers = 20, samples = 60, features = 8, rank = 2, noise = 0.05, missing = 0.15 } = options;
  const random = createRandom(seed, 'synthetic');
  const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  const viewer = normals(viewers * rank).map((value) => Math.exp(0.5 * value));
  const time = new Float64Array(samples * rank);
  for (let k = 0; k < rank; k++) {
    for (let burst = 0; burst < 4; burst++) {
      const at = random.integer(samples);
      for (let t = at; t < Math.min(samples, at + 12); t++)
        time[t * rank + k]! += Math.sin(((t - at + 1) * Math.PI) / 13) ** 2;
    }
  }
  const loading = normals(rank * features);
  const neutral = normals(viewers * features);
  const clean = new Float64Array(viewers * samples * features);
  const values = new Float32Array(viewers * samples * features);
  const mask = new Uint8Array(viewers * samples).fill(1);
  for (let i = 0; i < viewers; i++) {
    for (let t = 0; t < samples; t++)
      if (random.uniform() < missing / 4) mask.fill(0, i * samples + t, i * samples + Math.min(samples, t + 4));
    mask[i * samples + random.integer(samples)] = 1;
    for (let t = 0; t < samples; t++) {
      for (let f = 0; f < features; f++) {
        const at = (i * samples + t) * features + f;
        let value = neutral[i * features + f]!;
        for (let k = 0; k < rank; k++)
          value += viewer[i * rank + k]! * time[t * rank + k]! * loading[k * features + f]!;
        clean[at] = value;
        const measured = value + noise * random.normal();
        values[at] = mask[i * samples + t] === 1 ? measured : Number.NaN;
      }
    }
  }
  return { tensor: { viewers, samples, features, values, mask }, clean, rank, viewer, time };
}

/** |correlation| of column a of one matrix and column b of another. */
export function correlation(x: Float64Array, xs: number, a: number, y: Float64Array, ys: number, b: number): number {
  const rows = x.length / xs;
  let [sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const [p, q] = [x[i * xs + a]!, y[i * ys + b]!];
    sx += p;
    sy += q;
    sxx += p * p;
    syy += q * q;
    sxy += p * q;
  }
  return Math.abs(sxy - (sx * sy) / rows) / Math.sqrt((sxx - (sx * sx) / rows) * (syy - (sy * sy) / rows));
}

/** For every true factor the best product of the correlations of U and V with any found one. */
export function recovered(truth: Synthetic, viewer: Float64Array, time: Float64Array, count: number): number[] {
  return Array.from({ length: truth.rank }, (_, b) =>
    Math.max(
      ...Array.from(
        { length: count },
        (_, a) =>
          correlation(viewer, count, a, truth.viewer, truth.rank, b) *
          correlation(time, count, a, truth.time, truth.rank, b),
      ),
    ),
  );
}
