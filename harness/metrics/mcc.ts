import type { Factors } from '../../fvae/model.ts';
import { bestAssignment } from './assignment.ts';
import { pearson, ranks } from './correlation.ts';

/** Mean correlation coefficients, 0..1. */
export type Mcc = { readonly pearson: number; readonly spearman: number };

/** Entries looked at in each half, and the length of the blocks of samples that the halves take in turn. */
const ENTRIES = 20000;

/**
 * Mean over matched factors of |correlation| between the products U_ik V_tk of truth and model: matched on one half of
 * the film's blocks of `block` samples, scored on the other (Hyvärinen and Morioka 2016), and the other way round. True factors
 * count in the halves in which they vary. Spread evenly over viewers and samples, at most 20,000 entries a half are looked at;
 * the match is made with Pearson's correlation.
 */
export function meanCorrelation(truth: Factors, model: Factors, block: number): Mcc {
  const samples = truth.time.length / truth.count;
  const halves: [number[], number[]] = [[], []];
  for (let t = 0; t < samples; t += 1) halves[Math.floor(t / block) % 2].push(t);
  const parts = halves.filter((half) => half.length > 0).map((half) => products(truth, model, half));
  const sum = { pearson: new Float64Array(truth.count), spearman: new Float64Array(truth.count) };
  const count = new Float64Array(truth.count);
  parts.forEach((scoring, n) => {
    const matching = parts[parts.length - 1 - n];
    const scores: number[] = [];
    for (const a of matching.truth) for (const b of matching.model) scores.push(Math.abs(pearson(a, b)));
    bestAssignment(scores, truth.count, model.count).forEach((j, k) => {
      const own = scoring.truth[k];
      // What does not vary in the other half is matched by chance.
      if (pearson(own, own) === 0 || (parts.length > 1 && pearson(matching.truth[k], matching.truth[k]) === 0)) return;
      count[k] += 1;
      if (j < 0) return;
      sum.pearson[k] += Math.abs(pearson(own, scoring.model[j]));
      sum.spearman[k] += Math.abs(pearson(ranks(own), ranks(scoring.model[j])));
    });
  });
  const counted = [...count.keys()].filter((k) => count[k] > 0);
  // A film of one block, or of one moment a factor, is not split.
  if (counted.length === 0 && parts.length > 1) return meanCorrelation(truth, model, samples);
  const mean = (of: Float64Array): number =>
    counted.reduce((total, k) => total + of[k] / count[k], 0) / Math.max(1, counted.length);
  return { pearson: mean(sum.pearson), spearman: mean(sum.spearman) };
}

/** z of truth and model, by factor, at entries chosen by golden-ratio steps so that neither axis is in phase. */
function products(
  truth: Factors,
  model: Factors,
  samples: readonly number[],
): { truth: Float64Array[]; model: Float64Array[] } {
  const viewers = truth.viewer.length / truth.count;
  const entries = Math.min(ENTRIES, viewers * samples.length);
  const of = ({ count, viewer, time }: Factors): Float64Array[] =>
    Array.from({ length: count }, (_, k) =>
      Float64Array.from({ length: entries }, (_, n) => {
        const i = Math.floor(((n * 0.6180339887498949) % 1) * viewers);
        const t = samples[Math.floor(((n * 0.7548776662466927) % 1) * samples.length)];
        return viewer[i * count + k] * time[t * count + k];
      }),
    );
  return { truth: of(truth), model: of(model) };
}
