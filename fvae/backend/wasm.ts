import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { mendWasmKernels } from './wasm-kernels.ts';

let opened: Promise<void> | null = null;

async function openOnce(): Promise<void> {
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(main)}${sep}`);
  await tf.setBackend('wasm');
  mendWasmKernels();
}

/** Makes the wasm backend this thread's, mended for training. */
export async function openWasm(): Promise<void> {
  opened ??= openOnce();
  await opened;
  await tf.setBackend('wasm');
}
