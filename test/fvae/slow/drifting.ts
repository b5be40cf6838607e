import { createRandom } from '../../../fvae/random.ts';
import type { Tensor } from '../../../fvae/tensor.ts';

export type Drift = {
  readonly viewers: number;
  readonly samples: number;
  readonly features: number;
  /** How far a factor that builds up moves the landmarks, and how far each viewer drifts by itself. */
  readonly slow: number;
  readonly drift: number;
  /** Deviation of the noise of single entries. */
  readonly noise: number;
  readonly seed: number;
  /** Whether what builds up jumps up and down twenty times a film instead. */
  readonly restless: boolean;
};

export const someDrift: Drift = {
  viewers: 80,
  samples: 240,
  features: 8,
  slow: 0.6,
  drift: 1,
  noise: 0.5,
  seed: 0,
  restless: false,
};

/**
 * An audience that startles a few times together, tires, and drifts, each viewer by itself and mostly along two of the landmarks, with noise and
 * a fifth missing (NaN there); `startled` and `tired` are what it is made of.
 */
export function drifting(plan: Partial<Drift> = {}) {
  const { viewers: N, samples: T, features: D, slow, drift, noise, seed, restless } = { ...someDrift, ...plan };
  const random = createRandom(seed, 'drifting');
  const normal = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
  const startled = { viewer: normal(N).map((x) => Math.exp(0.5 * x)), time: new Float64Array(T) };
  for (let burst = 0; burst < T / 20; burst += 1) {
    const at = random.integer(T - 4);
    for (let s = 0; s < 4; s += 1) startled.time[at + s] += 2 * 0.6 ** s;
  }
  const tired = {
    viewer: normal(N).map((x) => Math.exp(0.5 * x)),
    time: Float64Array.from({ length: T }, (_, t) =>
      restless ? (Math.floor((20 * t) / T) * 7) % 3 : 1 - Math.exp((-2 * t) / T),
    ),
    direction: normal(D),
  };
  const sudden = normal(D);
  const values = new Float32Array(N * T * D);
  const mask = new Uint8Array(N * T);
  for (let i = 0; i < N; i += 1) {
    const face = normal(D);
    // Four slow waves for each landmark.
    const waves = normal(4 * D).map((x, at) => (at % D < 2 ? 1.5 : 0.3) * drift * x);
    for (let t = 0; t < T; t += 1) {
      const entry = i * T + t;
      mask[entry] = random.uniform() < 0.2 ? 0 : 1;
      for (let d = 0; d < D; d += 1) {
        let value = face[d] + startled.viewer[i] * startled.time[t] * sudden[d];
        value += slow * tired.viewer[i] * tired.time[t] * tired.direction[d];
        for (let wave = 0; wave < 4; wave += 1) {
          value += 0.5 * waves[wave * D + d] * Math.cos((Math.PI * (wave + 1) * t) / T);
        }
        value += noise * random.normal();
        values[entry * D + d] = mask[entry] === 1 ? value : Number.NaN;
      }
    }
  }
  const tensor: Tensor = { viewers: N, samples: T, features: D, values, mask };
  return { tensor, startled, tired };
}
