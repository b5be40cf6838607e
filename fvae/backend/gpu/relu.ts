import * as tf from '@tensorflow/tfjs-core';
import { integer, type Kernel, MOST_WORKGROUPS, OVER_THREE, type Program } from './program.ts';

const THREADS = 256;

/** dy where y is above 0, else 0: the gradient of relu in one pass. */
export const reluGrad: Kernel = ({ backend, inputs }) => {
  const { dy, y } = inputs;
  const size = tf.util.sizeFromShape(dy.shape);
  const groups = Math.ceil(size / THREADS);
  const program: Program = {
    variableNames: ['A', 'B'],
    outputShape: [1, 1, size],
    workgroupSize: [THREADS, 1, 1],
    dispatch: [Math.min(MOST_WORKGROUPS, groups), Math.ceil(groups / MOST_WORKGROUPS), 1],
    dispatchLayout: OVER_THREE,
    uniforms: 'items : i32,',
    shaderKey: 'matinee relu gradient',
    getUserCode: () => `
      fn main() {
        let at = (i32(workgroupId.y) * ${MOST_WORKGROUPS} + i32(workgroupId.x)) * ${THREADS} + i32(localIndex);
        if (at < uniforms.items) { result[at] = select(0.0, A[at], B[at] > 0.0); }
      }`,
  };
  const out = backend.runWebGPUProgram(program, [dy, y], 'float32', [integer(size)]);
  return { ...out, shape: dy.shape };
};
