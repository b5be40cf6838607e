import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import type { Tensor } from '../tensor.ts';

/** Means of stretches of time. */
export type Blocks = {
  readonly viewers: number;
  readonly features: number;
  readonly count: number;
  /** [count + 1]: where stretches begin and end. */
  readonly edges: Int32Array;
  /** [N, count, P]; zero where too little is seen. */
  readonly mean: Float64Array;
  /** [N, count] */
  readonly seen: Uint8Array;
};

/** Stretches of a film: few enough for what passes within a minute to be gone. */
const STRETCHES = 20;
/** The share of a stretch that must be seen, and of a viewer's stretches. */
const SEEN = { samples: 0.25, stretches: 0.5 };

/** Where the 20 stretches of a film of so many samples, or a fourth as many as these, begin, and where the last one ends. */
export function stretchEdges(samples: number): Int32Array {
  const count = Math.min(STRETCHES, Math.floor(samples / 4));
  return Int32Array.from({ length: count + 1 }, (_, b) => Math.floor((b * samples) / count));
}

/** The means of a film's stretches for every viewer of a tensor [N, T, P]. */
export function blockMeans({ viewers: N, samples: T, features: P, values, mask }: Tensor): Blocks {
  const edges = stretchEdges(T);
  const count = edges.length - 1;
  const mean = new Float64Array(N * count * P);
  const seen = new Uint8Array(N * count);
  for (let i = 0; i < N; i += 1) {
    let stretches = 0;
    for (let b = 0; b < count; b += 1) {
      const [from, to] = [edges[b]!, edges[b + 1]!];
      const at = (i * count + b) * P;
      let n = 0;
      for (let t = from; t < to; t += 1) {
        if (mask[i * T + t] !== 1) continue;
        n += 1;
        for (let p = 0; p < P; p += 1) mean[at + p]! += values[(i * T + t) * P + p]!;
      }
      const enough = n > 0 && n >= SEEN.samples * (to - from);
      if (enough) stretches += 1;
      seen[i * count + b] = enough ? 1 : 0;
      for (let p = 0; p < P; p += 1) mean[at + p] = enough ? mean[at + p]! / n : 0;
    }
    if (stretches >= SEEN.stretches * count) continue;
    seen.fill(0, i * count, (i + 1) * count);
    mean.fill(0, i * count * P, (i + 1) * count * P);
  }
  return { viewers: N, features: P, count, edges, mean, seen };
}

/** What a regression finds for each viewer: a coefficient of the last column, and what all columns leave. */
export type Regressed = {
  /** [N, P]; zero for viewers who are seen too little. */
  readonly last: Float64Array;
  /** [N, count, P] */
  readonly left: Float64Array;
  /** [N]: 1 for viewers who are seen enough. */
  readonly told: Uint8Array;
};

/**
 * Each viewer's stretches regressed on a constant and on the columns [N, count, C] of the same stretches. Viewers of whom
 * fewer than three stretches would be left over are told nothing of. The last `kept` columns are regressed on but not taken off.
 */
export function regressed(
  { viewers: N, features: P, count, mean, seen }: Blocks,
  columns: Float64Array,
  kept = 0,
): Regressed {
  const C = columns.length / (N * count) + 1;
  const last = new Float64Array(N * P);
  const left = new Float64Array(mean.length);
  const told = new Uint8Array(N);
  const row = new Float64Array(C);
  const gram = new Float64Array(C * C);
  const right = new Float64Array(C * P);
  const fill = (i: number, b: number): void => {
    row[0] = 1;
    row.set(columns.subarray((i * count + b) * (C - 1), (i * count + b + 1) * (C - 1)), 1);
  };
  for (let i = 0; i < N; i += 1) {
    gram.fill(0);
    right.fill(0);
    let n = 0;
    for (let b = 0; b < count; b += 1) {
      if (seen[i * count + b] !== 1) continue;
      n += 1;
      fill(i, b);
      const at = (i * count + b) * P;
      for (let c = 0; c < C; c += 1) {
        for (let e = 0; e < C; e += 1) gram[c * C + e]! += row[c]! * row[e]!;
        // [P, C], so that each landmark's right-hand side lies in one piece.
        for (let p = 0; p < P; p += 1) right[p * C + c]! += row[c]! * mean[at + p]!;
      }
    }
    if (n < C + 3) continue;
    // A column that never moves, or moves as another does, takes what its ridge leaves it.
    for (let c = 0; c < C; c += 1) gram[c * C + c]! += 1e-9 * gram[c * C + c]! + 1e-12;
    if (!choleskyFactor(gram, C, gram)) continue;
    told[i] = 1;
    for (let p = 0; p < P; p += 1) {
      choleskySolve(gram, C, right, p * C);
      last[i * P + p] = right[p * C + C - 1]!;
    }
    for (let b = 0; b < count; b += 1) {
      if (seen[i * count + b] !== 1) continue;
      fill(i, b);
      const at = (i * count + b) * P;
      for (let p = 0; p < P; p += 1) {
        let said = 0;
        for (let c = 0; c < C; c += 1) if (c < C - kept) said += row[c]! * right[p * C + c]!;
        left[at + p] = mean[at + p]! - said;
      }
    }
  }
  return { last, left, told };
}
