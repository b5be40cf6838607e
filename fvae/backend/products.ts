import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { addonInUse } from './addon.ts';
import { type Call, heapOf, type Info, type Kernel, wasmKernel } from './kernel.ts';

const { sizeFromShape } = tf.util;

/** `x` with its last two axes exchanged; a new tensor, to be disposed of. */
function exchanged(backend: BackendWasm, x: Info): Info {
  const rank = x.shape.length;
  const perm = x.shape.map((_, at) => (at < rank - 2 ? at : 2 * rank - 3 - at));
  return wasmKernel('Transpose')({ backend, inputs: { x }, attrs: { perm } });
}

/** The product by the native addon, where it is in use; null where it cannot take this one. */
function nativeProduct({ backend, inputs, attrs }: Call): Info | null {
  const { a, b, bias } = inputs;
  const [ta, tb] = [attrs['transposeA'] === true, attrs['transposeB'] === true];
  const { activation = 'linear' } = attrs;
  const stack = a.shape.slice(0, -2);
  const addon = addonInUse();
  if (addon === null || (activation !== 'linear' && activation !== 'relu')) return null;
  if (a.dtype !== 'float32' || b.dtype !== 'float32' || stack.some((length, axis) => length !== b.shape[axis]))
    return null;
  if (a.shape.length !== b.shape.length || (bias !== undefined && bias.shape.length !== 1)) return null;
  const [rows, inner] = a.shape.slice(-2);
  const [m, k] = ta ? [inner, rows] : [rows, inner];
  const n = b.shape[b.shape.length - (tb ? 2 : 1)];
  const out = backend.makeOutput([...stack, m, n], 'float32');
  const [x, y, z] = [a, b, out].map(({ dataId }) => backend.getMemoryOffset(dataId));
  const added = bias === undefined ? 0 : backend.getMemoryOffset(bias.dataId);
  const relu = activation === 'relu' ? 1 : 0;
  const heap = heapOf(backend);
  for (let at = sizeFromShape(stack) - 1; at >= 0; at -= 1) {
    const [aAt, bAt, outAt] = [x + 4 * at * m * k, y + 4 * at * k * n, z + 4 * at * m * n];
    addon.sgemm(heap, aAt, bAt, outAt, m, n, k, Number(ta), Number(tb), added, relu);
  }
  return out;
}

/** A product of transposed matrices as the product of what has been transposed first: XNNPACK knows only plain ones. */
export const product =
  (original: Kernel): Kernel =>
  (call) => {
    const { backend, inputs, attrs } = call;
    const done = nativeProduct(call);
    if (done !== null) return done;
    const { transposeA, transposeB } = attrs;
    const a = transposeA === true ? exchanged(backend, inputs['a']) : inputs['a'];
    const b = transposeB === true ? exchanged(backend, inputs['b']) : inputs['b'];
    const out = original({
      backend,
      inputs: { ...inputs, a, b },
      attrs: { ...attrs, transposeA: false, transposeB: false },
    });
    if (a !== inputs['a']) backend.disposeData(a.dataId);
    if (b !== inputs['b']) backend.disposeData(b.dataId);
    return out;
  };
