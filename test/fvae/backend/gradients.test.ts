import type * as core from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { openBackend } from '../../../fvae/backend/open.ts';
import {
  answers,
  arrayOf,
  expectClose,
  type Array as Numbers,
  type Operation,
  weightedSum,
} from '../../laws/kernels.ts';
import { BINARY, UNARY, UNARY_POSITIVE } from '../../laws/operations.ts';

// Numbers are multiples of 3/64, moved by a quarter or half of that: no kink or tie lies within a step.
const STEP = 1 / 128;
const moved = (x: Numbers, by: number): Numbers => ({ ...x, values: x.values.map((value) => value + by) });

/** The gradient of the weighted sum, by central differences on the cpu backend. */
async function differences(operation: Operation, inputs: readonly Numbers[]): Promise<number[][]> {
  const { tf } = await openBackend('cpu');
  const value = (arrays: readonly Numbers[]): number =>
    tf.tidy(() => {
      const tensors = arrays.map(({ values, shape }): core.Tensor => tf.tensor(values, shape));
      return weightedSum(tf, operation(tf, ...tensors)).dataSync()[0];
    });
  return inputs.map(({ values }, which) =>
    values.map((_, at) => {
      const shifted = (by: number): Numbers[] =>
        inputs.map((x, n) => (n === which ? { ...x, values: x.values.map((v, m) => (m === at ? v + by : v)) } : x));
      return (value(shifted(STEP)) - value(shifted(-STEP))) / (2 * STEP);
    }),
  );
}

function differentiates(operation: Operation, inputs: fc.Arbitrary<Numbers[]>): Promise<void> {
  const property = fc.asyncProperty(inputs, async (arrays) => {
    const [, ...gradients] = await answers('cpu', operation, arrays);
    const expected = await differences(operation, arrays);
    gradients.forEach((gradient, at) => {
      expectClose(gradient, expected[at], 6e-3);
    });
  });
  return fc.assert(property, { numRuns: 8 });
}

const one = arrayOf([2, 3]).map((x) => [moved(x, 3 / 128)]);
const two = fc
  .constantFrom([2, 3], [1, 3], [2, 1], [1, 1])
  .chain((shape) => fc.tuple(arrayOf([2, 3]), arrayOf(shape)))
  .map(([a, b]) => [moved(a, 3 / 128), moved(b, 3 / 256)]);

describe('gradients agree with central differences:', () => {
  it.each(Object.entries(UNARY))('%s', (_, operation) => differentiates(operation, one));

  it.each(Object.entries(UNARY_POSITIVE))('%s', (_, operation) =>
    differentiates(
      operation,
      one.map(([x]) => [{ ...x, values: x.values.map((v) => Math.abs(v) + 0.5) }]),
    ),
  );

  it.each(Object.entries(BINARY))('%s', async (_, operation) => {
    await differentiates(operation, two);
    await differentiates((tf, a, b) => operation(tf, b, a), two);
  });

  const others: Record<string, Operation> = {
    sum: (tf, x) => tf.square(tf.sum(x, 1)),
    'sum of all': (tf, x) => tf.square(tf.sum(x)),
    mean: (tf, x) => tf.square(tf.mean(x, 0, true)),
    transpose: (tf, x) => tf.square(tf.transpose(x)),
    slice: (tf, x) => tf.square(tf.slice(x, [1, 0], [1, 2])),
    pad: (tf, x) =>
      tf.square(
        tf.pad(x, [
          [1, 0],
          [0, 2],
        ]),
      ),
    concat: (tf, x) => tf.concat([tf.square(x), x, tf.exp(x)], 1),
    split: (tf, x) => tf.mul(...(tf.split(x, 2, 0) as [core.Tensor, core.Tensor])),
    stack: (tf, x) => tf.stack([tf.square(x), tf.sin(x)], 1),
    unstack: (tf, x) => tf.mul(...(tf.unstack(x, 0) as [core.Tensor, core.Tensor])),
    tile: (tf, x) => tf.square(tf.tile(x, [2, 2])),
    broadcastTo: (tf, x) => tf.square(tf.broadcastTo(x, [4, 2, 3])),
    gather: (tf, x) => tf.square(tf.gather(x, tf.tensor1d([1, 0, 1, 1], 'int32'))),
    unsortedSegmentSum: (tf, x) => tf.square(tf.unsortedSegmentSum(x, tf.tensor1d([2, 2], 'int32'), 4)),
    where: (tf, x) => tf.where(tf.greater(x, 0), tf.square(x), tf.exp(x)),
    cumulated: (tf, x) => tf.addN([x, tf.square(x), tf.mul(x, 3)]),
  };
  it.each(Object.entries(others))('%s', (_, operation) => differentiates(operation, one));

  it.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('matMul, transposed %s and %s, and of stacks with one matrix', async (ta, tb) => {
    const [a, b] = [ta ? [3, 2] : [2, 3], tb ? [4, 3] : [3, 4]];
    const product: Operation = (tf, x, y) => tf.matMul(x, y, ta, tb);
    await differentiates(product, fc.tuple(arrayOf(a), arrayOf(b)));
    await differentiates(product, fc.tuple(arrayOf([2, ...a]), arrayOf([1, ...b])));
  });

  it('max and min', async () => {
    // Distinct numbers: where several are greatest, there is no gradient to differ from.
    const distinct = fc
      .shuffledSubarray([-2, -1, 0, 1, 2, 3], { minLength: 6 })
      .map((values): Numbers[] => [{ shape: [2, 3], values }]);
    await differentiates((tf, x) => tf.square(tf.max(x, 1)), distinct);
    await differentiates((tf, x) => tf.square(tf.min(x)), distinct);
  });
});
