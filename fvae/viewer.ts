import { BLOCK, rowsOf, seenRows } from './linear/block.ts';
import { addCombinations } from './linear/combine.ts';
import { multiply } from './linear/matrix.ts';
import { featureCount, unsureFeaturesAt } from './objective/features.ts';
import { coursesOf } from './objective/mean-courses.ts';
import { type Film, type Placement, type Placer, placerOf } from './placement.ts';
import type { Population } from './population.ts';
import { type SlopeSums, slopeSums } from './slopes.ts';

/** What a model tells viewers by. */
export type Teller = {
  readonly population: Population;
  readonly film: Film;
  /** [F, D], the decoder, and [K J] the lifts of s. */
  readonly response: Float64Array;
  readonly lifts: Float64Array;
  readonly place: Placer;
};

/** A teller of viewers as an audience of U `viewer` [N, K] has shown them, the placer made once. */
export function tellerOf(
  population: Population,
  film: Film,
  response: Float64Array,
  lifts: Float64Array,
  viewer: Float64Array,
): Teller {
  const K = film.courses.factors;
  const most = new Float64Array(K);
  viewer.forEach((u, at) => {
    most[at % K] = Math.max(most[at % K]!, u);
  });
  return { population, film, response, lifts, place: placerOf(population, film, most) };
}

/** A viewer as told from its seen samples. */
export type Told = {
  readonly placement: Placement;
  /** [D], the neutral. */
  readonly face: Float64Array;
  /** [T, K], and their slopes by U. */
  readonly courses: Float64Array;
  readonly courseSlopes: Float64Array;
  /** [T, D]: what of the seen landmarks is neither neutral nor said by the decoder; 0 elsewhere. */
  readonly residual: Float64Array;
  readonly sums: SlopeSums;
};

/** The viewer of whom `values` [T, D] are seen where `mask` [T] is 1; nothing behind the mask is read. */
export function tellViewer(teller: Teller, values: Float32Array, mask: Uint8Array): Told {
  const { population, film } = teller;
  const D = population.features;
  const placement = teller.place(values, mask);
  const said = responsesOf(teller, placement, mask);
  const courseSlopes = new Float64Array(film.time.length);
  const courses = coursesOf(film.courses, placement.viewer, film.time, courseSlopes);
  const face = settled(teller, placement, said, courses, mask);
  // In place: what is said at a seen sample is not needed again.
  const residual = said;
  mask.forEach((seen, t) => {
    if (seen !== 1) return;
    for (let at = t * D, d = 0; d < D; at += 1, d += 1) residual[at] = values[at]! - face[d]! - said[at]!;
  });
  return { placement, face, courses, courseSlopes, residual, sums: slopeSums(population, courses, residual, mask) };
}

/**
 * [T, D]: what the decoder says of a viewer placed so where `asked` [T] is 1, averaged over z and over what is not known of U; 0
 * elsewhere.
 */
export function responsesOf(
  { film, response, lifts, population }: Teller,
  { viewer, covariance }: Placement,
  asked: Uint8Array,
): Float64Array {
  const K = viewer.length;
  const { samples: T, features: D } = population;
  const index = new Int32Array(T);
  const count = seenRows(asked, 0, T, index);
  const phi = new Float64Array(BLOCK * featureCount(K));
  const block = new Float64Array(BLOCK * D);
  const [phiRows, blockRows] = [rowsOf(phi, BLOCK), rowsOf(block, BLOCK)];
  const out = new Float64Array(T * D);
  for (let first = 0; first < count; first += BLOCK) {
    const rows = Math.min(BLOCK, count - first);
    for (let b = 0; b < rows; b += 1) {
      unsureFeaturesAt(viewer, covariance, film.time, index[first + b]! * K, lifts, phiRows[b]!);
    }
    block.fill(0);
    addCombinations(phi, response, block);
    for (let b = 0; b < rows; b += 1) out.set(blockRows[b]!, index[first + b]! * D);
  }
  return out;
}

/** The neutral once the decoder, and not the courses alone, has said what moves it. */
function settled(
  { population, film }: Teller,
  { face, faceVariance }: Placement,
  said: Float64Array,
  courses: Float64Array,
  mask: Uint8Array,
): Float64Array {
  const { features: D, to, from, interceptVariance } = population;
  const K = film.courses.factors;
  const besides = new Float64Array(D);
  const sum = new Float64Array(K);
  let count = 0;
  for (let t = 0; t < mask.length; t += 1) {
    if (mask[t] !== 1) continue;
    count += 1;
    for (let k = 0; k < K; k += 1) sum[k]! += courses[t * K + k]!;
    for (let d = 0; d < D; d += 1) besides[d]! -= said[t * D + d]!;
  }
  if (count === 0) return face;
  const straight = multiply(sum, film.reach, 1, K, D);
  for (let d = 0; d < D; d += 1) besides[d]! += straight[d]!;
  const turned = multiply(to, besides, D, D, 1);
  const drawn = turned.map((value, d) => (value / count) * (1 - faceVariance[d]! / interceptVariance[d]!));
  const back = multiply(from, drawn, D, D, 1);
  return face.map((value, d) => value + back[d]!);
}
