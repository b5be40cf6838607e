import * as tf from '@tensorflow/tfjs-core';
import { type Call, type GpuBackend, type Info, integer, type Kernel, OVER_THREE, type Program } from './program.ts';

/** Threads that fill a large GPU. */
const ENOUGH = 65_536;

const layout = { x: [...OVER_THREE.x], y: [...OVER_THREE.y], z: [...OVER_THREE.z] };

/** out[p, c] = sum over the rows r of part p of x[r, c], x being `size` numbers in rows of `columns`, the last perhaps short. */
function partSums(backend: GpuBackend, x: Info, size: number, columns: number, parts: number): Info {
  const rows = Math.ceil(size / columns);
  const chunk = Math.ceil(rows / parts);
  const program: Program = {
    variableNames: ['A'],
    outputShape: [1, parts, columns],
    workgroupSize: [64, 1, 1],
    dispatch: [Math.ceil(columns / 64), parts, 1],
    dispatchLayout: layout,
    uniforms: 'items : i32, columns : i32, chunk : i32,',
    shaderKey: 'matinee sum',
    getUserCode: () => `
      fn main() {
        let c = i32(globalId.x);
        if (c >= uniforms.columns) { return; }
        let first = i32(workgroupId.y) * uniforms.chunk;
        let last = min(first + uniforms.chunk, (uniforms.items - c + uniforms.columns - 1) / uniforms.columns);
        var sum = 0.0;
        for (var r = first; r < last; r += 1) { sum += A[r * uniforms.columns + c]; }
        result[i32(workgroupId.y) * uniforms.columns + c] = sum;
      }`,
  };
  return backend.runWebGPUProgram(program, [x], 'float32', [size, columns, chunk].map(integer));
}

/** [columns], the sums of the columns of x [rows, columns], always added in the same order. */
export function addedUp(backend: GpuBackend, x: Info, rows: number, columns: number): Info {
  const parts = Math.min(Math.ceil(ENOUGH / columns), Math.ceil(rows / 16));
  if (parts <= 1) return partSums(backend, x, rows * columns, columns, 1);
  const partial = partSums(backend, x, rows * columns, columns, parts);
  const sum = addedUp(backend, partial, parts, columns);
  backend.disposeData(partial.dataId);
  return sum;
}

/** [1], the sum of all of x. */
function total(backend: GpuBackend, x: Info, size: number): Info {
  const columns = size > 16 * ENOUGH ? ENOUGH : size > 256 ? 256 : 1;
  const partial = partSums(backend, x, size, columns, 1);
  if (columns === 1) return partial;
  const sum = total(backend, partial, columns);
  backend.disposeData(partial.dataId);
  return sum;
}

/** Sums over everything or over leading axes; all else goes to the kernel that was there, which works one sum at a time. */
export const sum =
  (original: Kernel): Kernel =>
  (call: Call) => {
    const { backend, inputs, attrs } = call;
    const { x } = inputs;
    const axes = tf.util.parseAxisParam(attrs['axis'] as number | number[], x.shape).toSorted((a, b) => a - b);
    const size = tf.util.sizeFromShape(x.shape);
    const leading = axes.every((axis, n) => axis === n);
    if (x.dtype !== 'float32' || !leading || axes.length === 0 || size === 0) return original(call);
    const rest = x.shape.slice(axes.length);
    const columns = tf.util.sizeFromShape(rest);
    const added = columns === 1 ? total(backend, x, size) : addedUp(backend, x, size / columns, columns);
    const shape = attrs['keepDims'] === true ? [...axes.map(() => 1), ...rest] : rest;
    return { ...added, shape: shape };
  };

/** Rows of x that a workgroup adds up for its segment at once. */
const SCANNERS = 64;
/** Columns that are added at a time. */
const WIDE = 4;

/**
 * Rows of x added up by segment, one workgroup a segment, always in the same order; other ids are left out. The shipped way
 * adds them as they come, and where segments are few they wait for one another.
 */
export const unsortedSegmentSum: Kernel = ({ backend, inputs, attrs }) => {
  const { x, segmentIds } = inputs;
  const segments = attrs['numSegments'] as number;
  const items = tf.util.sizeFromShape(segmentIds.shape);
  const rest = x.shape.slice(segmentIds.shape.length);
  const columns = tf.util.sizeFromShape(rest);
  const program: Program = {
    variableNames: ['A', 'ids'],
    outputShape: [1, segments, columns],
    workgroupSize: [SCANNERS, 1, 1],
    dispatch: [Math.ceil(columns / WIDE), segments, 1],
    dispatchLayout: layout,
    uniforms: 'items : i32, columns : i32,',
    shaderKey: 'matinee segment sum',
    getUserCode: () => `
      var<workgroup> sums : array<vec4<f32>, ${SCANNERS}>;
      fn main() {
        let C = uniforms.columns;
        let c = i32(workgroupId.x) * ${WIDE};
        let segment = i32(workgroupId.y);
        let local = i32(localIndex);
        var sum = vec4<f32>(0.0);
        for (var n = local; n < uniforms.items; n += ${SCANNERS}) {
          if (ids[n] == segment) {
            let at = n * C + c;
            sum.x += A[at];
            if (c + 1 < C) { sum.y += A[at + 1]; }
            if (c + 2 < C) { sum.z += A[at + 2]; }
            if (c + 3 < C) { sum.w += A[at + 3]; }
          }
        }
        sums[local] = sum;
        for (var half = ${SCANNERS / 2}; half > 0; half /= 2) {
          workgroupBarrier();
          if (local < half) { sums[local] += sums[local + half]; }
        }
        workgroupBarrier();
        if (local < ${WIDE} && c + local < C) { result[segment * C + c + local] = sums[0][local]; }
      }`,
  };
  const out = backend.runWebGPUProgram(program, [x, segmentIds], x.dtype, [items, columns].map(integer));
  return { ...out, shape: [segments, ...rest] };
};
