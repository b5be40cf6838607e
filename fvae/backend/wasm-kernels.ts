import * as tf from '@tensorflow/tfjs-core';
import { type Info, type Kernel, type Numbers, replaceKernel, share, wasmKernel } from './kernel.ts';
import { product } from './products.ts';
import { mean, sum } from './sums.ts';

const { sizeFromShape, parseAxisParam } = tf.util;

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

/** Swaps rows and columns: to[c, r] = from[r, c]; four rows at once and in strips that fit the cache. */
function transposeMatrix(from: Numbers, rows: number, columns: number, to: Numbers): void {
  const strip = 32;
  const even = rows - (rows % 4);
  for (let first = 0; first < columns; first += strip) {
    const last = Math.min(columns, first + strip);
    for (let r = 0; r < even; r += 4) {
      let a = r * columns + first;
      let b = a + columns;
      let c = b + columns;
      let d = c + columns;
      for (let k = first, at = first * rows + r; k < last; k += 1, at += rows, a += 1, b += 1, c += 1, d += 1) {
        to[at] = from[a];
        to[at + 1] = from[b];
        to[at + 2] = from[c];
        to[at + 3] = from[d];
      }
    }
    for (let r = even; r < rows; r += 1) {
      for (let k = first; k < last; k += 1) to[k * rows + r] = from[r * columns + k];
    }
  }
}

/** A matrix turned (the shipped kernel goes through memory in the slow order); all else as it was. */
const transpose =
  (original: Kernel): Kernel =>
  (call) => {
    const { backend, inputs, attrs } = call;
    const { x } = inputs;
    const perm = (attrs['perm'] as number[]).filter((axis) => x.shape[axis] !== 1);
    if (perm.length !== 2 || perm[0] < perm[1]) return original(call);
    const out = backend.makeOutput(
      (attrs['perm'] as number[]).map((axis) => x.shape[axis]),
      x.dtype,
    );
    transposeMatrix(backend.typedArrayFromHeap(x), x.shape[perm[1]], x.shape[perm[0]], backend.typedArrayFromHeap(out));
    return out;
  };

/** Rows of `x` one after another, checked (the shipped kernel works number by number); other axes as it was. */
const gather =
  (original: Kernel): Kernel =>
  (call) => {
    const { backend, inputs, attrs } = call;
    const { x, indices } = inputs;
    if (attrs['axis'] !== 0 || attrs['batchDims'] !== 0 || indices.dtype !== 'int32') return original(call);
    const rest = x.shape.slice(1);
    const row = sizeFromShape(rest);
    const out = backend.makeOutput([...indices.shape, ...rest], x.dtype);
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    backend.typedArrayFromHeap(indices).forEach((index, n) => {
      if (index < 0 || index >= x.shape[0])
        throw new Error(`gather: found row ${index}, expected 0 to ${x.shape[0] - 1}`);
      for (let k = 0, source = index * row, at = n * row; k < row; k += 1, source += 1, at += 1) to[at] = from[source];
    });
    return out;
  };

/** One number, or all of `x` along the first axes, repeated (the shipped kernel works number by number). */
const tile =
  (original: Kernel): Kernel =>
  (call) => {
    const { backend, inputs, attrs } = call;
    const { x } = inputs;
    const reps = attrs['reps'] as number[];
    const size = sizeFromShape(x.shape);
    // Axes of length 1 before the first that is not are repeated with it.
    const first = x.shape.findIndex((length) => length !== 1);
    if (size === 0 || (first >= 0 && reps.slice(first + 1).some((times) => times !== 1))) return original(call);
    const out = backend.makeOutput(
      x.shape.map((length, axis) => length * reps[axis]),
      x.dtype,
    );
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)];
    if (size === 1) to.fill(from[0]);
    else for (let at = 0; at < to.length; at += size) to.set(from, at);
    return out;
  };

/** The parts of `x` along an axis, each a slice. */
const split: Kernel<Info[]> = ({ backend, inputs, attrs }) => {
  const { x } = inputs;
  const axis = parseAxisParam(attrs['axis'] as number, x.shape)[0];
  const lengths = tf.backend_util.prepareSplitSize(x as tf.Tensor, attrs['numOrSizeSplits'] as number[], axis);
  const cut = wasmKernel('Slice');
  let from = 0;
  return lengths.map((length) => {
    const begin = x.shape.map((_, at) => (at === axis ? from : 0));
    const size = x.shape.map((whole, at) => (at === axis ? length : whole));
    from += length;
    return cut({ backend, inputs: { x }, attrs: { begin, size } });
  });
};

/**
 * Mends what keeps tfjs's wasm backend (4.22.0) from training; once, after the backend is ready.
 *
 * As shipped: UnsortedSegmentSum (the gradient of gather) is missing; products of transposed matrices run in a plain
 * loop; Sum and Mean add in single precision; Identity and Cast copy, and a Cast to bool cuts 0.5 to false. Transpose,
 * Slice, SplitV, GatherV2 and Tile are right but slow: together they took as long as the products of a training step.
 */
export function mendWasmKernels(): void {
  replaceKernel('UnsortedSegmentSum', unsortedSegmentSum);
  replaceKernel('Identity', ({ backend, inputs }) => share(backend, inputs['x']));
  replaceKernel('Cast', cast(wasmKernel('Cast')));
  replaceKernel('Slice', slice(wasmKernel('Slice')));
  replaceKernel('SplitV', split);
  replaceKernel('Transpose', transpose(wasmKernel('Transpose')));
  replaceKernel('GatherV2', gather(wasmKernel('GatherV2')));
  replaceKernel('Tile', tile(wasmKernel('Tile')));
  replaceKernel('Sum', sum);
  replaceKernel('Mean', mean);
  for (const name of ['BatchMatMul', '_FusedMatMul']) replaceKernel(name, product(wasmKernel(name)));
}
