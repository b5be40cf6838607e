import type * as core from '@tensorflow/tfjs-core';
import type { Tf } from '../backend/open.ts';
import { BENDS, LOWEST } from './saturating.ts';

const J = BENDS.length;
/** The bend of the courses whose products stand for two factors acting at once. */
const PAIR = 3;

/**
 * F: how many features a z of K factors has. K J elementary courses (1 - exp(-bend z)) / bend, then the products of the
 * middle ones of each two factors.
 */
export function featureCount(K: number): number {
  return K * J + (K * (K - 1)) / 2;
}

/** The features [F] of z [K], written to `out`. */
export function featuresAt(z: ArrayLike<number>, out: Float64Array): void {
  meanFeaturesAt(z, unlifted(z.length), out);
}

/** exp(b^2 s^2 / 2) by factor and bend [K J]: what averaging over z ~ N(mean, s^2) multiplies exp(-b mean) by. */
export function liftsOf(deviation: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: deviation.length * J }, (_, n) => {
    const s = deviation[Math.floor(n / J)]!;
    return Math.exp(0.5 * (BENDS[n % J]! * s) ** 2);
  });
}

/** The features' means [F] over z ~ N(mean, s^2), given the lifts of s; written to `out`. */
export function meanFeaturesAt(mean: ArrayLike<number>, lifts: Float64Array, out: Float64Array): void {
  const K = mean.length;
  for (let k = 0; k < K; k += 1) {
    fallsAt(Math.max(LOWEST, mean[k]!), out, k * J);
    for (let j = 0; j < J; j += 1) out[k * J + j] = (1 - lifts[k * J + j]! * out[k * J + j]!) / BENDS[j]!;
  }
  let at = K * J;
  for (let k = 0; k < K; k += 1) {
    for (let l = 0; l < k; l += 1) out[at++] = out[k * J + PAIR]! * out[l * J + PAIR]!;
  }
}

/** Below this variance of U_k over its square it counts as known. */
const KNOWN = 1e-4;

/**
 * The features' means [F] over z ~ N(U * V_t, s^2) and over what is not known of U, which has mean `viewer` [K] and
 * `covariance` [K, K]; V_t are K numbers of `time` from `at` on. Each U_k is taken as gamma, being at least 0:
 * E[exp(-b V U)] = (1 + b V c / m)^(-m^2 / c) for mean m and variance c.
 */
export function unsureFeaturesAt(
  viewer: ArrayLike<number>,
  covariance: ArrayLike<number>,
  time: ArrayLike<number>,
  at: number,
  lifts: Float64Array,
  out: Float64Array,
): void {
  const K = viewer.length;
  for (let k = 0; k < K; k += 1) {
    const m = viewer[k]!;
    const c = covariance[k * K + k]!;
    const v = time[at + k]!;
    if (v === 0) out.fill(1, k * J, (k + 1) * J);
    else if (c > KNOWN * m * m && m > 0) {
      for (let j = 0; j < J; j += 1) out[k * J + j] = Math.exp((-m * m * Math.log1p((BENDS[j]! * v * c) / m)) / c);
    } else fallsAt(m * v, out, k * J);
    for (let j = 0; j < J; j += 1) out[k * J + j] = (1 - lifts[k * J + j]! * out[k * J + j]!) / BENDS[j]!;
  }
  let to = K * J;
  for (let k = 0; k < K; k += 1) {
    for (let l = 0; l < k; l += 1) {
      const [one, other] = [out[k * J + PAIR]!, out[l * J + PAIR]!];
      const together = covariance[k * K + l]! * time[at + k]! * time[at + l]!;
      out[to++] = one * other + together * (1 - BENDS[PAIR]! * one) * (1 - BENDS[PAIR]! * other);
    }
  }
}

/** exp(-bend_j z), [J], written to `out` from `at` on. Each bend from the third on is twice the one before. */
export function fallsAt(z: number, out: Float64Array, at = 0): void {
  let fall = Math.exp(-BENDS[1]! * z);
  out[at] = Math.exp(-BENDS[0]! * z);
  out[at + 1] = fall;
  for (let j = 2; j < J; j += 1) {
    fall *= fall;
    out[at + j] = fall;
  }
}

/** Constants of the features of K factors, as tensors kept for all steps. */
export type FeatureConstants = {
  /** [K, K J]: spreads z over the courses, each times its bend. */
  readonly spread: core.Tensor2D;
  /** [1, K J]: one over the bends. */
  readonly inverse: core.Tensor2D;
  /** [K J, pairs] each: which courses are multiplied; null for one factor. */
  readonly one: core.Tensor2D | null;
  readonly other: core.Tensor2D | null;
};

/** See FeatureConstants. */
export function featureConstants(tf: Tf, K: number): FeatureConstants {
  const spread = new Float32Array(K * K * J);
  for (let k = 0; k < K; k += 1) for (let j = 0; j < J; j += 1) spread[k * K * J + k * J + j] = BENDS[j]!;
  const pairs = (K * (K - 1)) / 2;
  const one = new Float32Array(K * J * pairs);
  const other = new Float32Array(K * J * pairs);
  let at = 0;
  for (let k = 0; k < K; k += 1) {
    for (let l = 0; l < k; l += 1) {
      one[(k * J + PAIR) * pairs + at] = 1;
      other[(l * J + PAIR) * pairs + at] = 1;
      at += 1;
    }
  }
  return {
    spread: tf.tensor2d(spread, [K, K * J]),
    inverse: tf.tensor2d(
      Float32Array.from({ length: K * J }, (_, n) => 1 / BENDS[n % J]!),
      [1, K * J],
    ),
    one: pairs === 0 ? null : tf.tensor2d(one, [K * J, pairs]),
    other: pairs === 0 ? null : tf.tensor2d(other, [K * J, pairs]),
  };
}

/** The features [b, F] of z [b, K]. */
export function applyFeatures(tf: Tf, constants: FeatureConstants, z: core.Tensor2D): core.Tensor2D {
  const { spread, inverse, one, other } = constants;
  const held = tf.add(tf.relu(tf.sub(z, LOWEST)), LOWEST) as core.Tensor2D;
  const courses = tf.mul(tf.sub(1, tf.exp(tf.neg(tf.matMul(held, spread)))), inverse) as core.Tensor2D;
  if (one === null || other === null) return courses;
  const products = tf.mul(tf.matMul(courses, one), tf.matMul(courses, other)) as core.Tensor2D;
  return tf.concat([courses, products], 1);
}

const ones = new Map<number, Float64Array>();

function unlifted(K: number): Float64Array {
  const known = ones.get(K) ?? new Float64Array(K * J).fill(1);
  ones.set(K, known);
  return known;
}
