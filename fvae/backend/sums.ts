import * as tf from '@tensorflow/tfjs-core';
import { addonInUse } from './addon.ts';
import { heapOf, type Kernel, wasmKernel } from './kernel.ts';

const { sizeFromShape, parseAxisParam } = tf.util;

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
  const even = rows - (rows % 4);
  for (let r = 0; r < even; r += 4) {
    let a = r * columns;
    let b = a + columns;
    let c = b + columns;
    let d = c + columns;
    for (let k = 0; k < columns; k += 1, a += 1, b += 1, c += 1, d += 1)
      sums[k] += from[a] + from[b] + (from[c] + from[d]);
  }
  for (let r = even, at = even * columns; r < rows; r += 1) {
    for (let k = 0; k < columns; k += 1, at += 1) sums[k] += from[at];
  }
  to.set(sums);
}

/** Sums in double precision; columns and rows of what lies in memory without transposing it. */
export const sum: Kernel = ({ backend, inputs, attrs }) => {
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
    const addon = addonInUse();
    const out = backend.makeOutput(shape, x.dtype);
    const from = backend.typedArrayFromHeap(x) as Float32Array | Int32Array;
    const to = backend.typedArrayFromHeap(out) as Float32Array | Int32Array;
    if (from.length === 0) to.fill(0);
    else if (inner) sumRows(from, size, reduced, to);
    else if (x.dtype === 'float32' && addon !== null) {
      const [source, sums] = [x, out].map(({ dataId }) => backend.getMemoryOffset(dataId));
      addon.sumColumns(heapOf(backend), source, sums, reduced, size);
    } else sumColumns(from, reduced, size, to);
    return out;
  }
  const perm = [...x.shape.map((_, at) => at).filter((at) => !axes.includes(at)), ...axes];
  const moved = wasmKernel('Transpose')({ backend, inputs: { x }, attrs: { perm } });
  const last = axes.map((_, at) => rank - axes.length + at);
  const out = sum({ backend, inputs: { x: moved }, attrs: { axis: last, keepDims: false } });
  backend.disposeData(moved.dataId);
  return { ...out, shape };
};

/** Means in double precision. */
export const mean: Kernel = ({ backend, inputs, attrs }) => {
  const x = wasmKernel('Cast')({ backend, inputs, attrs: { dtype: 'float32' } });
  const out = sum({ backend, inputs: { x }, attrs });
  const values = backend.typedArrayFromHeap(out) as Float32Array;
  const scale = values.length / sizeFromShape(x.shape);
  for (let at = 0; at < values.length; at += 1) values[at] *= scale;
  backend.disposeData(x.dataId);
  return out;
};
