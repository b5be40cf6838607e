import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { loadAddon, useAddon } from './addon.ts';
import { mendWasmKernels } from './wasm-kernels.ts';

let opened: Promise<void> | null = null;

async function openOnce(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(main)}${sep}`);
  await tf.setBackend('wasm');
  mendWasmKernels();
}

/** What multiplies matrices, and why it is not the native addon where one is built. */
export type WasmProducts = { readonly openblas: boolean; readonly fault?: string };

/**
 * Makes the wasm backend this thread's, mended for training. Matrices are multiplied by the native addon where it is built
 * and `native` is not false, with `threads` threads.
 */
export async function openWasm(threads: number, native: boolean): Promise<WasmProducts> {
  opened ??= openOnce();
  await opened;
  await tf.setBackend('wasm');
  const addon = native ? loadAddon() : null;
  useAddon(null);
  if (addon === null) return { openblas: false };
  if (typeof addon === 'string') return { openblas: false, fault: addon };
  addon.setThreads(threads);
  useAddon(addon);
  return { openblas: true };
}
