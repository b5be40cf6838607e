import * as tf from '@tensorflow/tfjs-core';
import { type Call, type GpuBackend, type Info, integer, type Kernel, OVER_THREE, type Program } from './program.ts';

/** Threads that fill a large GPU. */
const ENOUGH = 65_536;

/** out[p, c] = sum over the rows r of part p of x[r, c], x being `size` numbers in rows of `columns`, the last perhaps short. */
function partSums(backend: GpuBackend, x: Info, size: number, columns: number, parts: number): Info {
  const rows = Math.ceil(size / columns);
  const chunk = Math.ceil(rows / parts);
  const program: Program = {
    variableNames: ['A'],
    outputShape: [1, parts, columns],
    workgroupSize: [64, 1, 1],
    dispatch: [Math.ceil(columns / 64), parts, 1],
    dispatchLayout: OVER_THREE,
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
    return { ...added, shape };
  };

/** Threads of a workgroup that go through the ids side by side, segments that they look for, and columns they add. */
const SCANNERS = 256;
const SOUGHT = 4;
const WIDE = 16;

/** The WGSL of the sums: thread n adds rows n, n + SCANNERS, ..., then the threads' sums are added by halves. */
function segmentCode(): string {
  const vectors = Array.from({ length: WIDE / 4 }, (_, v) => v);
  const segments = Array.from({ length: SOUGHT }, (_, s) => s);
  const held = segments.flatMap((s) => vectors.map((v) => ({ s, v, name: `s${s}_${v}` })));
  const entry = (v: number, k: number): string =>
    `select(0.0, A[row + ${4 * v + k}], c + ${4 * v + k} < uniforms.columns)`;
  return `
    var<workgroup> sums : array<vec4<f32>, ${SCANNERS}>;
    fn halved(local : i32, sum : vec4<f32>) -> vec4<f32> {
      workgroupBarrier();
      sums[local] = sum;
      for (var half = ${SCANNERS / 2}; half > 0; half /= 2) {
        workgroupBarrier();
        if (local < half) { sums[local] += sums[local + half]; }
      }
      workgroupBarrier();
      return sums[0];
    }
    fn main() {
      let c = i32(workgroupId.x) * ${WIDE};
      let first = i32(workgroupId.y) * ${SOUGHT};
      let local = i32(localIndex);
      ${held.map(({ name }) => `var ${name} = vec4<f32>(0.0);`).join(' ')}
      for (var n = local; n < uniforms.items; n += ${SCANNERS}) {
        let which = ids[n] - first;
        if (which >= 0 && which < ${SOUGHT}) {
          let row = n * uniforms.columns + c;
          ${vectors.map((v) => `let x${v} = vec4<f32>(${[0, 1, 2, 3].map((k) => entry(v, k)).join(', ')});`).join('\n')}
          ${held.map(({ s, v, name }) => `if (which == ${s}) { ${name} += x${v}; }`).join('\n')}
        }
      }
      ${held
        .map(
          ({ s, v, name }) => `
        ${name} = halved(local, ${name});
        if (local < 4 && first + ${s} < uniforms.segments && c + ${4 * v} + local < uniforms.columns) {
          result[(first + ${s}) * uniforms.columns + c + ${4 * v} + local] = ${name}[local];
        }`,
        )
        .join('')}
    }`;
}

/**
 * Rows of x added up by segment, always in the same order; other ids are left out. The shipped way adds them as they come,
 * and where segments are few they wait for one another.
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
    dispatch: [Math.ceil(columns / WIDE), Math.ceil(segments / SOUGHT), 1],
    dispatchLayout: OVER_THREE,
    uniforms: 'items : i32, columns : i32, segments : i32,',
    shaderKey: 'matinee segment sum',
    getUserCode: segmentCode,
  };
  const out = backend.runWebGPUProgram(program, [x, segmentIds], x.dtype, [items, columns, segments].map(integer));
  return { ...out, shape: [segments, ...rest] };
};
