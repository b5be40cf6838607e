import fc from 'fast-check';
import { determinant, Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { openBackend } from '../../../fvae/backend/open.ts';
import { networkShapes } from '../../../fvae/network.ts';
import { boundLoss } from '../../../fvae/objective/bound.ts';
import { type ElboModel, elboShapes, negativeElbo } from '../../../fvae/objective/elbo.ts';
import { featureConstants, featureCount } from '../../../fvae/objective/features.ts';
import { type Parameters, parameterCount, partsOf, toTensors } from '../../../fvae/parameters.ts';
import { createRandom } from '../../../fvae/random.ts';

const { tf } = await openBackend('cpu');

/** x = W z + b + noise, z ~ N(u * v, s^2 I), noise of known deviations: one entry of it, some features missing. */
type Linear = {
  readonly D: number;
  readonly K: number;
  readonly s: number;
  /** [K, D]. */
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  readonly logNoise: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly x: Float64Array;
  readonly mask: Uint8Array;
};

/** With `apart` no two factors move the same feature: the posterior's covariance is then diagonal, as q's is. */
function drawn(seed: number, D: number, K: number, s: number, apart: boolean): Linear {
  const random = createRandom(seed, 'linear');
  const normals = (count: number, scale = 1) => Float64Array.from({ length: count }, () => scale * random.normal());
  return {
    D,
    K,
    s,
    weight: normals(K * D).map((value, at) => (apart && (at % D) % K !== Math.floor(at / D) ? 0 : value)),
    bias: normals(D),
    logNoise: normals(D, 0.5),
    u: normals(K),
    v: normals(K),
    x: normals(D, 2),
    mask: Uint8Array.from({ length: D }, () => (random.uniform() < 0.7 ? 1 : 0)),
  };
}

/** log N(x; W m + b, s^2 W W' + noise) over the observed features, m the prior mean. */
function marginal({ D, K, s, weight, bias, logNoise, u, v, x, mask }: Linear): number {
  const seen = [...mask.keys()].filter((d) => mask[d] === 1);
  if (seen.length === 0) return 0;
  const factors = [...u.keys()];
  const error = Matrix.columnVector(
    seen.map((d) => x[d] - bias[d] - factors.reduce((sum, k) => sum + weight[k * D + d] * u[k] * v[k], 0)),
  );
  const covariance = new Matrix(
    seen.map((d) =>
      seen.map((e) => {
        let value = d === e ? Math.exp(2 * logNoise[d]) : 0;
        for (let k = 0; k < K; k += 1) value += s * s * weight[k * D + d] * weight[k * D + e];
        return value;
      }),
    ),
  );
  const square = error.transpose().mmul(solve(covariance, error)).get(0, 0);
  return -0.5 * (square + Math.log(determinant(covariance)) + seen.length * Math.log(2 * Math.PI));
}

/** Means [K] and logarithms of the variances [K]. */
type Posterior = { readonly mean: Float64Array; readonly logVariance: Float64Array };

/** The posterior's mean, and the variance of each z given the others: the best Gaussian without correlations. */
function bestPosterior({ D, K, s, weight, bias, logNoise, u, v, x, mask }: Linear): Posterior {
  const precision = Matrix.eye(K, K).mul(1 / s ** 2);
  const right = Matrix.columnVector([...u].map((value, k) => (value * v[k]) / s ** 2));
  for (let d = 0; d < D; d += 1) {
    if (mask[d] === 0) continue;
    const sharp = Math.exp(-2 * logNoise[d]);
    for (let k = 0; k < K; k += 1) {
      right.set(k, 0, right.get(k, 0) + weight[k * D + d] * sharp * (x[d] - bias[d]));
      for (let j = 0; j < K; j += 1) {
        precision.set(k, j, precision.get(k, j) + weight[k * D + d] * sharp * weight[j * D + d]);
      }
    }
  }
  return {
    mean: Float64Array.from(solve(precision, right).to1DArray()),
    logVariance: Float64Array.from({ length: K }, (_, k) => -Math.log(precision.get(k, k))),
  };
}

/**
 * The published bound of the entry with q held at a Gaussian, its mean over all draws of z: the points sqrt(K) away along
 * each axis have the moments of normal draws, and the bound is quadratic in them.
 */
function bound(linear: Linear, { mean, logVariance }: Posterior): number {
  const { D, K, s } = linear;
  const model: ElboModel = {
    encoder: { widths: [D, 2 * K], activation: 'relu' },
    decoder: { widths: [K, D], activation: 'relu' },
    viewers: 1,
    samples: 1,
    noise: 'diagonal',
    priorDeviation: s,
  };
  const shapes = elboShapes(model);
  const flat = new Float32Array(parameterCount(shapes));
  const parts = partsOf(shapes, flat);
  parts['encoder.0.bias'].set([...mean, ...logVariance]);
  parts['decoder.0.weight'].set(linear.weight);
  parts['decoder.0.bias'].set(linear.bias);
  parts['logNoise'].set(linear.logNoise);
  parts['viewer'].set(linear.u);
  parts['sample'].set(linear.v);
  const rows = 2 * K;
  const repeated = (values: ArrayLike<number>) => Array.from({ length: rows }, () => Array.from(values));
  const points = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: K }, (_, k) => (row >> 1 === k ? (row % 2 === 0 ? 1 : -1) * Math.sqrt(K) : 0)),
  );
  return tf.tidy(() => {
    const loss = negativeElbo(tf, model, toTensors(tf, shapes, flat), {
      x: tf.tensor2d(repeated(linear.x)),
      mask: tf.tensor2d(repeated(linear.mask)),
      viewer: tf.zeros([rows], 'int32'),
      sample: tf.zeros([rows], 'int32'),
      epsilon: tf.tensor2d(points),
      divisor: rows,
    });
    const observed = linear.mask.reduce((sum, seen) => sum + seen, 0);
    return -loss.dataSync()[0] - 0.5 * observed * Math.log(2 * Math.PI);
  });
}

