import type { Factors } from '../../../fvae/model.ts';
import { createRandom } from '../../../fvae/random.ts';
import type { Tensor } from '../../../fvae/tensor.ts';

export type Plan = {
  readonly viewers: number;
  readonly samples: number;
  readonly features: number;
  readonly factors: number;
  /** Standard deviation of the noise of single entries; the factors' part has one of about 1. */
  readonly noise: number;
  /** Share of the viewer-samples that are missing. */
  readonly missing: number;
  readonly seed: number;
  /** Deviation over viewers of a manner in which all show every factor, as a multiple of a second set of w_k. */
  readonly manner: number;
  /** Deviation of what wanders, AR(1) by 0.8 a sample in each entry by itself. */
  readonly wander: number;
};

export const somePlan: Plan = {
  viewers: 40,
  samples: 200,
  features: 12,
  factors: 3,
  noise: 0.5,
  missing: 0.2,
  seed: 1,
  manner: 0,
  wander: 0,
};

/** A tensor and what it is made of; NaN where it is missing. */
export type Planted = {
  readonly tensor: Tensor;
  readonly truth: Factors;
  /** [N, T, D] without noise, nowhere missing. */
  readonly clean: Float64Array;
};

/**
 * A tensor of `neutral_i + sum_k U_ik V_tk (w_k + manner_i w'_k) + wander + noise` with its U and V; for no factors of the
 * neutral, what wanders and noise alone.
 */
export function planted(plan: Partial<Plan> = {}): Planted {
  const { viewers, samples, features, factors, noise, missing, seed, manner, wander } = { ...somePlan, ...plan };
  const random = createRandom(seed, 'planted');
  const normal = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
  const viewer = normal(viewers * factors).map((x) => Math.exp(0.6 * x));
  const time = courses(samples, factors, random);
  const weights = normal(factors * features);
  const neutral = normal(viewers * features);
  const besides = createRandom(seed, 'besides');
  const turned = weights.map(() => besides.normal());
  const values = new Float32Array(viewers * samples * features);
  const clean = new Float64Array(values.length);
  const mask = new Uint8Array(viewers * samples);
  const away = new Float64Array(features);
  let own = 0;
  for (let entry = 0; entry < mask.length; entry += 1) {
    const i = Math.floor(entry / samples);
    const t = entry % samples;
    mask[entry] = random.uniform() < missing ? 0 : 1;
    if (t === 0) own = manner * besides.normal();
    for (let f = 0; f < features; f += 1) {
      away[f] = wander * besides.normal() * (t === 0 ? 1 : 0.6) + (t === 0 ? 0 : 0.8 * away[f]);
      const measuring = noise * random.normal();
      let value = neutral[i * features + f] + away[f];
      for (let k = 0; k < factors; k += 1) {
        const weight = weights[k * features + f] + own * turned[k * features + f];
        value += viewer[i * factors + k] * time[t * factors + k] * weight;
      }
      clean[entry * features + f] = value;
      values[entry * features + f] = mask[entry] === 1 ? value + measuring : Number.NaN;
    }
  }
  return { tensor: { viewers, samples, features, values, mask }, truth: { count: factors, viewer, time }, clean };
}

/** [T, K] courses at least 0, quiet most of the time, with bursts of a few seconds. */
function courses(samples: number, factors: number, random: ReturnType<typeof createRandom>): Float64Array {
  const time = new Float64Array(samples * factors);
  for (let k = 0; k < factors; k += 1) {
    for (let burst = 0; burst < samples / 12; burst += 1) {
      const at = random.integer(samples);
      const strength = 0.5 + 1.5 * random.uniform();
      for (let s = 0; s < 5 && at + s < samples; s += 1) time[(at + s) * factors + k] += strength * 0.7 ** s;
    }
  }
  return time;
}

/** The tensor with its viewers and seconds taken from `viewerOrder` and `sampleOrder`. */
export function reordered(tensor: Tensor, viewerOrder: ArrayLike<number>, sampleOrder: ArrayLike<number>): Tensor {
  const { viewers, samples, features } = tensor;
  const values = new Float32Array(tensor.values.length);
  const mask = new Uint8Array(tensor.mask.length);
  for (let i = 0; i < viewers; i += 1) {
    for (let t = 0; t < samples; t += 1) {
      const from = viewerOrder[i] * samples + sampleOrder[t];
      const to = i * samples + t;
      mask[to] = tensor.mask[from];
      values.set(tensor.values.subarray(from * features, (from + 1) * features), to * features);
    }
  }
  return { ...tensor, values, mask };
}

/** The tensor with something else where nothing is observed. */
export function filled(tensor: Tensor, filling: number): Tensor {
  const { features, mask } = tensor;
  const values = tensor.values.map((value, at) => (mask[Math.floor(at / features)] === 1 ? value : filling));
  return { ...tensor, values };
}

/** 0..n-1. */
export function ascending(n: number): number[] {
  return Array.from({ length: n }, (_, at) => at);
}
