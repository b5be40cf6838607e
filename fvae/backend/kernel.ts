import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** An array on the wasm heap. */
export type Info = tf.TensorInfo;

export type Call = {
  readonly inputs: Readonly<Record<string, Info>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: BackendWasm;
};

/** A kernel of the wasm backend: the array it makes, or several. */
export type Kernel<Output = Info> = (call: Call) => Output;

/** Numbers on the wasm heap. A view is taken after the output is made: making it may move the heap. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** The kernel of that name that the wasm backend has now. */
export function wasmKernel(name: string): Kernel {
  const config = tf.getKernel(name, 'wasm');
  if (config === undefined) throw new Error(`the wasm backend has no kernel ${name}`);
  return config.kernelFunc as unknown as Kernel;
}

/** Puts a kernel in the place of the one that the wasm backend has, if any. */
export function replaceKernel(name: string, kernel: Kernel<Info | Info[]>): void {
  if (tf.getKernel(name, 'wasm') !== undefined) tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({ kernelName: name, backendName: 'wasm', kernelFunc: kernel as unknown as tf.KernelFunc });
}

/** The same memory under another name; it is freed with its last name. */
export function share(backend: BackendWasm, x: Info, shape: number[] = x.shape): Info {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape, dtype: x.dtype };
}

/** The whole heap, as the native addon takes it. */
export function heapOf(backend: BackendWasm): Uint8Array {
  return (backend.wasm as unknown as { readonly HEAPU8: Uint8Array }).HEAPU8;
}
