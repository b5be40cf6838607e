import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FVAE_DEFAULTS, fitFvae } from '../../fvae/fvae.ts';
import { withoutLasting } from '../../fvae/lasting.ts';
import { ModelFault, type Sampler } from '../../fvae/model.ts';
import { fvaeFitted } from '../../fvae/predictive.ts';
import { createRandom } from '../../fvae/random.ts';
import { planted } from './start/planted.ts';

const options = { ...FVAE_DEFAULTS, factors: 3, epochs: 8, batch: 256, backend: 'wasm', workers: 0, seed: 0 };
const { tensor } = planted({ viewers: 40, samples: 160, noise: 0.05, wander: 0.4 });
const { samples: T, features: D } = tensor;
const state = await fitFvae(tensor, options);
const fitted = fvaeFitted(state, tensor);
const sample = fitted.sample as Sampler;
const K = 3;
const U = fitted.factors()!.viewer.slice(0, K);
const neutral = Float64Array.from(state.arrays['population.intercept-mean'].values);
const clean = state.arrays['scatter.clean'].values;

/** Mean and variance over many samples of every number that `of` gives. */
function moments(
  count: number,
  of: (seed: number) => ArrayLike<number>,
): { mean: Float64Array; variance: Float64Array } {
  const sum = new Float64Array(of(0).length);
  const square = sum.slice();
  for (let seed = 0; seed < count; seed += 1) {
    const values = of(seed);
    for (let at = 0; at < sum.length; at += 1) {
      sum[at] += values[at];
      square[at] += values[at] ** 2;
    }
  }
  const mean = sum.map((value) => value / count);
  return { mean, variance: square.map((value, at) => (value / count - mean[at] ** 2) * (count / (count - 1))) };
}

