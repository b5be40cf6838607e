import * as tf from '@tensorflow/tfjs-core';
import { ModelFault } from '../model.ts';
import { mendWebgpu } from './gpu/kernels.ts';

/** The adapter that WebGPU gave. */
export type Adapter = {
  readonly description: string;
  /** True where a processor pretends to be a GPU. */
  readonly software: boolean;
};

type Info = {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
};
type Found = { readonly info?: Info; readonly isFallbackAdapter?: boolean };
type Gpu = { requestAdapter(options: object): Promise<Found | null> };
type Dawn = { readonly globals: object; create(options: string[]): Gpu };

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bcpu\b/i;

/** What an adapter says of itself, and whether it is software. */
export function describeAdapter({ info = {}, isFallbackAdapter }: Found): Adapter {
  const words = [info.description, info.vendor, info.architecture, info.device].filter((word) => !!word);
  const description = info.description || words.join(' ') || 'an unnamed adapter';
  return { description, software: isFallbackAdapter === true || SOFTWARE.test(words.join(' ')) };
}

// Kept: a second instance of Dawn beside a device of the first brings the process down.
let found: Adapter | null = null;

/** Makes WebGPU, by Dawn, this thread's backend. Throws ModelFault when there is no adapter, and what `load` throws. */
export async function openWebgpu(load: (packageName: string) => Promise<unknown>): Promise<Adapter> {
  if (found === null || tf.findBackendFactory('webgpu') === null) {
    const { create, globals } = (await load('webgpu')) as Dawn;
    Object.assign(globalThis, globals);
    const gpu = create([]);
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) {
      const fault = 'WebGPU finds no adapter; expected a GPU with a Vulkan, Metal or D3D12 driver';
      throw new ModelFault(fault, 'environment');
    }
    // The backend looks for a browser's navigator while it loads.
    Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
    await load('@tensorflow/tfjs-backend-webgpu');
    mendWebgpu();
    found = describeAdapter(adapter);
  }
  if (!(await tf.setBackend('webgpu'))) throw new ModelFault('WebGPU does not start on this adapter', 'environment');
  return found;
}
