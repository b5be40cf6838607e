import { studentQuantile } from '../metrics/student.ts';
import { type EvaluationResult, type Leak, ORACLE, type Scores } from './result.ts';

/** Chance that any model is suspected without reason, were all as good as the oracle. */
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

/** Sets of an evaluation on which no model can be nearer to the truth than the oracle: the entries far from all that is seen. */
function boundsOf({
  far,
  forecast,
}: EvaluationResult): readonly { readonly prefix: number | null; readonly scores: Scores }[] {
  return [{ prefix: null, scores: far }, ...forecast.map(({ prefix, far: own }) => ({ prefix, scores: own ?? null }))];
}

/**
 * Where models are nearer to the truth than the oracle in evaluations of different datasets with the same models and prefixes;
 * viewers of all of them are counted together. `besides` is how many times as many comparisons are made as these. Not for
 * entries that were lost by what they show: that alone says something of them, which the oracle does not use.
 */
export function leaksIn(evaluations: readonly EvaluationResult[], besides = 1): readonly Leak[] {
  const [first] = evaluations;
  if (first === undefined) return [];
  const bounds = boundsOf(first);
  const comparisons = bounds.length * first.models.length * besides;
  return first.models.flatMap(({ name }) =>
    bounds.flatMap(({ prefix }, n): Leak[] => {
      const sets = evaluations.map((evaluation) => boundsOf(evaluation)[n]?.scores ?? null);
      const found = suspect(sets, name, comparisons);
      return found === null ? [] : [{ model: name, prefix, ...found }];
    }),
  );
}

/** A leak in words: `imputation: RMSE 1.77, the oracle's 10.09, 40 viewers`. */
export function leakText({ prefix, rmse, oracle, pairs }: Omit<Leak, 'model'>): string {
  const where = prefix === null ? 'imputation' : `forecast after ${Number((100 * prefix).toFixed(1))} %`;
  return `${where}: RMSE ${(1000 * rmse).toFixed(2)}, the oracle's ${(1000 * oracle).toFixed(2)}, ${pairs} viewers`;
}

/** What stands over leaks. */
export const LEAK_TITLE = 'Something leaks: nearer to the truth than the oracle, 15 s or more from all that is seen';
