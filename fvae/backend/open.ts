import { availableParallelism } from 'node:os';
import '@tensorflow/tfjs-backend-cpu';
import * as core from '@tensorflow/tfjs-core';
import { ModelFault } from '../model.ts';
import { registerGradients } from './gradients.ts';
import { openWasm } from './wasm.ts';
import { openWebgpu } from './webgpu.ts';

/** What may be asked for. */
export const BACKEND_NAMES = ['auto', 'cuda', 'native', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendName = (typeof BACKEND_NAMES)[number];

/** TensorFlow.js, whichever package it comes from. */
export type Tf = typeof core;

/** A backend that is this thread's and ready to compute. */
export type Backend = {
  readonly name: Exclude<BackendName, 'auto'>;
  readonly tf: Tf;
  /** One line for the user: what computes, and why not what would be faster. */
  readonly line: string;
};

export type BackendOptions = {
  /** Threads for matrix products, where the backend lets one choose. @defaultValue as many as there are cores */
  readonly threads?: number;
  /** Whether the wasm backend uses the native addon where it is built. @defaultValue true */
  readonly native?: boolean;
  /** How optional packages are loaded, and Node's version; for tests. */
  readonly load?: (packageName: string) => Promise<unknown>;
  readonly nodeVersion?: string;
};

type Opened = Omit<Backend, 'name'>;
type Opener = (options: Required<BackendOptions>) => Promise<Opened>;

const VERSION = core.version_core;

/** The module of an optional package. Throws ModelFault when it is not installed or does not load. */
async function optional(packageName: string, { load }: Required<BackendOptions>): Promise<unknown> {
  try {
    return await load(packageName);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (/MODULE_NOT_FOUND$/.test(code ?? '') && message.includes(`'${packageName}'`)) {
      throw new NotInstalled(`${packageName} is not installed; expected after: npm install --save-dev ${packageName}`);
    }
    throw new ModelFault(`${packageName} does not load: ${message.split('\n')[0]}`, 'environment');
  }
}

/** A backend whose package is absent: no reason to tell a user who did not ask for it. */
class NotInstalled extends ModelFault {
  constructor(message: string) {
    super(message, 'environment');
  }
}

const tensorflow =
  (packageName: string, what: string): Opener =>
  async (options) => {
    process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
    const node = Number(options.nodeVersion.split('.')[0]);
    if (node >= 23) {
      // Looked for first, so that `auto` says nothing of a package that nobody installed.
      await optional(`${packageName}/package.json`, options).catch((error) => {
        if (error instanceof NotInstalled) throw new NotInstalled(error.message.replaceAll('/package.json', ''));
      });
      const fault = `${packageName} breaks on Node ${options.nodeVersion}; expected Node 20 or 22`;
      throw new ModelFault(fault, 'environment');
    }
    const loaded = (await optional(packageName, options)) as Tf & { default?: Tf };
    const tf = loaded.default ?? loaded;
    await tf.setBackend('tensorflow');
    return { tf, line: `${what} (${packageName})` };
  };

const openers: Readonly<Record<Backend['name'], Opener>> = {
  cuda: tensorflow('@tensorflow/tfjs-node-gpu', 'CUDA'),
  native: tensorflow('@tensorflow/tfjs-node', 'native TensorFlow'),
  webgpu: async (options) => {
    const adapter = await openWebgpu((name) => optional(name, options));
    return { tf: core, line: `WebGPU on ${adapter.description}${adapter.software ? ', a software adapter' : ''}` };
  },
  wasm: async ({ threads, native }) => {
    const { openblas, fault } = await openWasm(threads, native);
    const line = `WebAssembly (TensorFlow.js ${VERSION})${openblas ? ' with matrix products by OpenBLAS' : ''}`;
    return { tf: core, line: fault === undefined ? line : `${line}; ${fault}` };
  },
  cpu: async () => {
    await core.setBackend('cpu');
    return { tf: core, line: `plain JavaScript (TensorFlow.js ${VERSION}), for comparison: very slow` };
  },
};

/**
 * The backend of that name, ready, as this thread's backend. `auto` takes the first that this machine has of CUDA, native
 * TensorFlow, WebGPU on a real GPU, and WebAssembly, which needs nothing installed.
 *
 * Throws ModelFault for an unknown name, a package that is not installed, or one that does not work here.
 */
export async function openBackend(name: string, options: BackendOptions = {}): Promise<Backend> {
  if (!(BACKEND_NAMES as readonly string[]).includes(name)) {
    throw new ModelFault(`backend: found ${JSON.stringify(name)}, expected one of ${BACKEND_NAMES.join(', ')}`);
  }
  const full = {
    load: (packageName: string) => import(packageName),
    nodeVersion: process.versions.node,
    native: true,
    threads: availableParallelism(),
    ...options,
  };
  // Production mode: the backends' banners stay silent.
  core.enableProdMode();
  registerGradients();
  if (name !== 'auto') return open(name as Backend['name'], full);
  const skipped: string[] = [];
  for (const candidate of ['cuda', 'native', 'webgpu'] as const) {
    try {
      const backend = await open(candidate, full);
      if (candidate !== 'webgpu' || !backend.line.endsWith('software adapter')) return backend;
      skipped.push('no GPU for WebGPU, only a software adapter');
    } catch (error) {
      if (!(error instanceof ModelFault)) throw error;
      if (!(error instanceof NotInstalled)) skipped.push(error.message);
    }
  }
  const wasm = await open('wasm', full);
  return skipped.length === 0 ? wasm : { ...wasm, line: `${wasm.line}; ${skipped.join('; ')}` };
}

async function open(name: Backend['name'], options: Required<BackendOptions>): Promise<Backend> {
  return { name, ...(await openers[name](options)) };
}