const sizes = fc.record({
  seed: fc.nat(1_000_000),
  D: fc.integer({ min: 1, max: 6 }),
  K: fc.integer({ min: 1, max: 3 }),
  s: fc.constantFrom(0.5, 1, 2),
});

/** Rounding of the tensors' single precision. */
const near = (value: number): number => 2e-5 * (1 + Math.abs(value));

describe('the published bound of a linear decoder with known noise', () => {
  it('never exceeds the log likelihood, whatever q is', () => {
    fc.assert(
      fc.property(sizes, ({ seed, D, K, s }) => {
        const linear = drawn(seed, D, K, s, false);
        const random = createRandom(seed, 'q');
        const any = {
          mean: Float64Array.from({ length: K }, () => 2 * random.normal()),
          logVariance: Float64Array.from({ length: K }, () => random.normal()),
        };
        const exact = marginal(linear);
        const [somewhere, best] = [bound(linear, any), bound(linear, bestPosterior(linear))];
        expect(somewhere).toBeLessThanOrEqual(best + near(somewhere));
        expect(best).toBeLessThanOrEqual(exact + near(best));
      }),
    );
  });

  it('touches it where q is the posterior', () => {
    fc.assert(
      fc.property(sizes, ({ seed, D, K, s }) => {
        const linear = drawn(seed, D, K, s, true);
        const exact = marginal(linear);
        expect(Math.abs(bound(linear, bestPosterior(linear)) - exact)).toBeLessThan(near(exact));
      }),
    );
  });

  it('is less than it by KL(q || prior) where nothing is observed: 0 or more, 0 for the prior itself', () => {
    fc.assert(
      fc.property(sizes, ({ seed, D, K, s }) => {
        const linear = { ...drawn(seed, D, K, s, false), mask: new Uint8Array(D) };
        const random = createRandom(seed, 'q');
        const mean = Float64Array.from({ length: K }, () => 2 * random.normal());
        const logVariance = Float64Array.from({ length: K }, () => random.normal());
        let divergence = 0;
        for (let k = 0; k < K; k += 1) {
          const ratio = Math.exp(logVariance[k]) / s ** 2;
          divergence += 0.5 * (ratio + ((mean[k] - linear.u[k] * linear.v[k]) / s) ** 2 - 1 - Math.log(ratio));
        }
        expect(divergence).toBeGreaterThan(0);
        expect(Math.abs(bound(linear, { mean, logVariance }) + divergence)).toBeLessThan(near(divergence));
        const prior = {
          mean: linear.u.map((value, k) => value * linear.v[k]),
          logVariance: new Float64Array(K).fill(2 * Math.log(s)),
        };
        expect(Math.abs(bound(linear, prior))).toBeLessThan(1e-5);
      }),
    );
  });
});

describe('the bound that trains', () => {
  it('has a KL of 0 or more, and of 0 where the encoder adds nothing to the prior', () => {
    const [B, P] = [3, 2];
    fc.assert(
      fc.property(sizes, ({ seed, K, s }) => {
        const encoder = { widths: [P, 2 * K], activation: 'silu' } as const;
        const shapes = {
          ...networkShapes(encoder, 'encoder'),
          decoder: [featureCount(K), P],
          viewer: [B, K],
          time: [B, K],
        };
        const flat = new Float32Array(parameterCount(shapes));
        createRandom(seed, 'parameters').fillNormal(flat);
        const parts = partsOf(shapes, flat);
        // Data of 0 that every z decodes to: nothing but KL is left.
        parts['decoder'].fill(0);
        const divergence = (parameters: Parameters): number =>
          boundLoss(tf, encoder, featureConstants(tf, K), parameters, {
            x: tf.zeros([B, P]),
            noise: tf.randomNormal([B, K], 0, 1, 'float32', seed),
            latentDeviation: tf.fill([1, K], s),
            variance: 1,
            divisor: B,
          }).loss.dataSync()[0];
        tf.engine().startScope();
        const some = divergence(toTensors(tf, shapes, flat));
        parts['encoder.0.weight'].fill(0);
        parts['encoder.0.bias'].fill(-40);
        const none = divergence(toTensors(tf, shapes, flat));
        tf.engine().endScope();
        expect(some).toBeGreaterThan(0);
        expect(Math.abs(none)).toBeLessThan(1e-5);
      }),
    );
  });
});
