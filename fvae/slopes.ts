import { BLOCK, fillBlock, seenRows } from './linear/block.ts';
import { choleskyFactor, choleskyInverse } from './linear/cholesky.ts';
import { addProduct, multiply, transpose } from './linear/matrix.ts';
import type { Population } from './population.ts';

/** Sums over a viewer's seen samples of courses [K] and of residuals [D], the means taken off. */
export type SlopeSums = {
  readonly count: number;
  readonly centre: Float64Array;
  /** [K, K] and, by coordinate, [K, D]. */
  readonly gram: Float64Array;
  readonly cross: Float64Array;
};

/** What slopes need of a population. */
export type Coordinates = Pick<Population, 'to' | 'from' | 'correlationTime'>;

/** The sums from courses [T, K] and residuals [T, D] where the mask is 1. */
export function slopeSums(
  { to }: Coordinates,
  courses: Float64Array,
  residual: Float64Array,
  mask: Uint8Array,
): SlopeSums {
  const T = mask.length;
  const K = courses.length / T;
  const D = residual.length / T;
  const centre = new Float64Array(K);
  const gram = new Float64Array(K * K);
  const index = new Int32Array(T);
  const count = seenRows(mask, 0, T, index);
  // [K + 1, 4] courses and a 1, so that the last row of the products [K + 1, D] is the residuals' sum.
  const weights = new Float64Array((K + 1) * BLOCK).fill(1, K * BLOCK);
  const block = new Float64Array(BLOCK * D);
  const products = new Float64Array((K + 1) * D);
  for (let first = 0; first < count; first += BLOCK) {
    fillBlock({ values: residual, at: 0 }, D, index, first, count, block);
    for (let b = 0; b < Math.min(BLOCK, count - first); b += 1) {
      const line = index[first + b]! * K;
      for (let k = 0; k < K; k += 1) {
        const c = courses[line + k]!;
        centre[k]! += c;
        weights[k * BLOCK + b] = c;
        for (let j = 0; j < K; j += 1) gram[k * K + j]! += c * courses[line + j]!;
      }
    }
    addProduct(weights, block, K + 1, BLOCK, D, products);
  }
  for (let k = 0; k < K && count > 0; k += 1) {
    for (let j = 0; j < K; j += 1) gram[k * K + j]! -= (centre[k]! * centre[j]!) / count;
    for (let d = 0; d < D; d += 1) products[k * D + d]! -= (centre[k]! * products[K * D + d]!) / count;
  }
  return {
    count,
    centre: centre.map((value) => value / Math.max(1, count)),
    gram,
    cross: multiply(products, transpose(to, D, D), K, D, D),
  };
}

/** Seen samples from which a viewer's slopes tell how much slopes differ between viewers. */
const ENOUGH = 60;

/**
 * [K, D] variance over viewers of the slopes by coordinate, from all viewers' sums: the mean square of the slopes as
 * regressed, less what chance gives them. Viewers count the more the better their slopes are known. Slopes of a course that
 * is 0 throughout do not differ, and leave the others' to be told.
 */
export function slopeVariance({ correlationTime }: Coordinates, sums: readonly SlopeSums[], K: number): Float64Array {
  const D = correlationTime.length;
  const total = new Float64Array(K * D);
  const weight = new Float64Array(K * D);
  const still = Array.from({ length: K }, (_, k) => k).filter((k) => sums.every(({ gram }) => gram[k * K + k] === 0));
  for (const { count, gram, cross } of sums) {
    if (count < ENOUGH) continue;
    const regular = gram.slice();
    // Of what is 0 throughout, so is the product with the residuals: any square of it says that its slopes are 0.
    for (const k of still) regular[k * K + k] = 1;
    const inverse = invert(regular, K);
    if (inverse === null) continue;
    const slopes = multiply(inverse, cross, K, K, D);
    for (let k = 0; k < K; k += 1) {
      const chance = inverse[k * K + k]!;
      for (let d = 0; d < D; d += 1) {
        const w = 1 / (chance * correlationTime[d]!) ** 2;
        total[k * D + d]! += w * (slopes[k * D + d]! ** 2 - chance * correlationTime[d]!);
        weight[k * D + d]! += w;
      }
    }
  }
  return total.map((sum, at) => (weight[at]! > 0 ? Math.max(0, sum / weight[at]!) : 0));
}

/** The sums of what slopes [K, D] by coordinate leave. */
export function withoutSlopes(sums: SlopeSums, slopes: Float64Array): SlopeSums {
  const K = sums.centre.length;
  const said = multiply(sums.gram, slopes, K, K, slopes.length / K);
  return { ...sums, cross: sums.cross.map((value, at) => value - said[at]!) };
}

/** The inverse of a symmetric matrix [n, n], or null where it is not positive definite. */
export function invert(matrix: Float64Array, n: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  return choleskyFactor(matrix, n, factor) ? choleskyInverse(factor, n) : null;
}
