import { standardNormal } from './normals.ts';
import { product } from './products.ts';
import { gpuKernel, replaceKernel } from './program.ts';
import { reluGrad } from './relu.ts';
import { sum, unsortedSegmentSum } from './sums.ts';

/** Mends the WebGPU backend's kernels for training: those that are slow there, and those whose sums differ from run to run. */
export function mendWebgpu(): void {
  replaceKernel('BatchMatMul', product(gpuKernel('BatchMatMul')));
  replaceKernel('_FusedMatMul', product(gpuKernel('_FusedMatMul')));
  replaceKernel('Sum', sum(gpuKernel('Sum')));
  replaceKernel('UnsortedSegmentSum', unsortedSegmentSum);
  replaceKernel('ReluGrad', reluGrad);
  replaceKernel('StandardNormal', standardNormal);
}
