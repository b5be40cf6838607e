import type { Factorisation } from '../factorisation.ts';
import type { Doubts } from '../refine/unsure.ts';
import type { Tensor } from '../tensor.ts';
import { withoutFactor } from './apart.ts';
import { blockMeans, stretchEdges } from './blocks.ts';
import { correlation } from './correlation.ts';
import { type Slow, slowCourse } from './course.ts';

/** How alike a factor's course is to a slow one at which it gives way before one that never moves does. */
const ALIKE = 0.3;

/** A factor whose course is as like a slow one as this tells it already. */
const TELLS = 2 / 3;

/**
 * The slow factor told anew from the landmarks, given the quick ones' courses. Where there is none yet it is told without any
 * of the unsure factors, and takes the place of the one whose course is most like it, or of one that never moves. Where none is
 * unsure it takes, if it is clear, that of a weak one: the one that tells it, or else the weakest, as among many viewers halves agree
 * on what is hardly anything. What is not found stays as it was.
 */
export function retold(
  tensor: Tensor,
  quick: Factorisation,
  slow: Slow | null,
  { unsure, weak }: Doubts,
  seed: number,
): { readonly quick: Factorisation; readonly slow: Slow | null } {
  const before = { quick, slow };
  const K = quick.decoder.factors;
  // One takes the place of another; without any quick factor there would be nothing to regress on.
  const place = unsure.length + weak.length > 0 && Math.max(1, unsure.length) < K;
  if (slow === null && !place) return before;
  const sure = [...unsure].sort((a, b) => b - a).reduce(withoutFactor, quick);
  const found = slowCourse(blockMeans(tensor), quickMeans(tensor, sure), seed);
  if (found === null) return before;
  if (slow !== null) return { quick, slow: found.slow };
  const likeness = Array.from({ length: K }, (_, k) => likenessOf(quick, k, found.slow.time));
  const mostAlike = (of: readonly number[]): number =>
    of.reduce((best, k) => (likeness[k]! > likeness[best]! ? k : best));
  const given = (k: number) => ({ quick: withoutFactor(quick, k), slow: found.slow });
  if (unsure.length > 0) return given(mostAlike(unsure));
  if (!found.clear) return before;
  const alike = mostAlike([...likeness.keys()]);
  if (likeness[alike]! < TELLS) return given(weak[0]!);
  return weak.includes(alike) ? given(alike) : before;
}

/** The size of the correlation of V_k with a course [T]; ALIKE for a V that never moves. */
function likenessOf({ time, decoder: { factors: K } }: Factorisation, k: number, course: Float64Array): number {
  const v = time.filter((_, at) => at % K === k);
  return v.some((value) => value !== v[0]) ? Math.abs(correlation(v, course)) : ALIKE;
}

/**
 * [N, count, K]: the means over what is seen of each viewer's stretches of what is quick in V, that is above its median over a
 * stretch and its neighbours: what builds up slowly moves landmarks that quick factors move, too, and is in their V.
 */
function quickMeans(
  { viewers: N, samples: T, mask }: Pick<Tensor, 'viewers' | 'samples' | 'mask'>,
  { time, decoder: { factors: K } }: Factorisation,
): Float64Array {
  const edges = stretchEdges(T);
  const above = new Float32Array(T * K);
  for (let b = 0; b + 1 < edges.length; b += 1) {
    const around = time.subarray(edges[Math.max(0, b - 1)]! * K, edges[Math.min(edges.length - 1, b + 2)]! * K);
    for (let k = 0; k < K; k += 1) {
      const sorted = around.filter((_, at) => at % K === k).sort();
      const level = sorted[Math.floor(sorted.length / 2)]!;
      for (let t = edges[b]!; t < edges[b + 1]!; t += 1) above[t * K + k] = Math.max(0, time[t * K + k]! - level);
    }
  }
  const values = new Float32Array(N * T * K);
  for (let i = 0; i < N; i += 1) values.set(above, i * T * K);
  return blockMeans({ viewers: N, samples: T, features: K, values, mask }).mean;
}
