import { bridgeWeights, smoothed } from './ar1.ts';
import { type Hole, holesOf } from './holes.ts';
import type { Lasting } from './lasting.ts';
import { BLOCK, blockDots, fillBlock, seenRows } from './linear/block.ts';
import { addCombination } from './linear/combine.ts';
import { transpose } from './linear/matrix.ts';
import type { Population } from './population.ts';

/** What a weight must be to count: of a seen sample further off, and of what lasts that far into a hole. */
const NEGLIGIBLE = 0.01;

/**
 * Adds to `mean` [T, D], where the mask is 0, what lasts there of a viewer's residuals [T, D], and gives the shares [T, C] of
 * `variance` [C, D] that are then no longer open: together the variance of the landmarks that is known, for a viewer as lively
 * as others. C is how many paces there are, none where nothing lasts.
 */
export type Bridge = {
  readonly variance: Float64Array;
  readonly over: (residual: Float64Array, mask: Uint8Array, mean: Float32Array) => Float64Array;
};

type Coordinates = Pick<Population, 'to' | 'from' | 'features'>;

/** Coordinates [M] of one pace. */
type Class = {
  readonly pace: number;
  /** How many seen samples from a hole still tell of it. */
  readonly reach: number;
  /** [M] each: the variances of what lasts and what does not. */
  readonly lasting: Float64Array;
  readonly rest: Float64Array;
  /** [M, D]: rows that make coordinates of landmarks, and landmarks of coordinates. */
  readonly to: Float64Array;
  readonly from: Float64Array;
  /** [D]: the variance of landmarks that lasts so. */
  readonly variance: Float64Array;
};

/**
 * What carries residuals over holes: in each coordinate what lasts is told by Kalman's smoother from the seen samples around
 * a hole, and runs between the hole's edges as an AR(1) process does. Coordinates of one pace run alike, so that landmarks are
 * made of them at the edges alone.
 */
export function bridgeOf(coordinates: Coordinates, lasting: Lasting): Bridge {
  const { features: D } = coordinates;
  const classes = classesOf(coordinates, lasting);
  const C = classes.length;
  const variance = new Float64Array(C * D);
  classes.forEach((one, c) => {
    variance.set(one.variance, c * D);
  });
  const over: Bridge['over'] = (residual, mask, mean) => {
    const T = mask.length;
    const known = new Float64Array(T * C);
    const holes = holesOf(mask);
    classes.forEach((one, c) => {
      const depth = Math.ceil(Math.log(NEGLIGIBLE) / Math.log(one.pace));
      const { edges, share } = crossed(one, residual, usedSamples(mask, holes, one.reach), holes, depth, D);
      holes.forEach(({ start, end }, n) => {
        const [before, after] = [2 * n * D, (2 * n + 1) * D];
        for (let t = start; t < end; t += 1) {
          const back = start > 0 ? t - start + 1 : Number.POSITIVE_INFINITY;
          const ahead = end < T ? end - t : Number.POSITIVE_INFINITY;
          if (Math.min(back, ahead) > depth) continue;
          const [a, b] = bridgeWeights(one.pace ** back, one.pace ** ahead);
          const line = t * D;
          for (let d = 0; d < D; d += 1) mean[line + d]! += a * edges[before + d]! + b * edges[after + d]!;
          known[t * C + c] = share[t]!;
        }
      });
    });
    return known;
  };
  return { variance, over };
}

function classesOf({ to, from, features: D }: Coordinates, { lasting, pace, rest }: Lasting): readonly Class[] {
  const back = transpose(from, D, D);
  const all = [...lasting.keys()].filter((c) => lasting[c]! > 0);
  return [...new Set(all.map((c) => pace[c]!))].map((one) => {
    const members = all.filter((c) => pace[c] === one);
    const rows = (matrix: Float64Array): Float64Array =>
      Float64Array.from(members.flatMap((c) => [...matrix.subarray(c * D, (c + 1) * D)]));
    const variance = new Float64Array(D);
    for (const c of members) {
      for (let d = 0; d < D; d += 1) variance[d]! += from[d * D + c]! ** 2 * lasting[c]!;
    }
    const of = (values: Float64Array): Float64Array => Float64Array.from(members, (c) => values[c]!);
    const parts = { pace: one, lasting: of(lasting), rest: of(rest) };
    return { ...parts, reach: reachOf(parts), to: rows(to), from: rows(back), variance };
  });
}

