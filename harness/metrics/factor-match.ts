import type { Factors } from '../../fvae/model.ts';
import { bestAssignment } from './assignment.ts';
import { columnOf, cosine, pearson, ranks } from './correlation.ts';

/** A true factor and the model's factor matched to it. */
export type FactorPair = {
  /** Index of the true factor, and of the model's; -1 where the model has none left. */
  readonly truth: number;
  readonly model: number;
  /** Agreement of U, of V, and their product, 0..1. */
  readonly viewer: number;
  readonly time: number;
  readonly score: number;
};

/** Pairs in the order of the true factors, and the mean of the scores of those that vary (`varying`). */
export type FactorMatch = { readonly score: number; readonly pairs: readonly FactorPair[] };

/** The powers tried by powerMatch: z to z^p keeps the product form, so p is a convention. */
export const POWERS: readonly number[] = Array.from({ length: 17 }, (_, n) => 2.5 ** ((n - 8) / 8));

/** A true factor's moments: samples at which it is above a tenth of its peak. */
export function reactingMoments(time: Float64Array, count: number, k: number): Uint32Array {
  const course = columnOf(time, time.length / count, count, k);
  const peak = course.reduce((top, value) => Math.max(top, value), 0);
  const out: number[] = [];
  course.forEach((value, t) => {
    if (value > 0.1 * peak) out.push(t);
  });
  return Uint32Array.from(out);
}

type Agreement = { readonly viewer: number; readonly time: number };

/** Matches factors so that the summed product of agreements is largest; each pair's agreement is asked for once. */
function match(truth: Factors, model: Factors, agree: (k: number, j: number) => Agreement): FactorMatch {
  const table = Array.from({ length: truth.count * model.count }, (_, n) =>
    agree(Math.floor(n / model.count), n % model.count),
  );
  const scores = table.map(({ viewer, time }) => viewer * time);
  const pairs = bestAssignment(scores, truth.count, model.count).map((j, k): FactorPair => {
    if (j < 0) return { truth: k, model: -1, viewer: 0, time: 0, score: 0 };
    const { viewer, time } = table[k * model.count + j];
    return { truth: k, model: j, viewer, time, score: viewer * time };
  });
  const counting = varying(truth);
  return { score: meanOf(counting.map((k) => pairs[k].score)), pairs };
}

/** True factors of which there is anything to find: both U and V vary. A film without surprise has none. */
export function varying({ count, viewer, time }: Factors): readonly number[] {
  const varies = (matrix: Float64Array, k: number): boolean => {
    const column = columnOf(matrix, matrix.length / count, count, k);
    return pearson(column, column) > 0;
  };
  return Array.from({ length: count }, (_, k) => k).filter((k) => varies(viewer, k) && varies(time, k));
}

/** The mean of numbers, 0 of none. */
function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** The columns of U and V, as the functions below compare them. */
function columns(factors: Factors): { viewer: Float64Array[]; time: Float64Array[] } {
  const { count, viewer, time } = factors;
  const all = (matrix: Float64Array): Float64Array[] =>
    Array.from({ length: count }, (_, k) => columnOf(matrix, matrix.length / count, count, k));
  return { viewer: all(viewer), time: all(time) };
}

/** Factor match over (U, V): the mean over optimally matched true factors that vary of |corr U_k| |corr V_k| (Pearson), 0..1. */
export function factorMatch(truth: Factors, model: Factors): FactorMatch {
  const [t, m] = [columns(truth), columns(model)];
  return match(truth, model, (k, j) => ({
    viewer: Math.abs(pearson(t.viewer[k], m.viewer[j])),
    time: Math.abs(pearson(t.time[k], m.time[j])),
  }));
}

/**
 * The same with Spearman's correlation, V over the moments at which the true factor is above a tenth of its peak; over all where
 * it does not vary in those.
 */
export function rankMatch(truth: Factors, model: Factors): FactorMatch {
  const [t, m] = [columns(truth), columns(model)];
  const viewers = [t.viewer.map(ranks), m.viewer.map(ranks)];
  const samples = truth.time.length / truth.count;
  const moments = t.time.map((course, k) => {
    const reacting = reactingMoments(truth.time, truth.count, k);
    const own = Float64Array.from(reacting, (at) => course[at]);
    return pearson(own, own) > 0 ? reacting : Uint32Array.from(course.keys());
  });
  const courses = moments.map((only, k) => ranks(columnOf(truth.time, samples, truth.count, k, only)));
  return match(truth, model, (k, j) => ({
    viewer: Math.abs(pearson(viewers[0][k], viewers[1][j])),
    time: Math.abs(pearson(courses[k], ranks(columnOf(model.time, samples, model.count, j, moments[k])))),
  }));
}

/** The same as factorMatch after the power of the model's factor that agrees best, with the power of each pair. */
export function powerMatch(truth: Factors, model: Factors): FactorMatch & { readonly powers: readonly number[] } {
  const [t, m] = [columns(truth), columns(model)];
  const best = new Map<number, number>();
  const raised = m.viewer.map((viewer, j) =>
    POWERS.map((p) => ({ viewer: viewer.map((x) => power(x, p)), time: m.time[j].map((x) => power(x, p)) })),
  );
  const matched = match(truth, model, (k, j) => {
    let top = { viewer: 0, time: 0 };
    POWERS.forEach((p, n) => {
      const viewer = Math.abs(pearson(t.viewer[k], raised[j][n].viewer));
      const time = Math.abs(pearson(t.time[k], raised[j][n].time));
      if (viewer * time > top.viewer * top.time || !best.has(k * model.count + j)) {
        top = { viewer, time };
        best.set(k * model.count + j, p);
      }
    });
    return top;
  });
  const powers = matched.pairs.map(({ truth: k, model: j }) => (j < 0 ? 1 : (best.get(k * model.count + j) ?? 1)));
  return { ...matched, powers };
}

/** The power of a factor that may be negative: odd in x, so that a flipped sign stays a flipped sign. */
function power(x: number, p: number): number {
  return x < 0 ? -((-x) ** p) : x ** p;
}

/** The factor match score in its cosine form: mean over matched factors of |cos U_k| |cos V_k| (Acar et al. 2011). */
export function cosineMatch(truth: Factors, model: Factors): FactorMatch {
  const [t, m] = [columns(truth), columns(model)];
  return match(truth, model, (k, j) => ({
    viewer: Math.abs(cosine(t.viewer[k], m.viewer[j])),
    time: Math.abs(cosine(t.time[k], m.time[j])),
  }));
}

/**
 * Smallest product of cosines between two factors of one model, -1..1; null with fewer than two. Below -0.85 they fight
 * each other: a degenerate solution (Mitchell and Burdick 1994).
 */
export function degeneracy(model: Factors): number | null {
  const { viewer, time } = columns(model);
  let least: number | null = null;
  for (let j = 0; j < model.count; j += 1) {
    for (let l = 0; l < j; l += 1) {
      const product = cosine(viewer[j], viewer[l]) * cosine(time[j], time[l]);
      if (least === null || product < least) least = product;
    }
  }
  return least;
}
