import type { Operation } from './kernels.ts';

/** Functions of any one array. */
export const UNARY: Record<string, Operation> = {
  abs: (tf, x) => tf.abs(x),
  clipByValue: (tf, x) => tf.clipByValue(x, -1, 1.5),
  elu: (tf, x) => tf.elu(x),
  exp: (tf, x) => tf.exp(x),
  expm1: (tf, x) => tf.expm1(x),
  expandDims: (tf, x) => tf.expandDims(x, 0),
  erf: (tf, x) => tf.erf(x),
  leakyRelu: (tf, x) => tf.leakyRelu(x, 0.1),
  neg: (tf, x) => tf.neg(x),
  relu: (tf, x) => tf.relu(x),
  reshape: (tf, x) => tf.reshape(x, [-1]),
  sigmoid: (tf, x) => tf.sigmoid(x),
  sign: (tf, x) => tf.sign(x),
  sin: (tf, x) => tf.sin(x),
  cos: (tf, x) => tf.cos(x),
  softplus: (tf, x) => tf.softplus(x),
  square: (tf, x) => tf.square(x),
  step: (tf, x) => tf.step(x),
  tanh: (tf, x) => tf.tanh(x),
  zerosLike: (tf, x) => tf.zerosLike(x),
  onesLike: (tf, x) => tf.onesLike(x),
  clone: (tf, x) => tf.clone(x),
};

/** Functions of an array of positive numbers. */
export const UNARY_POSITIVE: Record<string, Operation> = {
  log: (tf, x) => tf.log(x),
  log1p: (tf, x) => tf.log1p(x),
  pow: (tf, x) => tf.pow(x, 1.7),
  reciprocal: (tf, x) => tf.reciprocal(x),
  rsqrt: (tf, x) => tf.rsqrt(x),
  sqrt: (tf, x) => tf.sqrt(x),
};

/** Functions of two arrays of one shape, either of them repeated along axes of length 1. */
export const BINARY: Record<string, Operation> = {
  add: (tf, a, b) => tf.add(a, b),
  div: (tf, a, b) => tf.div(a, tf.add(tf.square(b), 0.5)),
  greater: (tf, a, b) => tf.mul(tf.cast(tf.greater(a, b), 'float32'), a),
  maximum: (tf, a, b) => tf.maximum(a, b),
  minimum: (tf, a, b) => tf.minimum(a, b),
  mul: (tf, a, b) => tf.mul(a, b),
  pow: (tf, a, b) => tf.pow(tf.add(tf.square(a), 0.5), b),
  squaredDifference: (tf, a, b) => tf.squaredDifference(a, b),
  sub: (tf, a, b) => tf.sub(a, b),
};