describe('a drawn viewer', () => {
  it('is the same for the same seed and traits, another for another seed, and keeps the traits given', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: K, maxLength: K }),
        (seed, viewer) => {
          const drawn = sample({ viewer, neutral }, { seed });
          expect(sample({ viewer, neutral }, { seed })).toEqual(drawn);
          expect([...drawn.viewer]).toEqual(viewer);
          expect(drawn.neutral).toEqual(neutral);
          const other = sample({ viewer, neutral }, { seed: seed + 1 });
          expect(other.landmarks).not.toEqual(drawn.landmarks);
          const nobody = sample({}, { seed });
          expect(nobody.viewer.every((u) => u >= 0 && u < Number.POSITIVE_INFINITY)).toBe(true);
          expect(nobody.landmarks.every(Number.isFinite)).toBe(true);
          expect(sample({}, { seed: seed + 1 }).viewer).not.toEqual(nobody.viewer);
          // Each trait is drawn by itself: to give one changes no other.
          expect(sample({ neutral }, { seed }).viewer).toEqual(nobody.viewer);
          expect(sample({ viewer }, { seed }).neutral).toEqual(nobody.neutral);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('shows on average what is predicted of a viewer with these traits', () => {
    const { mean } = moments(600, (seed) => sample({ viewer: U, neutral }, { seed }).landmarks);
    // A drawn viewer has nothing of what this one just did.
    const predicted = fvaeFitted(withoutLasting(state), tensor).impute(0).mean;
    const missing = [...tensor.mask.subarray(0, T).keys()].filter((t) => tensor.mask[t] === 0);
    expect(missing.length).toBeGreaterThan(10);
    const first = missing[0];
    let [square, apart] = [0, 0];
    for (const t of missing.slice(1)) {
      for (let d = 0; d < D; d += 1) {
        // Differences of seconds: the neutral, which is the viewer's own in the prediction, has no part in them.
        const found = mean[t * D + d] - mean[first * D + d];
        const expected = predicted[t * D + d] - predicted[first * D + d];
        square += (found - expected) ** 2;
        apart += clean[d] / 300;
      }
    }
    expect(square).toBeLessThan(1.5 * apart);
  });

  it('has a manner of its own in all factors at once, drawn with the spread that slopes share', () => {
    /** What the shared directions, the first `times` as large and no other, add to a drawn viewer. */
    const added = (times: number) => {
      const of = (first: number): Sampler => {
        const { shape, values } = state.arrays['slopes.shared'];
        const random = createRandom(1, 'direction');
        const shared = { shape, values: values.map((_, at) => (at < K * D ? first * random.normal() : 0)) };
        return fvaeFitted({ ...state, arrays: { ...state.arrays, 'slopes.shared': shared } }, tensor).sample as Sampler;
      };
      const [with_, without] = [of(times), of(0)];
      return (seed: number) => {
        const { landmarks } = without({ viewer: U, neutral }, { seed });
        return with_({ viewer: U, neutral }, { seed }).landmarks.map((value, at) => value - landmarks[at]);
      };
    };
    const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * b[at], 0);
    const [one, two] = [added(1), added(2)];
    const first = one(0);
    const weights = Array.from({ length: 400 }, (_, seed) => {
      const other = one(seed);
      const weight = product(other, first) / product(first, first);
      const rest = other.map((value, at) => value - weight * first[at]);
      expect(product(rest, rest)).toBeLessThan(1e-6 * product(first, first));
      return weight;
    });
    const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
    const variance = weights.reduce((sum, weight) => sum + (weight - mean) ** 2, 0) / weights.length;
    expect(mean ** 2).toBeLessThan((16 * variance) / weights.length);
    expect(product(two(0), first) / product(first, first)).toBeCloseTo(2, 4);
  });

  it('scatters around that as the landmarks do around the model, and keeps to it from second to second as they do', () => {
    const drawn = (seed: number) => sample({ viewer: U, neutral }, { seed }).landmarks;
    const { mean, variance } = moments(300, drawn);
    // Where z alone makes more than that, nothing is added.
    const latent = moments(300, (seed) => sample({ viewer: U, neutral }, { seed, noise: false }).landmarks).variance;
    for (let d = 0; d < D; d += 1) {
      let [own, expected] = [0, 0];
      for (let t = 0; t < T; t += 1) {
        own += variance[t * D + d];
        expected += Math.max(clean[d], latent[t * D + d]);
      }
      expect(own / expected).toBeGreaterThan(0.94);
      expect(own / expected).toBeLessThan(1.06);
    }
    const lagged = moments(300, (seed) => {
      const values = drawn(seed);
      return Float64Array.from(
        { length: (T - 1) * D },
        (_, at) => (values[at] - mean[at]) * (values[at + D] - mean[at + D]),
      );
    });
    const product = lagged.mean.reduce((sum, value) => sum + value, 0) / lagged.mean.length;
    const level = variance.reduce((sum, value) => sum + value, 0) / variance.length;
    const from = state.arrays['population.from'].values;
    const times = state.arrays['population.correlation-time'].values;
    let [held, whole] = [0, 0];
    for (let f = 0; f < D; f += 1) {
      let [own, all] = [0, 0];
      for (let d = 0; d < D; d += 1) {
        own += (from[f * D + d] ** 2 * (times[d] - 1)) / (times[d] + 1);
        all += from[f * D + d] ** 2;
      }
      held += (clean[f] * own) / all;
      whole += clean[f];
    }
    expect(Math.abs(product / level - held / whole)).toBeLessThan(0.03);
  });

  it('is the same however much samples are trusted', () => {
    const warmer = { ...state.arrays, 'population.temperature': { shape: [1], values: Float64Array.of(4) } };
    const { sample: draw, foldIn } = fvaeFitted({ ...state, arrays: warmer }, tensor);
    expect(draw?.({}, { seed: 3 })).toEqual(sample({}, { seed: 3 }));
    const [values, mask] = [tensor.values.subarray(0, T * D), tensor.mask.subarray(0, T)];
    expect(foldIn(values, mask).mean).not.toEqual(fitted.foldIn(values, mask).mean);
  });

  it('moves with one factor alone as that factor is decoded, which is not at all at 0', () => {
    const alone = fitted.alone as NonNullable<typeof fitted.alone>;
    const { time } = fitted.factors()!;
    for (let k = 0; k < K; k += 1) {
      expect(alone(k, 0).every((move) => Math.abs(move) < 1e-12)).toBe(true);
      const course = Array.from({ length: T }, (_, t) => time[t * K + k]);
      const [low, high] = [course.indexOf(Math.min(...course)), course.indexOf(Math.max(...course))];
      const viewer = [0, 1, 2].map((j) => (j === k ? 1.5 : 0));
      const { mean } = moments(200, (seed) => sample({ viewer, neutral }, { seed, noise: false }).landmarks);
      const [peak, rest] = [alone(k, 1.5 * course[high]), alone(k, 1.5 * course[low])];
      let [both, one, other] = [0, 0, 0];
      for (let d = 0; d < D; d += 1) {
        const [found, expected] = [mean[high * D + d] - mean[low * D + d], peak[d] - rest[d]];
        both += found * expected;
        one += found ** 2;
        other += expected ** 2;
      }
      expect(both / Math.sqrt(one * other)).toBeGreaterThan(0.99);
      expect(Math.abs(Math.sqrt(one / other) - 1)).toBeLessThan(0.1);
    }
  });

  it('moves by its reactions alone without the noise, and not at all without reactions', () => {
    const { landmarks, latent } = sample({ viewer: U, neutral }, { seed: 3, noise: false });
    expect(latent).toHaveLength(T * K);
    const noisy = sample({ viewer: U, neutral }, { seed: 3 });
    expect(noisy.latent).toEqual(latent);
    const { variance } = moments(200, (seed) => sample({ viewer: U, neutral }, { seed, noise: false }).landmarks);
    const level = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    expect(level(variance)).toBeLessThan(level(clean));
    const still = sample({ viewer: [0, 0, 0], neutral }, { seed: 3, noise: false }).landmarks;
    const away = (values: Float32Array) => values.reduce((sum, value, at) => sum + (value - neutral[at % D]) ** 2, 0);
    expect(away(still)).toBeLessThan(0.2 * away(landmarks));
  });

  it('comes from the population: U and neutrals have its means and variances', () => {
    const mean = state.arrays['population.viewer-mean'].values;
    const covariance = state.arrays['population.viewer-covariance'].values;
    const viewers = moments(4000, (seed) => sample({ neutral }, { seed: seed * 7 }).viewer);
    for (let k = 0; k < K; k += 1) {
      expect(Math.abs(viewers.mean[k] / mean[k] - 1)).toBeLessThan(0.06);
      expect(Math.abs(viewers.variance[k] / covariance[k * K + k] - 1)).toBeLessThan(0.4);
    }
    const faces = moments(2000, (seed) => sample({ viewer: U }, { seed, noise: false }).neutral);
    for (let d = 0; d < D; d += 1) {
      expect(Math.abs(faces.mean[d] - neutral[d])).toBeLessThan(5 * Math.sqrt(faces.variance[d] / 2000));
    }
    // Neutrals were planted with a variance of 1.
    const level = faces.variance.reduce((sum, value) => sum + value / D, 0);
    expect(level).toBeGreaterThan(0.8);
    expect(level).toBeLessThan(1.25);
  });

  it('is refused with traits of another size, below 0 or not finite', () => {
    for (const traits of [
      { viewer: [1, 2] },
      { viewer: [1, -1, 1] },
      { neutral: [0] },
      { viewer: [1, 1, Number.NaN] },
    ]) {
      expect(() => sample(traits, { seed: 0 })).toThrow(ModelFault);
    }
    expect(() => sample({ viewer: [1, 2] }, { seed: 0 })).toThrow(
      'viewer: found [1,2], expected 3 finite numbers, 0 or more',
    );
  });
});
