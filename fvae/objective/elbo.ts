import type * as core from '@tensorflow/tfjs-core';
import type { Tf } from '../backend/open.ts';
import { applyNetwork, type Network, networkShapes } from '../network.ts';
import { differentiate, type LossAndGradients, type Parameters, type Shapes } from '../parameters.ts';

/** A factorized variational autoencoder as published: q(z | x), x = f(z) + noise, z ~ N(U_i * V_t, s^2). */
export type ElboModel = {
  /** D to 2K: means, then log variances of q(z | x). */
  readonly encoder: Network;
  /** K to D. */
  readonly decoder: Network;
  readonly viewers: number;
  readonly samples: number;
  /** One variance for all features, or one each. */
  readonly noise: 'isotropic' | 'diagonal';
  /** s, the deviation of z around U_i * V_t. @defaultValue 1 */
  readonly priorDeviation?: number;
};

/** Observed entries, b of them. */
export type ElboBatch = {
  /** [b, D]; finite everywhere, also where the mask is 0. */
  readonly x: core.Tensor2D;
  /** [b, D], 1 where observed; everything unless given. */
  readonly mask?: core.Tensor2D;
  /** [b] int32, i and t of each entry. */
  readonly viewer: core.Tensor1D;
  readonly sample: core.Tensor1D;
  /** [b, K], standard normal. */
  readonly epsilon: core.Tensor2D;
  /** What the sum over entries is divided by: the size of the whole batch of which this is a share. */
  readonly divisor: number;
  /** Weight of -log p(U) - log p(V), standard normal: 1 / observed entries. @defaultValue 0 */
  readonly factorPrior?: number;
};

/** K. */
export const factorsOf = ({ decoder }: ElboModel): number => decoder.widths[0];

/** The shapes of all parameters of the model. */
export function elboShapes(model: ElboModel): Shapes {
  const features = model.decoder.widths.at(-1) as number;
  return {
    ...networkShapes(model.encoder, 'encoder'),
    ...networkShapes(model.decoder, 'decoder'),
    viewer: [model.viewers, factorsOf(model)],
    sample: [model.samples, factorsOf(model)],
    logNoise: [model.noise === 'isotropic' ? 1 : features],
  };
}

/** The negative evidence lower bound of a batch, per entry, constants left out; with its gradients. */
export function elbo(tf: Tf, model: ElboModel, parameters: Parameters, batch: ElboBatch): LossAndGradients {
  return differentiate(tf, parameters, (p) => negativeElbo(tf, model, p, batch));
}

/** -E_q[log p(x | z)] + KL(q(z | x) || N(U_i * V_t, s^2)), with one draw of z. */
export function negativeElbo(tf: Tf, model: ElboModel, parameters: Parameters, batch: ElboBatch): core.Scalar {
  const [mean, logVariance] = tf.split(applyNetwork(tf, model.encoder, parameters, 'encoder', batch.x, true), 2, 1);
  const deviation = tf.exp(tf.mul(logVariance, 0.5));
  const z = tf.add(mean, tf.mul(deviation, batch.epsilon)) as core.Tensor2D;
  const u = parameters['viewer'];
  const v = parameters['sample'];
  const prior = tf.mul(tf.gather(u, batch.viewer), tf.gather(v, batch.sample));

  const decoded = applyNetwork(tf, model.decoder, parameters, 'decoder', z);
  const reconstruction = gaussian(tf, batch, decoded, parameters['logNoise'] as core.Tensor1D);
  const kl = divergence(tf, { mean, deviation, logVariance }, prior, model.priorDeviation ?? 1);
  const bound = tf.div(tf.add(reconstruction, kl), batch.divisor);
  if (batch.factorPrior === undefined) return bound as core.Scalar;
  const norms = tf.add(tf.sum(tf.square(u)), tf.sum(tf.square(v)));
  return tf.add(bound, tf.mul(norms, 0.5 * batch.factorPrior));
}

/** q(z | x): its mean and deviation [b, K], and the logarithm of its variance, which comes with them. */
type Posterior = { readonly mean: core.Tensor; readonly deviation: core.Tensor; readonly logVariance: core.Tensor };

/** Sum over entries of KL(N(mean, deviation^2) || N(prior, s^2)). */
function divergence(tf: Tf, { mean, deviation, logVariance }: Posterior, prior: core.Tensor, s: number): core.Tensor {
  const spread = tf.div(tf.add(tf.square(deviation), tf.squaredDifference(mean, prior)), s * s);
  return tf.mul(tf.sum(tf.add(tf.sub(spread, logVariance), 2 * Math.log(s) - 1)), 0.5);
}

/**
 * -log N(x; decoded, exp(logNoise)^2), summed over observed features, without the constant.
 *
 * Its gradient is written by hand: -e / sigma^2 for `decoded` and sum(m - e^2 / sigma^2) for `logNoise`, e the error, m
 * the mask. What the value needs has both at hand, where differentiating it would take twice the passes over [b, D].
 */
function gaussian(tf: Tf, { x, mask }: ElboBatch, decoded: core.Tensor2D, logNoise: core.Tensor1D): core.Scalar {
  const op = tf.customGrad((a, b, c) => {
    const [output, logSigma, save] = [a as core.Tensor2D, b as core.Tensor1D, c as unknown as core.GradSaveFunc];
    const error = mask === undefined ? tf.sub(x, output) : tf.mul(mask, tf.sub(x, output));
    const weighted = tf.mul(error, tf.exp(tf.mul(logSigma, -2)));
    const squares = tf.sum(tf.mul(error, weighted), 0);
    const counts = mask === undefined ? tf.fill([x.shape[1]], x.shape[0]) : tf.sum(mask, 0);
    save([weighted, squares, counts]);
    const value = tf.add(tf.mul(tf.sum(squares), 0.5), tf.sum(tf.mul(counts, logSigma))) as core.Scalar;
    const gradFunc = (dy: core.Tensor, [w, s, n]: core.Tensor[]): core.Tensor[] => {
      const slope = tf.mul(dy, tf.sub(n, s));
      return [tf.mul(w, tf.neg(dy)), logSigma.size === 1 ? tf.reshape(tf.sum(slope), [1]) : slope];
    };
    return { value, gradFunc };
  });
  return op(decoded, logNoise) as core.Scalar;
}
