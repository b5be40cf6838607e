import * as tf from '@tensorflow/tfjs-core';
import { flat, integer, type Kernel, type Program, THREAD } from './program.ts';

/** dy where y is above 0, else 0: the gradient of relu in one pass. */
export const reluGrad: Kernel = ({ backend, inputs }) => {
  const { dy, y } = inputs;
  const size = tf.util.sizeFromShape(dy.shape);
  const program: Program = {
    variableNames: ['A', 'B'],
    ...flat(size, size),
    uniforms: 'items : i32,',
    shaderKey: 'matinee relu gradient',
    getUserCode: () => `
      fn main() {
        let at = i32(${THREAD});
        if (at < uniforms.items) { result[at] = select(0.0, A[at], B[at] > 0.0); }
      }`,
  };
  const out = backend.runWebGPUProgram(program, [dy, y], 'float32', [integer(size)]);
  return { ...out, shape: dy.shape };
};
