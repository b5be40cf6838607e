import { choleskyFactor, choleskyInverse, choleskySolve } from './linear/cholesky.ts';
import { addCombination } from './linear/combine.ts';
import { multiply, transpose } from './linear/matrix.ts';
import type { Population } from './population.ts';

/** What a viewer's face does with the factors besides what everybody's does: courses times slopes. */
export type Slopes = {
  /** [K, D] in landmarks. */
  readonly own: Float64Array;
  /** [K, D] variance of each. */
  readonly variance: Float64Array;
  /** [K] means of the courses over the seen samples: slopes are of what lies above these. */
  readonly centre: Float64Array;
};

/** Sums over a viewer's seen samples of courses [K] and of residuals [D], the means taken off. */
export type SlopeSums = {
  readonly count: number;
  readonly centre: Float64Array;
  /** [K, K] and, by coordinate, [K, D]. */
  readonly gram: Float64Array;
  readonly cross: Float64Array;
};

type Coordinates = Pick<Population, 'to' | 'from' | 'correlationTime'>;

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
  const products = new Float64Array(K * D);
  const sum = new Float64Array(D);
  let count = 0;
  for (let t = 0; t < T; t += 1) {
    if (mask[t] !== 1) continue;
    count += 1;
    for (let k = 0; k < K; k += 1) {
      const c = courses[t * K + k]!;
      centre[k]! += c;
      for (let j = 0; j < K; j += 1) gram[k * K + j]! += c * courses[t * K + j]!;
      for (let d = 0; d < D; d += 1) products[k * D + d]! += c * residual[t * D + d]!;
    }
    for (let d = 0; d < D; d += 1) sum[d]! += residual[t * D + d]!;
  }
  for (let k = 0; k < K && count > 0; k += 1) {
    for (let j = 0; j < K; j += 1) gram[k * K + j]! -= (centre[k]! * centre[j]!) / count;
    for (let d = 0; d < D; d += 1) products[k * D + d]! -= (centre[k]! * sum[d]!) / count;
  }
  return {
    count,
    centre: centre.map((value) => value / Math.max(1, count)),
    gram,
    cross: multiply(products, transpose(to, D, D), K, D, D),
  };
}

/** A variance of slopes below which they are taken not to differ, against that of residuals. */
const LEAST = 1e-9;
/** Seen samples from which a viewer's slopes tell how much slopes differ between viewers. */
const ENOUGH = 60;

/**
 * [K, D] variance over viewers of the slopes by coordinate, from all viewers' sums: the mean square of the slopes as
 * regressed, less what chance gives them. Viewers count the more the better their slopes are known.
 */
