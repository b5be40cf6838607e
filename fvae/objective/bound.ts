import type * as core from '@tensorflow/tfjs-core';
import type { Tf } from '../backend/open.ts';
import { applyNetwork, type Network } from '../network.ts';
import type { Parameters } from '../parameters.ts';
import { applySaturating, type SaturatingConstants } from './saturating.ts';

/** Entries of a batch, b of them, and what is held while gradients are taken. */
export type BoundBatch = {
  /** [b, P], the viewers' neutrals taken off. */
  readonly x: core.Tensor2D;
  /** [b, K] each, standard normal. */
  readonly posteriorNoise: core.Tensor2D;
  readonly priorNoise: core.Tensor2D;
  /** [1, K], s: deviation of z around U_i * V_t. */
  readonly latentDeviation: core.Tensor2D;
  /** Variance of a component around its decoding, by each of the two ways. */
  readonly posteriorVariance: number;
  readonly priorVariance: number;
  /** Weight of the bound against the marginal way, 0 to 1. */
  readonly bound: number;
  /** What the sum over entries is divided by. */
  readonly divisor: number;
};

/** What the closed-form updates are made from. All are [b, P] or [b, K]. */
export type BoundTerms = {
  readonly loss: core.Scalar;
  readonly priorError: core.Tensor2D;
  readonly posteriorError: core.Tensor2D | null;
  /** E_q (z - U_i V_t)^2. */
  readonly latentSquare: core.Tensor2D | null;
};

/**
 * The loss per entry of data x given U_i and V_t [b, K], constants left out:
 *
 *   w (E_q [ |x - f(z)|^2 / 2 sigma^2 ] + KL(q(z | x) || N(U_i * V_t, s^2))) + (1 - w) E_p [ |x - f(z)|^2 / 2 tau^2 ]
 *
 * with one draw each of z from q and from the prior p = N(U_i * V_t, s^2). The first is the evidence lower bound; in
 * the second z is what the factors alone say, so that they, and not the encoder, must explain the data. q is the product
 * of the prior and what the encoder makes of x (Sonderby et al., "Ladder variational autoencoders", 2016).
 */
export function boundLoss(
  tf: Tf,
  encoder: Network,
  constants: SaturatingConstants,
  parameters: Parameters,
  batch: BoundBatch,
): BoundTerms {
  const { x, latentDeviation: s, bound, divisor } = batch;
  const prior = tf.mul(parameters['viewer'], parameters['time']) as core.Tensor2D;
  const drawn = tf.add(prior, tf.mul(s, batch.priorNoise)) as core.Tensor2D;
  const priorError = tf.sub(x, applySaturating(tf, constants, parameters, drawn)) as core.Tensor2D;
  const marginal = tf.mul(tf.sum(tf.square(priorError)), (1 - bound) / (2 * batch.priorVariance));
  if (bound === 0) {
    return {
      loss: tf.div(marginal, divisor) as core.Scalar,
      priorError,
      posteriorError: null,
      latentSquare: null,
    };
  }
  const [mean, logPrecision] = tf.split(applyNetwork(tf, encoder, parameters, 'encoder', x, true), 2, 1);
  const precision = tf.exp(logPrecision);
  const priorPrecision = tf.reciprocal(tf.square(s));
  const together = tf.add(precision, priorPrecision);
  const centre = tf.div(tf.add(tf.mul(mean, precision), tf.mul(prior, priorPrecision)), together) as core.Tensor2D;
  const variance = tf.reciprocal(together);
  const z = tf.add(centre, tf.mul(tf.sqrt(variance), batch.posteriorNoise)) as core.Tensor2D;
  const posteriorError = tf.sub(x, applySaturating(tf, constants, parameters, z)) as core.Tensor2D;
  const reconstruction = tf.div(tf.sum(tf.square(posteriorError)), 2 * batch.posteriorVariance);
  const latentSquare = tf.add(variance, tf.squaredDifference(centre, prior)) as core.Tensor2D;
  const share = tf.mul(latentSquare, priorPrecision);
  const logRatio = tf.log(tf.mul(together, tf.square(s)));
  const kl = tf.mul(tf.sum(tf.sub(tf.add(share, logRatio), 1)), 0.5);
  const elbo = tf.mul(tf.add(reconstruction, kl), bound);
  return { loss: tf.div(tf.add(elbo, marginal), divisor) as core.Scalar, priorError, posteriorError, latentSquare };
}
