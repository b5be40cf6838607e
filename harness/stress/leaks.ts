import { ORACLE, type Scores } from '../evaluation/result.ts';
import { studentQuantile } from '../metrics/student.ts';

/** Chance that any model of a sweep is suspected without reason, were all as good as the oracle. */
const ALARM = 0.01;
/** Least mean difference, as a share of both errors together, that means something: less may be the oracle's own inexactness. */
const MARGIN = 0.01;

/** A model nearer to the truth than the oracle, on so many pairs of a viewer's errors. */
export type Suspect = { readonly pairs: number; readonly rmse: number; readonly oracle: number };

/**
 * The model's and the oracle's RMSE on entries of which nothing but the factors can be known, where the model's is below by
 * more than noise; null otherwise. `sets` are those entries, one a seed. A viewer is one observation, (oracle - model) /
 * (oracle + model) of its RMSE: by a one-sided t test of their mean the chance of a false alarm among `comparisons` is at
 * most 1 % (Bonferroni).
 */
export function suspect(sets: readonly Scores[], model: string, comparisons: number): Suspect | null {
  const found = sets.flatMap((scores) => {
    const [own, oracle] = [model, ORACLE].map((name) => scores?.scores[name]?.viewerRmse ?? []);
    return own.flatMap((value, n) => {
      const other = oracle[n];
      return value === null || other === null || other === undefined ? [] : [{ own: value, oracle: other }];
    });
  });
  const pairs = found.length;
  if (pairs < 3) return null;
  const mean = (of: (pair: (typeof found)[number]) => number): number =>
    found.reduce((sum, pair) => sum + of(pair), 0) / pairs;
  const share = ({ own, oracle }: (typeof found)[number]): number =>
    own + oracle > 0 ? (oracle - own) / (oracle + own) : 0;
  const gain = mean(share);
  const variance = mean((pair) => (share(pair) - gain) ** 2) * (pairs / (pairs - 1));
  const noise = studentQuantile(1 - ALARM / comparisons, pairs - 1) * Math.sqrt(variance / pairs);
  if (!(gain > Math.max(noise, MARGIN))) return null;
  return { pairs, rmse: Math.sqrt(mean(({ own }) => own ** 2)), oracle: Math.sqrt(mean(({ oracle }) => oracle ** 2)) };
}
