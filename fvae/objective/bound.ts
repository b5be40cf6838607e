import type * as core from '@tensorflow/tfjs-core';
import type { Tf } from '../backend/open.ts';
import { applyNetwork, type Network } from '../network.ts';
import type { Parameters } from '../parameters.ts';
import { applyFeatures, type FeatureConstants } from './features.ts';

/** Entries of a batch, b of them, and what is held while gradients are taken. */
export type BoundBatch = {
  /** [b, P], the viewers' neutrals taken off. */
  readonly x: core.Tensor2D;
  /** [b, K], standard normal. */
  readonly noise: core.Tensor2D;
  /** [1, K], s: deviation of z around U_i * V_t. */
  readonly latentDeviation: core.Tensor2D;
  /** sigma^2, variance of a component around its decoding. */
  readonly variance: number;
  /** What the sum over entries is divided by. */
  readonly divisor: number;
};

/**
 * The log of the most precision that the encoder may claim of a z (1 is a plain reaction); without noise it is 8. It grows
 * with the components, and a moment that is far from all others would bring it beyond what numbers hold.
 */
export const MOST_LOG_PRECISION = 12;
const LOWEST = -1e30;

/** The loss, and what sigma^2 follows from. */
export type BoundTerms = {
  readonly loss: core.Scalar;
  /** [b, P], x - f(z). */
  readonly error: core.Tensor2D;
};

/**
 * Minus the evidence lower bound per entry of data x given U_i and V_t [b, K] and the decoder [F, P], constants left out:
 *
 *   E_q [ |x - f(z)|^2 / 2 sigma^2 ] + KL(q(z | x) || N(U_i * V_t, s^2))
 *
 * f(z) the decoder times the features of z, with one draw of z from q, which is the product of the prior and what the encoder makes of x (Sonderby et al., "Ladder
 * variational autoencoders", 2016).
 */
export function boundLoss(
  tf: Tf,
  encoder: Network,
  constants: FeatureConstants,
  parameters: Parameters,
  batch: BoundBatch,
): BoundTerms {
  const { x, latentDeviation: s, divisor } = batch;
  const prior = tf.mul(parameters['viewer'], parameters['time']) as core.Tensor2D;
  const [mean, logPrecision] = tf.split(applyNetwork(tf, encoder, parameters, 'encoder', x, true), 2, 1);
  const precision = tf.exp(tf.clipByValue(logPrecision, LOWEST, MOST_LOG_PRECISION));
  const priorPrecision = tf.reciprocal(tf.square(s));
  const together = tf.add(precision, priorPrecision);
  const centre = tf.div(tf.add(tf.mul(mean, precision), tf.mul(prior, priorPrecision)), together) as core.Tensor2D;
  const variance = tf.reciprocal(together);
  const z = tf.add(centre, tf.mul(tf.sqrt(variance), batch.noise)) as core.Tensor2D;
  const decoded = tf.matMul(applyFeatures(tf, constants, z), parameters['decoder'] as core.Tensor2D);
  const error = tf.sub(x, decoded) as core.Tensor2D;
  const reconstruction = tf.div(tf.sum(tf.square(error)), 2 * batch.variance);
  const latentSquare = tf.add(variance, tf.squaredDifference(centre, prior)) as core.Tensor2D;
  const share = tf.mul(latentSquare, priorPrecision);
  const logRatio = tf.log(tf.mul(together, tf.square(s)));
  const kl = tf.mul(tf.sum(tf.sub(tf.add(share, logRatio), 1)), 0.5);
  return { loss: tf.div(tf.add(reconstruction, kl), divisor) as core.Scalar, error };
}
