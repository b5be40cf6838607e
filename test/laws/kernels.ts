import type * as core from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';
import { type BackendOptions, openBackend } from '../../fvae/backend/open.ts';

export type Tf = typeof core;
export type Array = { readonly shape: number[]; readonly values: number[] };
/** An operation on arrays of numbers. */
export type Operation = (tf: Tf, ...inputs: core.Tensor[]) => core.Tensor;

/** An array of that shape with numbers in [-limit, limit], multiples of `limit / 64`, so that ties occur. */
export function arrayOf(shape: readonly number[], limit = 3): fc.Arbitrary<Array> {
  const size = shape.reduce((a, b) => a * b, 1);
  return fc
    .array(fc.integer({ min: -64, max: 64 }), { minLength: size, maxLength: size })
    .map((numbers) => ({ shape: [...shape], values: numbers.map((n) => (n * limit) / 64) }));
}

/** A shape of the given rank, each length 1..6. */
export const shapeOf = (rank: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 6 }), { minLength: rank, maxLength: rank });

/** The sum of an array's numbers, each with a weight of its own. */
export function weightedSum(tf: Tf, y: core.Tensor): core.Scalar {
  const weights = globalThis.Array.from({ length: y.size }, (_, n) => Math.cos(1 + n));
  return tf.sum(tf.mul(tf.cast(y, 'float32'), tf.tensor(weights, y.shape)));
}

/** What an operation answers on a backend: its values, and the gradient of a weighted sum of them for each input. */
export async function answers(
  backend: string,
  operation: Operation,
  inputs: readonly Array[],
  options: BackendOptions = {},
): Promise<number[][]> {
  const { tf } = await openBackend(backend, options);
  const held = tf.memory().numTensors;
  const tensors = inputs.map(({ values, shape }) => tf.tensor(values, shape, 'float32'));
  const weighted = (...x: core.Tensor[]): core.Scalar => weightedSum(tf, operation(tf, ...x));
  const made = tf.tidy(() => [operation(tf, ...tensors), ...tf.grads(weighted)(tensors)]);
  const read = await Promise.all(made.map(async (tensor) => [...(await tensor.data())]));
  for (const tensor of [...made, ...tensors]) tensor.dispose();
  expect(tf.memory().numTensors).toBe(held);
  return read;
}

/** Equal within float32's rounding at the size of the numbers compared; infinities and NaN in the same places. */
export function expectClose(found: readonly number[], expected: readonly number[], tolerance = 2e-5): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, at) => {
    const wanted = expected[at];
    if (!Number.isFinite(wanted)) expect(value).toBe(wanted);
    else
      expect(Math.abs(value - wanted), `[${at}] ${value} for ${wanted}`).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(wanted)),
      );
  });
}