export function slopeVariance({ correlationTime }: Coordinates, sums: readonly SlopeSums[], K: number): Float64Array {
  const D = correlationTime.length;
  const total = new Float64Array(K * D);
  const weight = new Float64Array(K * D);
  for (const { count, gram, cross } of sums) {
    if (count < ENOUGH) continue;
    const inverse = invert(gram, K);
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

/**
 * How slopes differ between viewers, by coordinate: directions [R, K, D] that viewers share, each with a standard normal
 * weight a viewer, and the variance [K, D] of what a viewer has besides, each slope for itself.
 */
export type SlopeSpread = { readonly shared: Float64Array; readonly rest: Float64Array };

/** A viewer's weights [R] of the shared directions, most probable given its sums, and their covariance [R, R]. */
export type Weights = { readonly weights: Float64Array; readonly covariance: Float64Array };

/** Weights of the shared directions; what a viewer has besides, of variance `rest`, counts as chance. */
export function weighShared(
  { correlationTime }: Coordinates,
  { shared, rest }: SlopeSpread,
  { gram, cross, centre }: SlopeSums,
): Weights {
  const K = centre.length;
  const D = correlationTime.length;
  const R = shared.length / (K * D);
  const precision = new Float64Array(R * R);
  const weights = new Float64Array(R);
  for (let r = 0; r < R; r += 1) precision[r * R + r] = 1;
  const directions = new Float64Array(K * R);
  const own = new Float64Array(K);
  for (let d = 0; d < D; d += 1) {
    // (tau / gram + rest)^-1 = (1 - share) gram / tau, as gram need not be regular.
    const known = gram.map((value) => value / correlationTime[d]!);
    const held = known.slice();
    for (let k = 0; k < K; k += 1) held[k * K + k]! += 1 / Math.max(rest[k * D + d]!, LEAST);
    const inverse = invert(held, K);
    if (inverse === null) continue;
    const share = multiply(known, inverse, K, K, K);
    const taken = multiply(share, known, K, K, K);
    for (let k = 0; k < K; k += 1) {
      own[k] = cross[k * D + d]! / correlationTime[d]!;
      for (let r = 0; r < R; r += 1) directions[k * R + r] = shared[(r * K + k) * D + d]!;
    }
    const ofRest = multiply(share, own, K, K, 1);
    const counted = multiply(
      known.map((value, at) => value - taken[at]!),
      directions,
      K,
      K,
      R,
    );
    for (let k = 0; k < K; k += 1) {
      for (let r = 0; r < R; r += 1) {
        const direction = directions[k * R + r]!;
        weights[r]! += direction * (own[k]! - ofRest[k]!);
        for (let q = 0; q < R; q += 1) precision[r * R + q]! += direction * counted[k * R + q]!;
      }
    }
  }
  return weightsAt(precision, weights);
}

/** Weights whose precision [R, R] and its product with them [R] are given: the identity and squares, so that it is regular. */
export function weightsAt(precision: Float64Array, products: Float64Array): Weights {
  const R = products.length;
  const factor = new Float64Array(R * R);
  choleskyFactor(precision, R, factor);
  const weights = products.slice();
  choleskySolve(factor, R, weights);
  return { weights, covariance: choleskyInverse(factor, R) };
}

/** The sums of what slopes [K, D] by coordinate leave. */
export function withoutSlopes(sums: SlopeSums, slopes: Float64Array): SlopeSums {
  const K = sums.centre.length;
  const said = multiply(sums.gram, slopes, K, K, slopes.length / K);
  return { ...sums, cross: sums.cross.map((value, at) => value - said[at]!) };
}

/** What is told of a viewer's slopes by coordinate: them [K, D], the variance [K, D] of what is no one else's, and the weights' covariance. */
type OwnSlopes = { readonly own: Float64Array; readonly left: Float64Array; readonly covariance: Float64Array };

/** The shared directions first, then what a viewer has besides. */
function ownSlopes(coordinates: Coordinates, spread: SlopeSpread, sums: SlopeSums): OwnSlopes {
  const { weights, covariance } = weighShared(coordinates, spread, sums);
  const own = new Float64Array(spread.rest.length);
  addCombination(weights, spread.shared, own, 0);
  const left = addRest(coordinates, withoutSlopes(sums, own), spread.rest, own);
  return { own, left, covariance };
}

/** A function that tells a viewer's slopes [K, D] of landmarks from its sums. */
export function ownInLandmarks(
  coordinates: Coordinates,
  spread: SlopeSpread,
  K: number,
): (sums: SlopeSums) => Float64Array {
  const D = coordinates.correlationTime.length;
  const back = transpose(coordinates.from, D, D);
  return (sums) => multiply(ownSlopes(coordinates, spread, sums).own, back, K, D, D);
}

/** A function that tells a viewer's slopes of landmarks from its sums, and how well they are known. */
export function slopesBy(coordinates: Coordinates, spread: SlopeSpread, K: number): (sums: SlopeSums) => Slopes {
  const D = coordinates.correlationTime.length;
  const R = spread.shared.length / (K * D);
  const back = transpose(coordinates.from, D, D);
  const squared = back.map((value) => value ** 2);
  // [R, K, D] in landmarks.
  const seen = multiply(spread.shared, back, R * K, D, D);
  return (sums) => {
    const { own, left, covariance } = ownSlopes(coordinates, spread, sums);
    const variance = multiply(left, squared, K, D, D);
    const together = multiply(covariance, seen, R, R, K * D);
    for (let r = 0; r < R * K * D; r += K * D) {
      for (let at = 0; at < K * D; at += 1) variance[at]! += seen[r + at]! * together[r + at]!;
    }
    return { own: multiply(own, back, K, D, D), variance, centre: sums.centre };
  };
}

/**
 * Adds to `own` the slopes that the sums ask for, of variance `rest` [K, D] each for itself: drawn to 0 as far as the samples
 * leave them open. Returns the variance [K, D] that is left of them.
 */
function addRest(
  { correlationTime }: Coordinates,
  { gram, cross, centre }: SlopeSums,
  rest: Float64Array,
  own: Float64Array,
): Float64Array {
  const K = centre.length;
  const D = correlationTime.length;
  const left = new Float64Array(K * D);
  const held = new Float64Array(K * K);
  for (let d = 0; d < D; d += 1) {
    const tau = correlationTime[d]!;
    for (let k = 0; k < K; k += 1) {
      for (let j = 0; j < K; j += 1) held[k * K + j] = gram[k * K + j]! / tau;
      held[k * K + k]! += 1 / Math.max(rest[k * D + d]!, LEAST);
    }
    const inverse = invert(held, K);
    if (inverse === null) continue;
    for (let k = 0; k < K; k += 1) {
      for (let j = 0; j < K; j += 1) own[k * D + d]! += (inverse[k * K + j]! * cross[j * D + d]!) / tau;
      left[k * D + d] = inverse[k * K + k]!;
    }
  }
  return left;
}

function invert(matrix: Float64Array, n: number): Float64Array | null {
  const factor = new Float64Array(n * n);
  return choleskyFactor(matrix, n, factor) ? choleskyInverse(factor, n) : null;
}