/**
 * For a class of coordinates what lasts at the seen samples on both sides of each hole, as landmarks [holes, 2, D], zeros
 * beyond the film, and [T] the share of its variance that is known, one for the whole class.
 */
function crossed(
  { pace, lasting, rest, to, from }: Class,
  residual: Float64Array,
  used: Uint8Array,
  holes: readonly Hole[],
  depth: number,
  D: number,
): { readonly edges: Float64Array; readonly share: Float64Array } {
  // From so far after the last used sample on nothing is told.
  const T = Math.min(used.length, used.lastIndexOf(1) + 1 + depth);
  const M = lasting.length;
  const values = new Float64Array(M * T);
  const index = new Int32Array(T);
  const count = seenRows(used, 0, T, index);
  const block = new Float64Array(BLOCK * D);
  const dots = new Float64Array(M * BLOCK);
  for (let first = 0; first < count; first += BLOCK) {
    fillBlock({ values: residual, at: 0 }, D, index, first, count, block);
    blockDots(to, M, block, 0, D, dots);
    for (let b = 0; b < Math.min(BLOCK, count - first); b += 1) {
      for (let m = 0; m < M; m += 1) values[m * T + index[first + b]!] = dots[m * BLOCK + b]!;
    }
  }
  const means = new Float64Array(T);
  const variances = new Float64Array(T);
  const states = new Float64Array(2 * holes.length * M);
  const share = new Float64Array(used.length);
  const shown = used.subarray(0, T);
  const whole = lasting.reduce((sum, variance) => sum + variance, 0);
  for (let m = 0; m < M; m += 1) {
    const variance = lasting[m]!;
    smoothed({ variance, pace, rest: rest[m]! }, values.subarray(m * T, (m + 1) * T), shown, means, variances);
    holes.forEach(({ start, end }, n) => {
      if (start > 0) states[2 * n * M + m] = means[start - 1]!;
      if (end < T) states[(2 * n + 1) * M + m] = means[end]!;
      for (let t = start; t < Math.min(end, T); t += 1) share[t]! += (variance - variances[t]!) / whole;
    });
  }
  const edges = new Float64Array(2 * holes.length * D);
  for (let edge = 0; edge < 2 * holes.length; edge += 1) {
    addCombination(states.subarray(edge * M, (edge + 1) * M), from, edges, edge * D);
  }
  return { edges, share };
}

/** As far as the slowest filter remembers: it forgets by its pace and by what it hears. */
function reachOf({ lasting, pace, rest }: Pick<Class, 'pace' | 'lasting' | 'rest'>): number {
  const forgets = lasting.map((own, m) => {
    let [v, gain] = [own, 0];
    for (let round = 0; round < 50; round += 1) {
      gain = v / (v + rest[m]!);
      v = pace * pace * v * (1 - gain) + own * (1 - pace * pace);
    }
    return pace * (1 - gain);
  });
  return Math.max(1, Math.ceil(Math.log(NEGLIGIBLE) / Math.log(Math.max(...forgets))));
}

/** [T]: 1 for seen samples that lie within so many samples of a hole. */
function usedSamples(mask: Uint8Array, holes: readonly Hole[], reach: number): Uint8Array {
  const used = new Uint8Array(mask.length);
  for (const { start, end } of holes) {
    for (let t = Math.max(0, start - reach); t < Math.min(mask.length, end + reach); t += 1) used[t] = mask[t]!;
  }
  return used;
}
