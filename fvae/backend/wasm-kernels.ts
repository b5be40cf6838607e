import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import type { Sgemm } from './addon.ts';

type Info = tf.TensorInfo;
type Call = {
  readonly inputs: Readonly<Record<string, Info>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: BackendWasm;
};
type Kernel = (call: Call) => Info;

let sgemm: Sgemm | null = null;

/** From now on matrices are multiplied by `by`; by XNNPACK where it is null. */
export function multiplyBy(by: Sgemm | null): void {
  sgemm = by;
}

const { sizeFromShape, parseAxisParam } = tf.util;

/** The kernel of that name that the wasm backend has now. */
export function wasmKernel(name: string): Kernel {
  const config = tf.getKernel(name, 'wasm');
  if (config === undefined) throw new Error(`the wasm backend has no kernel ${name}`);
  return config.kernelFunc as unknown as Kernel;
}

/** Puts a kernel in the place of the one that the wasm backend has, if any. */
export function replaceKernel(name: string, kernel: Kernel): void {
  if (tf.getKernel(name, 'wasm') !== undefined) tf.unregisterKernel(name, 'wasm');
  tf.registerKernel({ kernelName: name, backendName: 'wasm', kernelFunc: kernel as unknown as tf.KernelFunc });
}

/** The same memory under another name; it is freed with its last name. */
function share(backend: BackendWasm, x: Info, shape: number[] = x.shape): Info {
  backend.incRef(x.dataId);
  return { dataId: x.dataId, shape, dtype: x.dtype };
}

// Views of the heap are taken after the output is made: making it may move the heap.
const floats = (backend: BackendWasm, x: Info): Float32Array => backend.typedArrayFromHeap(x) as Float32Array;

const cast =
  (original: Kernel): Kernel =>
  (call) => {
    const { backend, inputs, attrs } = call;
    const { x } = inputs;
    if (x.dtype === attrs['dtype']) return share(backend, x);
    if (attrs['dtype'] !== 'bool') return original(call);
    const out = backend.makeOutput(x.shape, 'bool');
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    for (let at = 0; at < to.length; at += 1) to[at] = from[at] === 0 ? 0 : 1;
    return out;
  };

/** Rows of `x` added up by segment: out[s] = sum of x[n] where segmentIds[n] = s; other ids are left out. */
const unsortedSegmentSum: Kernel = ({ backend, inputs, attrs }) => {
  const { x, segmentIds } = inputs;
  const count = attrs['numSegments'] as number;
  const rank = segmentIds.shape.length;
  const row = sizeFromShape(x.shape.slice(rank));
  const out = backend.makeOutput([count, ...x.shape.slice(rank)], x.dtype);
  const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
  const ids = backend.typedArrayFromHeap(segmentIds);
  to.fill(0);
  for (let n = 0; n < ids.length; n += 1) {
    const id = ids[n];
    if (id < 0 || id >= count) continue;
    const start = id * row;
    for (let k = 0, at = n * row; k < row; k += 1, at += 1) to[start + k] += from[at];
  }
  return out;
};

/** [rows], each the sum of `columns` neighbours, in double precision. */
function sumRows(from: Float32Array | Int32Array, rows: number, columns: number, to: Float32Array | Int32Array): void {
  const even = columns - (columns % 4);
  for (let r = 0, at = 0; r < rows; r += 1) {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (const end = at + even; at < end; at += 4) {
      a += from[at];
      b += from[at + 1];
      c += from[at + 2];
      d += from[at + 3];
    }
    for (let rest = even; rest < columns; rest += 1, at += 1) a += from[at];
    to[r] = a + b + (c + d);
  }
}

/** [columns], each the sum of a column, in double precision. */
function sumColumns(
  from: Float32Array | Int32Array,
  rows: number,
  columns: number,
  to: Float32Array | Int32Array,
): void {
  const sums = new Float64Array(columns);
  for (let r = 0, at = 0; r < rows; r += 1) {
    for (let c = 0; c < columns; c += 1, at += 1) sums[c] += from[at];
  }
  to.set(sums);
}

