import type { Factors, Fitted } from '../../fvae/model.ts';
import { COLUMNS } from '../../sim/dataset/layout.ts';
import { columnOf, cosine } from '../metrics/correlation.ts';
import type { FactorPair } from '../metrics/factor-match.ts';
import type { Oracle } from '../oracle/oracle.ts';

/** Parts of the face by their landmarks: the first, and the one after the last. */
export const PARTS = { brows: [17, 27], eyes: [36, 48], nose: [27, 36], mouth: [48, 68], jaw: [0, 17] } as const;

/** RMS movement of the landmarks of each part, eye distances. */
export type Movement = Readonly<Record<keyof typeof PARTS, number>>;

/** What a factor alone does to the face, in truth and in a model. */
export type Meaning = {
  readonly truth: readonly (Movement & { readonly name: string })[];
  /** By model, in the order of the true factors, null for one without partner; null for a model that cannot say. */
  readonly models: Readonly<Record<string, readonly ((Movement & { readonly cosine: number }) | null)[] | null>>;
};

/** Viewers over whom the truth is averaged. */
const VIEWERS = 20;

/** A model with the pairs of true factors and its own. */
export type Paired = { readonly name: string; readonly fitted: Fitted; readonly pairs: readonly FactorPair[] | null };

/**
 * By how much each factor alone, at the viewers' mean U times V's peak, moves the landmarks from rest: in truth, the mean over
 * some of the viewers with their faces and cameras, and in models, with the cosine between the two. `truth` are the factors
 * of the training viewers; `onMoved` hears the displacements [136] themselves, of the truth with null.
 */
export function meaningOf(
  oracle: Oracle,
  training: readonly number[],
  truth: Factors,
  names: readonly string[],
  models: readonly Paired[],
  onMoved: (model: string | null, factor: number, displacement: Float64Array) => void = () => {},
): Meaning {
  const step = Math.max(1, Math.floor(training.length / VIEWERS));
  const some = training.filter((_, n) => n % step === 0).slice(0, VIEWERS);
  const moved = names.map((_, k) => {
    const mean = new Float64Array(COLUMNS);
    const z = heightOf(truth, k);
    for (const viewer of some) {
      const own = oracle.alone(viewer, k, z);
      for (let d = 0; d < COLUMNS; d += 1) mean[d] += own[d] / some.length;
    }
    onMoved(null, k, mean);
    return mean;
  });
  const says = ({ name, fitted, pairs }: Paired): Meaning['models'][string] => {
    const factors = fitted.factors();
    const { alone } = fitted;
    if (factors === null || alone === undefined || pairs === null) return null;
    return pairs.map(({ truth: k, model: j }) => {
      if (j < 0) return null;
      const own = alone(j, heightOf(factors, j));
      onMoved(name, k, own);
      return { ...movementOf(own), cosine: cosine(own, moved[k]) };
    });
  };
  return {
    truth: names.map((name, k) => ({ name, ...movementOf(moved[k]) })),
    models: Object.fromEntries(models.map((model) => [model.name, says(model)])),
  };
}

/** Mean U times the entry of V that is farthest from 0. */
export function heightOf({ count, viewer, time }: Factors, k: number): number {
  const [u, v] = [viewer, time].map((matrix) => columnOf(matrix, matrix.length / count, count, k));
  const peak = v.reduce((top, value) => (Math.abs(value) > Math.abs(top) ? value : top), 0);
  return (u.reduce((sum, value) => sum + value, 0) / Math.max(1, u.length)) * peak;
}

/** RMS length of the landmarks' displacements [136], by part. */
export function movementOf(moved: ArrayLike<number>): Movement {
  const of = ([from, to]: readonly [number, number]): number => {
    let square = 0;
    for (let at = 2 * from; at < 2 * to; at += 1) square += moved[at] ** 2;
    return Math.sqrt(square / (to - from));
  };
  return Object.fromEntries(Object.entries(PARTS).map(([name, range]) => [name, of(range)])) as Movement;
}
