import * as tf from '@tensorflow/tfjs-core';

/** An array in the GPU's memory. */
export type Info = tf.TensorInfo;

/** A uniform of a program, in the order in which `uniforms` declares them. */
export type Uniform = { readonly type: 'int32' | 'uint32' | 'float32'; readonly data: number[] };

/** A compute shader as the WebGPU backend takes it. `A`, `B` and so on are the inputs' arrays, `result` the output's. */
export type Program = {
  readonly variableNames: string[];
  readonly outputShape: number[];
  readonly workgroupSize: [number, number, number];
  readonly dispatch: [number, number, number];
  /** Which axes of the output the dispatch runs over: what keeps the backend from handing `main` an index. */
  readonly dispatchLayout: { readonly x: number[]; readonly y: number[]; readonly z: number[] };
  /** WGSL declarations of the uniforms, each followed by a comma. */
  readonly uniforms: string;
  /** Programs of one key are compiled once: all that the code depends on. */
  readonly shaderKey: string;
  getUserCode(): string;
};

/** What is used of the WebGPU backend. */
export type GpuBackend = {
  runWebGPUProgram(program: Program, inputs: Info[], dtype: string, uniforms: Uniform[]): Info;
  disposeData(dataId: object): boolean;
};

export type Call = {
  readonly inputs: Readonly<Record<string, Info>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: GpuBackend;
};

export type Kernel = (call: Call) => Info;

/** The kernel of that name that the WebGPU backend has now. */
export function gpuKernel(name: string): Kernel {
  const config = tf.getKernel(name, 'webgpu');
  if (config === undefined) throw new Error(`the WebGPU backend has no kernel ${name}`);
  return config.kernelFunc as unknown as Kernel;
}

/** Puts a kernel in the place of the one that the WebGPU backend has, if any. */
export function replaceKernel(name: string, kernel: Kernel): void {
  if (tf.getKernel(name, 'webgpu') !== undefined) tf.unregisterKernel(name, 'webgpu');
  tf.registerKernel({ kernelName: name, backendName: 'webgpu', kernelFunc: kernel as unknown as tf.KernelFunc });
}

/** Axes for an output of three dimensions. */
export const OVER_THREE: Program['dispatchLayout'] = { x: [2], y: [1], z: [0] };

/** The most workgroups along one axis. */
export const MOST_WORKGROUPS = 65_535;

/** Threads of a workgroup of a flat program. */
const THREADS = 256;

/** WGSL of the number of a thread of a flat program, u32. */
export const THREAD = `((workgroupId.y * ${MOST_WORKGROUPS}u + workgroupId.x) * ${THREADS}u + localIndex)`;

/** How a program runs whose threads have nothing but a number; `threads` of them at least, for an output of `size` numbers. */
export function flat(
  size: number,
  threads: number,
): Pick<Program, 'outputShape' | 'workgroupSize' | 'dispatch' | 'dispatchLayout'> {
  const groups = Math.ceil(threads / THREADS);
  return {
    outputShape: [1, 1, size],
    workgroupSize: [THREADS, 1, 1],
    dispatch: [Math.min(MOST_WORKGROUPS, groups), Math.ceil(groups / MOST_WORKGROUPS), 1],
    dispatchLayout: OVER_THREE,
  };
}

export const word = (value: number): Uniform => ({ type: 'uint32', data: [value] });
export const integer = (value: number): Uniform => ({ type: 'int32', data: [value] });
