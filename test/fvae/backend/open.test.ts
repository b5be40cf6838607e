import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  copyRegisteredKernels,
  getKernelsForBackend,
  registerBackend,
  removeBackend,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { openBackend } from '../../../fvae/backend/open.ts';
import { describeAdapter } from '../../../fvae/backend/webgpu.ts';
import { ModelFault } from '../../../fvae/model.ts';

/** Loads none but the given packages. */
const having =
  (packages: Readonly<Record<string, unknown>>) =>
  async (name: string): Promise<unknown> => {
    const found = packages[name];
    if (found instanceof Error) throw found;
    if (found !== undefined) return found;
    throw Object.assign(new Error(`Cannot find package '${name}'`), { code: 'ERR_MODULE_NOT_FOUND' });
  };
const nothing = having({});

describe('openBackend', () => {
  it('refuses an unknown name in one line', async () => {
    const opening = openBackend('gpu');
    await expect(opening).rejects.toThrow(ModelFault);
    await expect(opening).rejects.toThrow(
      /^backend: found "gpu", expected one of auto, cuda, native, webgpu, wasm, cpu$/,
    );
  });

  it.each([
    ['cuda', '@tensorflow/tfjs-node-gpu'],
    ['native', '@tensorflow/tfjs-node'],
    ['webgpu', 'webgpu'],
  ])('says what %s needs when it is not installed', async (name, packageName) => {
    for (const nodeVersion of ['22.0.0', '24.1.0']) {
      const opening = openBackend(name, { load: nothing, nodeVersion });
      await expect(opening).rejects.toMatchObject({ name: 'ModelFault', kind: 'environment' });
      await expect(opening).rejects.toThrow(
        `${packageName} is not installed; expected after: npm install --save-dev ${packageName}`,
      );
    }
  });

  it('says that TensorFlow packages break on Node 23 and later, and auto goes on without them', async () => {
    const load = having({ '@tensorflow/tfjs-node': {}, '@tensorflow/tfjs-node/package.json': {} });
    const fault = '@tensorflow/tfjs-node breaks on Node 24.1.0; expected Node 20 or 22';
    await expect(openBackend('native', { load, nodeVersion: '24.1.0' })).rejects.toThrow(fault);
    const { name, line } = await openBackend('auto', { load, nodeVersion: '24.1.0' });
    expect(name).toBe('wasm');
    expect(line).toContain(fault);
  });

  it('says why an installed package does not load, in one line', async () => {
    const load = having({ '@tensorflow/tfjs-node-gpu': new Error('libcudart.so.11: cannot open\nmore') });
    const opening = openBackend('cuda', { load, nodeVersion: '20.20.0' });
    await expect(opening).rejects.toMatchObject({ kind: 'environment' });
    await expect(opening).rejects.toThrow(/^@tensorflow\/tfjs-node-gpu does not load: libcudart.so.11: cannot open$/);
  });

  it('picks WebAssembly where nothing is installed, and computes', async () => {
    const { name, line, tf } = await openBackend('auto', { load: nothing });
    expect(name).toBe('wasm');
    expect(line).toMatch(/^WebAssembly/);
    expect(line).not.toContain('not installed');
    expect(tf.getBackend()).toBe('wasm');
    const slope = tf.grad((x) => tf.sum(tf.square(x)));
    expect([...(await slope(tf.tensor1d([1, 2, 3])).data())]).toEqual([2, 4, 6]);
  });

  it('opens one backend after another', async () => {
    for (const name of ['cpu', 'wasm', 'cpu', 'wasm']) {
      const backend = await openBackend(name);
      expect(backend.name).toBe(name);
      expect(backend.tf.getBackend()).toBe(name);
    }
  });
});

describe('WebGPU', () => {
  const navigator = Object.getOwnPropertyDescriptor(globalThis, 'navigator');

  /** A Dawn whose adapter says that of itself, and a backend that computes on the processor. */
  function dawn(description: string): { load: (name: string) => Promise<unknown>; instances: () => number } {
    let instances = 0;
    const create = (): object => {
      instances += 1;
      return { requestAdapter: async () => ({ info: { description } }) };
    };
    const load = async (name: string): Promise<unknown> => {
      if (name === 'webgpu') return { globals: {}, create };
      if (name !== '@tensorflow/tfjs-backend-webgpu') return nothing(name);
      registerBackend('webgpu', () => new MathBackendCPU(), 3);
      copyRegisteredKernels('cpu', 'webgpu');
      return {};
    };
    return { load, instances: () => instances };
  }

  afterEach(() => {
    removeBackend('webgpu');
    for (const { kernelName } of getKernelsForBackend('webgpu')) unregisterKernel(kernelName, 'webgpu');
    // Opening defines it; Node 21 and later has one of its own.
    Reflect.deleteProperty(globalThis, 'navigator');
    if (navigator !== undefined) Object.defineProperty(globalThis, 'navigator', navigator);
  });

  it('is picked by auto on a real GPU, and opened once however often it is asked for', async () => {
    const { load, instances } = dawn('NVIDIA H100');
    for (const asked of ['auto', 'webgpu', 'wasm', 'auto']) {
      const { name, line } = await openBackend(asked, { load });
      expect(name).toBe(asked === 'wasm' ? 'wasm' : 'webgpu');
      if (name === 'webgpu') expect(line).toBe('WebGPU on NVIDIA H100');
    }
    expect(instances()).toBe(1);
  });

  it('on a software adapter is named as such where it is asked for, and never picked by auto', async () => {
    const { load } = dawn('SwiftShader Device');
    const asked = await openBackend('webgpu', { load });
    expect(asked.line).toBe('WebGPU on SwiftShader Device, a software adapter');
    const { name, line, tf } = await openBackend('auto', { load });
    expect(name).toBe('wasm');
    expect(line).toMatch(/; no GPU for WebGPU, only a software adapter$/);
    expect(tf.getBackend()).toBe('wasm');
  });
});

describe('describeAdapter', () => {
  it('knows software adapters', () => {
    const software = (info: object, isFallbackAdapter = false): boolean =>
      describeAdapter({ info, isFallbackAdapter }).software;
    expect(software({ vendor: 'google', architecture: 'swiftshader' })).toBe(true);
    expect(software({ description: 'llvmpipe (LLVM 15.0.6, 256 bits)' })).toBe(true);
    expect(software({ description: 'Microsoft Basic Render Driver' })).toBe(true);
    expect(software({ description: 'GPU' }, true)).toBe(true);
    expect(software({ vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA H100' })).toBe(false);
    expect(describeAdapter({}).description).toBe('an unnamed adapter');
  });
});
