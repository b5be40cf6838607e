import type * as core from '@tensorflow/tfjs-core';
import type { Random } from '../random.ts';
import type { Backend } from './open.ts';

/** The largest array that every GPU takes as one, in bytes. */
const LARGEST = 2 ** 31 - 4;

/** Whether the backend makes normal numbers itself, where they are used. */
const makesNormals = ({ name, tf }: Backend): boolean => tf.getKernel('StandardNormal', name) !== undefined;

/**
 * What reads rows of a table of rows `width` long as a tensor [count, width]. A GPU gets the whole table once, where it
 * fits: carrying rows there step by step takes longer than the step.
 */
export function rowReader(
  backend: Backend,
  table: Float32Array,
  width: number,
  count: number,
): (rows: Int32Array) => core.Tensor2D {
  const { tf } = backend;
  if (makesNormals(backend) && table.byteLength <= LARGEST) {
    const kept = tf.tensor2d(table, [table.length / width, width]);
    return (rows) => tf.gather(kept, tf.tensor1d(rows, 'int32')) as core.Tensor2D;
  }
  const x = new Float32Array(count * width);
  return (rows) => {
    rows.forEach((row, b) => {
      x.set(table.subarray(row * width, (row + 1) * width), b * width);
    });
    return tf.tensor2d(x, [count, width]);
  };
}

/** What draws standard normal numbers as a tensor [count, width]; on a GPU from a seed that `random` draws. */
export function normalReader(backend: Backend, count: number, width: number): (random: Random) => core.Tensor2D {
  const { tf } = backend;
  if (makesNormals(backend)) {
    const word = (random: Random): number => random.integer(2 ** 32);
    return (random) => {
      const attrs = { shape: [count, width], seed: [word(random), word(random)] };
      return tf.engine().runKernel('StandardNormal', {}, attrs) as core.Tensor2D;
    };
  }
  const numbers = new Float32Array(count * width);
  return (random) => {
    random.fillNormal(numbers);
    return tf.tensor2d(numbers, [count, width]);
  };
}
