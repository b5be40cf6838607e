import type * as core from '@tensorflow/tfjs-core';
import type { Tf } from '../backend/open.ts';
import type { Parameters, Shapes } from '../parameters.ts';

/**
 * Bends of the courses that a factor's course is mixed from: 1 - exp(-bend z), the first as good as straight. All have
 * slope 1 at 0 once divided by their bend, so that 0 stays 0 and a factor cannot hide a power of itself in its course.
 */
export const BENDS: readonly number[] = [1e-2, 0.15, 0.3, 0.6, 1.2, 2.4];

/** Below this z, noise only, a course goes on as at it. */
export const LOWEST = -1;

/** The decoder's parameters: mixing logits [K, J], directions [K, P]. */
export function saturatingShapes(factors: number, components: number): Shapes {
  return { 'decoder.mixing': [factors, BENDS.length], 'decoder.direction': [factors, components] };
}

/** ln(1 + e^x). */
export const softplus = (x: number): number => (x > 30 ? x : Math.log1p(Math.exp(x)));

/** The constants of the decoder for K factors, as tensors kept for all steps. */
export type SaturatingConstants = {
  /** [K, K J]: spreads z over the courses, each times its bend. */
  readonly spread: core.Tensor2D;
  /** [K J, 1]: one over the bends. */
  readonly inverse: core.Tensor2D;
  /** [K J, K]: which factor a course belongs to. */
  readonly owner: core.Tensor2D;
};

/** See SaturatingConstants. */
export function saturatingConstants(tf: Tf, factors: number): SaturatingConstants {
  const courses = BENDS.length;
  const spread = new Float32Array(factors * factors * courses);
  const owner = new Float32Array(factors * courses * factors);
  const inverse = new Float32Array(factors * courses);
  for (let k = 0; k < factors; k += 1) {
    BENDS.forEach((bend, j) => {
      spread[k * factors * courses + k * courses + j] = bend;
      owner[(k * courses + j) * factors + k] = 1;
      inverse[k * courses + j] = 1 / bend;
    });
  }
  return {
    spread: tf.tensor2d(spread, [factors, factors * courses]),
    inverse: tf.tensor2d(inverse, [factors * courses, 1]),
    owner: tf.tensor2d(owner, [factors * courses, factors]),
  };
}

/**
 * f(z) [b, P] for z [b, K]: the sum over factors of a direction times the factor's course, which rises from 0 and
 * flattens: course_k(z) = sum_j a_kj (1 - exp(-bend_j z)) / bend_j with a_kj = softplus(mixing_kj).
 *
 * A free network of all factors together would do, but not tell them apart: with U and V at least 0, z_1^a z_2^b is a
 * product of viewer and time like z_1 itself. Additive concave courses are what mixtures and powers are not.
 */
export function applySaturating(
  tf: Tf,
  constants: SaturatingConstants,
  parameters: Parameters,
  z: core.Tensor2D,
): core.Tensor2D {
  const { spread, inverse, owner } = constants;
  const held = tf.add(tf.relu(tf.sub(z, LOWEST)), LOWEST) as core.Tensor2D;
  const risen = tf.sub(1, tf.exp(tf.neg(tf.matMul(held, spread)))) as core.Tensor2D;
  const mixing = tf.softplus(parameters['decoder.mixing']);
  const weight = tf.mul(tf.reshape(mixing, [spread.shape[1], 1]), inverse);
  const direction = tf.matMul(owner, parameters['decoder.direction'] as core.Tensor2D);
  return tf.matMul(risen, tf.mul(weight, direction)) as core.Tensor2D;
}

/** The decoder as plain numbers, for inference. */
export type Saturating = {
  readonly factors: number;
  readonly components: number;
  /** [K, J], softplus of the mixing. */
  readonly mixing: Float64Array;
  /** [K, P]. */
  readonly direction: Float64Array;
};

/** A factor's course at z, and its slope there, written to `out[0]` and `out[1]`. */
export function courseAt({ mixing }: Saturating, k: number, z: number, out: Float64Array): void {
  const held = Math.max(LOWEST, z);
  let value = 0;
  let slope = 0;
  for (let j = 0; j < BENDS.length; j += 1) {
    const fall = Math.exp(-BENDS[j]! * held);
    value += (mixing[k * BENDS.length + j]! * (1 - fall)) / BENDS[j]!;
    slope += mixing[k * BENDS.length + j]! * fall;
  }
  out[0] = value;
  out[1] = z < LOWEST ? 0 : slope;
}
