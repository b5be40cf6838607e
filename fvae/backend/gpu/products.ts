import {
  type Call,
  type GpuBackend,
  type Info,
  integer,
  type Kernel,
  MOST_WORKGROUPS,
  OVER_THREE,
  type Program,
} from './program.ts';
import { addedUp } from './sums.ts';

/** Rows of a tile of the output, and terms of the sums taken into shared memory at a time. */
const ROWS = 128;
const DEPTH = 16;
/** Workgroups that fill a large GPU several times over. */
const ENOUGH = 1024;
/** The fewest terms of a sum that are worth a workgroup of their own. */
const LEAST_DEPTH = 256;
/** Columns of the output that a thread makes; sixteen threads stand side by side. */
const COLUMNS = [1, 2, 4, 8, 9] as const;

type Factors = {
  readonly a: Info;
  readonly b: Info;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
};

/** How many columns a thread makes so that the fewest are made in vain. */
function columnsEach(columns: number): number {
  const made = (each: number): number => Math.ceil(columns / (16 * each)) * 16 * each;
  return COLUMNS.reduce((best, each) => (made(each) <= made(best) ? each : best));
}

/**
 * The WGSL of out[z, m, n] = sum of A[m, k] B[k, n] over the k of part z, as tiles in shared memory: each thread holds 8 rows
 * by `each` columns of the output in registers, all indices spelt out.
 */
function productCode(
  key: { each: number; transposeA: boolean; transposeB: boolean; turned: boolean },
  end: string,
): string {
  const { each, transposeA, transposeB, turned } = key;
  const width = 16 * each;
  const pitch = width + 1;
  const js = Array.from({ length: each }, (_, j) => j);
  const rows = [0, 1, 2, 3, 4, 5, 6, 7];
  const element = (m: string, k: string): string => (transposeA ? `A[${k} * M + ${m}]` : `A[${m} * K + ${k}]`);
  const guarded = (m: string, k: string): string => `select(0.0, ${element(m, k)}, ${m} < M && ${k} < last)`;
  // Neighbouring threads read neighbouring numbers.
  const [k, group] = transposeA
    ? ['local / 32 + 8 * round', 'local % 32']
    : [`local % ${DEPTH}`, `local / ${DEPTH} + 16 * round`];
  const [bk, bn] = transposeB ? [`at % ${DEPTH}`, `at / ${DEPTH}`] : [`at / ${width}`, `at % ${width}`];
  return `
    var<workgroup> sideA : array<vec4<f32>, ${(ROWS / 4) * DEPTH}>;
    var<workgroup> sideB : array<f32, ${pitch * DEPTH}>;
    fn main() {
      let M = uniforms.m;
      let N = uniforms.n;
      let K = uniforms.k;
      let local = i32(localIndex);
      let row = i32(workgroupId.y) * ${ROWS};
      let column = i32(workgroupId.x) * ${width};
      let first = i32(workgroupId.z) * uniforms.chunk;
      let last = min(K, first + uniforms.chunk);
      let tx = local % 16;
      let ty = local / 16;
      ${rows.map((r) => js.map((j) => `var c${r}_${j} = 0.0;`).join(' ')).join('\n')}
      for (var step = 0; step < uniforms.chunk / ${DEPTH}; step += 1) {
        let start = first + ${DEPTH} * step;
        for (var round = 0; round < 2; round += 1) {
          let dk = ${k};
          let g = ${group};
          let kk = start + dk;
          let m = row + 4 * g;
          sideA[dk * ${ROWS / 4} + g] = vec4<f32>(${[0, 1, 2, 3].map((r) => guarded(`(m + ${r})`, 'kk')).join(', ')});
        }
        for (var round = 0; round < ${each}; round += 1) {
          let at = local + 256 * round;
          let dk = ${bk};
          let n = ${bn};
          let kk = start + dk;
          let nn = column + n;
          sideB[dk * ${pitch} + n] = select(0.0, ${transposeB ? 'B[nn * K + kk]' : 'B[kk * N + nn]'}, nn < N && kk < last);
        }
        workgroupBarrier();
        for (var dk = 0; dk < ${DEPTH}; dk += 1) {
          let a0 = sideA[dk * ${ROWS / 4} + 2 * ty];
          let a1 = sideA[dk * ${ROWS / 4} + 2 * ty + 1];
          ${js.map((j) => `let b${j} = sideB[dk * ${pitch} + tx + ${16 * j}];`).join(' ')}
          ${rows.map((r) => js.map((j) => `c${r}_${j} = fma(a${r >> 2}.${'xyzw'[r & 3]}, b${j}, c${r}_${j});`).join(' ')).join('\n')}
        }
        workgroupBarrier();
      }
      let part = i32(workgroupId.z) * M * N;
      ${rows
        .map((r) => {
          const m = `row + 8 * ty + ${r}`;
          const writes = js.map((j) => {
            const n = `column + tx + ${16 * j}`;
            const to = turned ? `(${n}) * M + ${m}` : `(${m}) * N + ${n}`;
            return `if (${n} < N) { let n = ${n}; var value = c${r}_${j}; ${end} result[part + ${to}] = value; }`;
          });
          return `if (${m} < M) { ${writes.join('\n')} }`;
        })
        .join('\n')}
    }`;
}

