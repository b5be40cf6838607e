import { standardNormal } from './normals.ts';
import { product } from './products.ts';
import { gpuKernel, replaceKernel } from './program.ts';
import { reluGrad } from './relu.ts';
import { shuffledEntries } from './shuffle.ts';
import { sum, unsortedSegmentSum } from './sums.ts';

/**
 * Mends the WebGPU backend for training: kernels that are slow there or whose sums differ from run to run, and those by which
 * batches are drawn where they are used.
 */
export function mendWebgpu(): void {
  replaceKernel('BatchMatMul', product(gpuKernel('BatchMatMul')));
  replaceKernel('_FusedMatMul', product(gpuKernel('_FusedMatMul')));
  replaceKernel('Sum', sum(gpuKernel('Sum')));
  replaceKernel('UnsortedSegmentSum', unsortedSegmentSum);
  replaceKernel('ReluGrad', reluGrad);
  replaceKernel('StandardNormal', standardNormal);
  replaceKernel('ShuffledEntries', shuffledEntries);
}
