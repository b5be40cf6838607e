import type { Factorisation } from '../factorisation.ts';
import type { Tensor } from '../tensor.ts';
import { withoutFactor } from './apart.ts';
import { blockMeans } from './blocks.ts';
import { type Slow, slowCourse } from './course.ts';

/**
 * The slow factor told anew from the landmarks, given the quick ones' courses. Where there is none yet it is told without any
 * of the `unsure`, and takes their place. What is not found stays as it was.
 */
export function retold(
  tensor: Tensor,
  quick: Factorisation,
  slow: Slow | null,
  unsure: readonly number[],
  seed: number,
): { readonly quick: Factorisation; readonly slow: Slow | null } {
  if (slow === null && (unsure.length === 0 || unsure.length === quick.decoder.factors)) return { quick, slow };
  const kept = [...unsure].sort((a, b) => b - a).reduce(withoutFactor, quick);
  const found = slowCourse(blockMeans(tensor), strongMeans(tensor, kept), seed);
  return found === null ? { quick, slow } : { quick: kept, slow: found };
}

/** What of a quick course counts, as a share of its peak: what builds up slowly moves the same landmarks, and is in V, too. */
const STRONG = 0.3;

/** [N, count, K]: the means of V, where it is strong, over what is seen of each viewer's stretches. */
function strongMeans(
  { viewers: N, samples: T, mask }: Pick<Tensor, 'viewers' | 'samples' | 'mask'>,
  { time, decoder: { factors: K } }: Factorisation,
): Float64Array {
  const peak = new Float64Array(K);
  time.forEach((v, at) => {
    peak[at % K] = Math.max(peak[at % K]!, v);
  });
  const strong = time.map((v, at) => (v > STRONG * peak[at % K]! ? v : 0));
  const values = new Float32Array(N * T * K);
  for (let i = 0; i < N; i += 1) values.set(strong, i * T * K);
  return blockMeans({ viewers: N, samples: T, features: K, values, mask }).mean;
}