/** One product; `finish` is WGSL that changes `value` of column `n` before it is written. */
function multiplied(
  backend: GpuBackend,
  { a, b, transposeA, transposeB, rows, columns, depth }: Factors,
  extra: readonly Info[],
  finish: string,
  turned: boolean,
): Info {
  const each = columnsEach(columns);
  const tiles = Math.ceil(rows / ROWS) * Math.ceil(columns / (16 * each));
  const most = finish === '' ? Math.max(1, Math.min(Math.ceil(ENOUGH / tiles), Math.floor(depth / LEAST_DEPTH))) : 1;
  const chunk = DEPTH * Math.ceil(depth / most / DEPTH);
  const parts = Math.ceil(depth / chunk);
  const program: Program = {
    variableNames: ['A', 'B', ...(extra.length > 0 ? ['C'] : [])],
    outputShape: [parts, ...(turned ? [columns, rows] : [rows, columns])],
    workgroupSize: [256, 1, 1],
    dispatch: [Math.ceil(columns / (16 * each)), Math.ceil(rows / ROWS), parts],
    dispatchLayout: OVER_THREE,
    uniforms: 'm : i32, n : i32, k : i32, chunk : i32,',
    shaderKey: `matinee product ${each} ${transposeA} ${transposeB} ${turned} ${finish}`,
    getUserCode: () => productCode({ each, transposeA, transposeB, turned }, finish),
  };
  const uniforms = [rows, columns, depth, chunk].map(integer);
  const product = backend.runWebGPUProgram(program, [a, b, ...extra], 'float32', uniforms);
  if (parts === 1) return product;
  const sum = addedUp(backend, product, parts, rows * columns);
  backend.disposeData(product.dataId);
  return sum;
}

/**
 * Matrix products of one matrix by one matrix; all else goes to the kernel that was there. Long sums are cut into parts that
 * are added up in order: the shipped kernel adds them as they come, so that no two runs agree, or leaves most of the GPU idle.
 */
export const product =
  (original: Kernel): Kernel =>
  (call: Call) => {
    const { backend, inputs, attrs } = call;
    const { a, b, bias, preluActivationWeights } = inputs;
    const [transposeA, transposeB] = [attrs['transposeA'] as boolean, attrs['transposeB'] as boolean];
    const activation = (attrs['activation'] ?? 'linear') as string;
    const [rank, other] = [a.shape.length, b.shape.length];
    const single = a.shape.slice(0, -2).every((n) => n === 1) && b.shape.slice(0, -2).every((n) => n === 1);
    const known = (activation === 'linear' || activation === 'relu') && preluActivationWeights === undefined;
    if (!single || !known || a.dtype !== 'float32' || b.dtype !== 'float32') return original(call);
    if (bias !== undefined && bias.shape.at(-1) !== bias.shape.reduce((size, n) => size * n, 1)) return original(call);
    const rows = a.shape[rank - (transposeA ? 1 : 2)];
    const depth = a.shape[rank - (transposeA ? 2 : 1)];
    const columns = b.shape[other - (transposeB ? 2 : 1)];
    if (Math.max(rows, columns) > ROWS * MOST_WORKGROUPS) return original(call);
    const shape = [...Array.from({ length: Math.max(rank, other) - 2 }, () => 1), rows, columns];
    const finish = `${bias === undefined ? '' : 'value += C[n];'}${activation === 'relu' ? 'value = max(value, 0.0);' : ''}`;
    // Tiles are 128 rows high, and as wide as fits.
    const wasted = (height: number): number => Math.ceil(height / ROWS) * ROWS - height;
    const turned = finish === '' && rows < 4096 && wasted(columns) / columns < wasted(rows) / rows;
    const factors = turned
      ? { a: b, b: a, transposeA: !transposeB, transposeB: !transposeA, rows: columns, columns: rows, depth }
      : { a, b, transposeA, transposeB, rows, columns, depth };
    const out = multiplied(backend, factors, bias === undefined ? [] : [bias], finish, turned);
    return { ...out, shape };
  };
