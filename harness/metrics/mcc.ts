import type { Factors } from '../../fvae/model.ts';
import { bestAssignment } from './assignment.ts';
import { pearson, ranks } from './correlation.ts';

/** Mean correlation coefficients, 0..1. */
export type Mcc = { readonly pearson: number; readonly spearman: number };

/** Entries looked at in each half, and the length of the blocks of samples that the halves take in turn. */
const ENTRIES = 20000;

/**
 * Mean over matched factors of |correlation| between the products U_ik V_tk of truth and model: matched on one half of
 * the film's blocks of `block` samples, scored on the other (Hyvärinen and Morioka 2016). Spread evenly over viewers
 * and samples, at most 20,000 entries a half are looked at; the match is made with Pearson's correlation.
 */
export function meanCorrelation(truth: Factors, model: Factors, block: number): Mcc {
  const samples = truth.time.length / truth.count;
  const halves: [number[], number[]] = [[], []];
  for (let t = 0; t < samples; t += 1) halves[Math.floor(t / block) % 2].push(t);
  // A film of one block cannot be split.
  const [first, second] = halves[1].length === 0 ? [halves[0], halves[0]] : halves;
  const matching = products(truth, model, first);
  const scores: number[] = [];
  for (const a of matching.truth) for (const b of matching.model) scores.push(Math.abs(pearson(a, b)));
  const pairs = bestAssignment(scores, truth.count, model.count);
  const scoring = products(truth, model, second);
  let linear = 0;
  let monotone = 0;
  pairs.forEach((j, k) => {
    if (j < 0) return;
    linear += Math.abs(pearson(scoring.truth[k], scoring.model[j]));
    monotone += Math.abs(pearson(ranks(scoring.truth[k]), ranks(scoring.model[j])));
  });
  return { pearson: linear / truth.count, spearman: monotone / truth.count };
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