/** Sums in double precision; columns and rows of what lies in memory without transposing it. */
const sum: Kernel = ({ backend, inputs, attrs }) => {
  const { x } = inputs;
  const rank = x.shape.length;
  const axes = parseAxisParam(attrs['axis'] as number[], x.shape).sort((a, b) => a - b);
  const kept = x.shape.filter((_, at) => !axes.includes(at));
  const shape = attrs['keepDims'] === true ? x.shape.map((length, at) => (axes.includes(at) ? 1 : length)) : kept;
  const [inner, outer] = [
    axes.every((axis, at) => axis === rank - axes.length + at),
    axes.every((axis, at) => axis === at),
  ];
  const size = sizeFromShape(kept);
  const reduced = sizeFromShape(x.shape) / size;
  if (inner || outer) {
    const out = backend.makeOutput(shape, x.dtype);
    const from = backend.typedArrayFromHeap(x) as Float32Array | Int32Array;
    const to = backend.typedArrayFromHeap(out) as Float32Array | Int32Array;
    if (from.length === 0) to.fill(0);
    else if (inner) sumRows(from, size, reduced, to);
    else sumColumns(from, reduced, size, to);
    return out;
  }
  const perm = [...x.shape.map((_, at) => at).filter((at) => !axes.includes(at)), ...axes];
  const moved = wasmKernel('Transpose')({ backend, inputs: { x }, attrs: { perm } });
  const last = axes.map((_, at) => rank - axes.length + at);
  const out = sum({ backend, inputs: { x: moved }, attrs: { axis: last, keepDims: false } });
  backend.disposeData(moved.dataId);
  return { ...out, shape };
};

const mean: Kernel = ({ backend, inputs, attrs }) => {
  const x = wasmKernel('Cast')({ backend, inputs, attrs: { dtype: 'float32' } });
  const out = sum({ backend, inputs: { x }, attrs });
  const values = floats(backend, out);
  const scale = values.length / sizeFromShape(x.shape);
  for (let at = 0; at < values.length; at += 1) values[at] *= scale;
  backend.disposeData(x.dataId);
  return out;
};

/** A part of `x`, copied from it alone (the shipped kernel first copies all of `x`). */
const slice =
  (original: Kernel): Kernel =>
  (call) => {
    const { backend, inputs, attrs } = call;
    const { x } = inputs;
    const [begin, size] = tf.slice_util.parseSliceParams(
      x as tf.Tensor,
      attrs['begin'] as number[],
      attrs['size'] as number[],
    );
    if (x.shape.length < 1 || x.shape.length > 2 || x.dtype === 'string') return original(call);
    if (size.every((length, axis) => length === x.shape[axis])) return share(backend, x);
    const out = backend.makeOutput(size, x.dtype);
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    const [row, width, first] =
      x.shape.length === 1 ? [x.shape[0], size[0], begin[0]] : [x.shape[1], size[1], begin[1]];
    const start = x.shape.length === 1 ? first : begin[0] * row + first;
    if (width === row || x.shape.length === 1) to.set(from.subarray(start, start + to.length));
    else {
      for (let at = 0, source = start; at < to.length; at += width, source += row) {
        for (let k = 0; k < width; k += 1) to[at + k] = from[source + k];
      }
    }
    return out;
  };

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
  if (sgemm === null || (activation !== 'linear' && activation !== 'relu')) return null;
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
  const heap = (backend.wasm as unknown as { readonly HEAPU8: Uint8Array }).HEAPU8;
  for (let at = sizeFromShape(stack) - 1; at >= 0; at -= 1) {
    const [aAt, bAt, outAt] = [x + 4 * at * m * k, y + 4 * at * k * n, z + 4 * at * m * n];
    sgemm(heap, aAt, bAt, outAt, m, n, k, Number(ta), Number(tb), added, relu);
  }
  return out;
}

/** A product of transposed matrices as the product of what has been transposed first: XNNPACK knows only plain ones. */
const product =
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

/**
 * Mends what keeps tfjs's wasm backend (4.22.0) from training; once, after the backend is ready.
 *
 * As shipped: UnsortedSegmentSum (the gradient of gather) is missing; products of transposed matrices run in a plain
 * loop; Sum and Mean add in single precision; Identity and Cast copy, and a Cast to bool cuts 0.5 to false.
 */
export function mendWasmKernels(): void {
  replaceKernel('UnsortedSegmentSum', unsortedSegmentSum);
  replaceKernel('Identity', ({ backend, inputs }) => share(backend, inputs['x']));
  replaceKernel('Cast', cast(wasmKernel('Cast')));
  replaceKernel('Slice', slice(wasmKernel('Slice')));
  replaceKernel('Sum', sum);
  replaceKernel('Mean', mean);
  for (const name of ['BatchMatMul', '_FusedMatMul']) replaceKernel(name, product(wasmKernel(name)));
}
