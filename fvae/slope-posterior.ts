import { choleskyFactor, choleskyInverse, choleskySolve } from './linear/cholesky.ts';
import { addCombination } from './linear/combine.ts';
import { addProduct, multiply, transpose } from './linear/matrix.ts';
import { asPlausible } from './plausible.ts';
import type { Coordinates, SlopeSums } from './slopes.ts';

/**
 * How slopes differ between viewers, by coordinate: directions [R, K, D] that viewers share, each with a standard normal
 * weight a viewer, and the variance [K, D] of what a viewer has besides, each slope for itself.
 */
export type SlopeSpread = { readonly shared: Float64Array; readonly rest: Float64Array };

/** What a viewer's face does with the factors besides what everybody's does: courses times slopes. */
export type Slopes = {
  /** [K, D] in landmarks. */
  readonly own: Float64Array;
  /** [K (K + 1) / 2, D]: by landmark the covariance of the slopes of two factors k and j <= k, in row k (k + 1) / 2 + j. */
  readonly covariance: Float64Array;
  /** [K] means of the courses over the seen samples: slopes are of what lies above these. */
  readonly centre: Float64Array;
};

/** A viewer's weights [R] of the shared directions, most probable given its sums, and their covariance [R, R]. */
export type Weights = { readonly weights: Float64Array; readonly covariance: Float64Array };

/**
 * In deviations among viewers, root mean square: how large weights of shared directions and what a viewer has besides may be. What lies
 * farther out is no slope, and less is made of its samples (`asPlausible`).
 */
const FARTHEST = { weights: 10, rest: 30 };
/** A variance of slopes below which they are taken not to differ, against that of residuals. */
const LEAST = 1e-9;

/**
 * By coordinate, [D, K, K] each, what samples tell of slopes of variance `rest` [K, D] that lie around others: the samples'
 * precision, the covariance that they leave, and what stays of the others once they are heard.
 */
type Heard = { readonly known: Float64Array; readonly open: Float64Array; readonly kept: Float64Array };

function heardOf({ correlationTime }: Coordinates, rest: Float64Array, { gram, centre }: SlopeSums): Heard {
  const K = centre.length;
  const D = correlationTime.length;
  const heard = {
    known: new Float64Array(D * K * K),
    open: new Float64Array(D * K * K),
    kept: new Float64Array(D * K * K),
  };
  const held = new Float64Array(K * K);
  const inverse = new Float64Array(K * K);
  for (let d = 0; d < D; d += 1) {
    const at = d * K * K;
    for (let n = 0; n < K * K; n += 1) {
      held[n] = gram[n]! / correlationTime[d]!;
      heard.known[at + n] = held[n]!;
    }
    for (let k = 0; k < K; k += 1) held[k * K + k]! += 1 / Math.max(rest[k * D + d]!, LEAST);
    if (!choleskyFactor(held, K, held)) continue;
    choleskyInverse(held, K, inverse);
    for (let n = 0; n < K * K; n += 1) {
      heard.open[at + n] = inverse[n]!;
      heard.kept[at + n] = inverse[n]! / Math.max(rest[(n % K) * D + d]!, LEAST);
    }
  }
  return heard;
}

/** Weights of the shared directions; what a viewer has besides, of variance `rest`, counts as chance. */
export function weighShared(coordinates: Coordinates, spread: SlopeSpread, sums: SlopeSums): Weights {
  return weightsHeard(coordinates, spread.shared, sums, heardOf(coordinates, spread.rest, sums));
}

function weightsHeard(
  { correlationTime }: Coordinates,
  shared: Float64Array,
  { cross, centre }: SlopeSums,
  { known, kept }: Heard,
): Weights {
  const K = centre.length;
  const D = correlationTime.length;
  const R = shared.length / (K * D);
  const precision = new Float64Array(R * R);
  const weights = new Float64Array(R);
  for (let r = 0; r < R; r += 1) precision[r * R + r] = 1;
  const directions = new Float64Array(K * R);
  const turned = new Float64Array(R * K);
  const heard = new Float64Array(K * K);
  const counted = new Float64Array(K * R);
  for (let d = 0; d < D; d += 1) {
    const at = d * K * K;
    for (let r = 0; r < R; r += 1) {
      for (let k = 0; k < K; k += 1) {
        const direction = shared[(r * K + k) * D + d]!;
        directions[k * R + r] = direction;
        turned[r * K + k] = direction;
      }
    }
    // (tau / gram + rest)^-1 = known kept, as gram need not be regular.
    heard.fill(0);
    addProduct(known.subarray(at, at + K * K), kept.subarray(at, at + K * K), K, K, K, heard);
    counted.fill(0);
    addProduct(heard, directions, K, K, R, counted);
    addProduct(turned, counted, R, K, R, precision);
    for (let k = 0; k < K; k += 1) {
      let own = 0;
      for (let j = 0; j < K; j += 1) own += (kept[at + j * K + k]! * cross[j * D + d]!) / correlationTime[d]!;
      for (let r = 0; r < R; r += 1) weights[r]! += directions[k * R + r]! * own;
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

/** A function that tells a viewer's slopes of landmarks from its sums, and how well they are known. */
export function slopesBy(given: Coordinates, spread: SlopeSpread, K: number): (sums: SlopeSums) => Slopes {
  const D = given.correlationTime.length;
  const { shared, rest } = spread;
  const shares = shared.some((value) => value !== 0);
  const R = shared.length / (K * D);
  const back = transpose(given.from, D, D);
  const squared = back.map((value) => value ** 2);
  const none = new Float64Array(0);
  /** By coordinate, of samples that say as much as `trust` of them would. */
  const told = (sums: SlopeSums, trust: number) => {
    const coordinates = { ...given, correlationTime: given.correlationTime.map((duration) => duration / trust) };
    const heard = heardOf(coordinates, rest, sums);
    const own = askedOf(coordinates, sums, heard);
    if (!shares) return { heard, own, weighed: null, kept: null, alone: own };
    const weighed = weightsHeard(coordinates, shared, sums, heard);
    const kept = keptOf(shared, heard, K, D);
    addCombination(weighed.weights, kept, own, 0);
    const alone = own.slice();
    const away = weighed.weights.map((value) => -value);
    addCombination(away, shared, alone, 0);
    return { heard, own, weighed, kept, alone };
  };
  return (sums) => {
    const { heard, own, weighed, kept } = asPlausible(
      (trust) => told(sums, trust),
      ({ weighed, alone }) =>
        meanSquare(alone, rest) <= FARTHEST.rest ** 2 && meanSquare(weighed?.weights ?? none) <= FARTHEST.weights ** 2,
    );
    const covariance = multiply(openPairs(heard, K, D), squared, (K * (K + 1)) / 2, D, D);
    if (weighed !== null) {
      // [R, K, D]: what a change of a weight moves landmarks by.
      const moved = multiply(kept, back, R * K, D, D);
      addPairs(moved, multiply(weighed.covariance, moved, R, R, K * D), K, D, covariance);
    }
    return { own: multiply(own, back, K, D, D), covariance, centre: sums.centre };
  };
}

/** The mean square of values, over their variances where those are given and not none; 0 of none. */
function meanSquare(values: Float64Array, variance?: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let n = 0; n < values.length; n += 1) {
    const scale = variance?.[n] ?? 1;
    if (scale < LEAST) continue;
    sum += values[n]! ** 2 / scale;
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

/** [K, D]: the slopes that samples ask for where there are no others. */
function askedOf({ correlationTime }: Coordinates, { cross, centre }: SlopeSums, { open }: Heard): Float64Array {
  const K = centre.length;
  const D = correlationTime.length;
  const own = new Float64Array(K * D);
  for (let k = 0; k < K; k += 1) {
    for (let j = 0; j < K; j += 1) {
      for (let d = 0; d < D; d += 1) {
        own[k * D + d]! += (open[(d * K + k) * K + j]! * cross[j * D + d]!) / correlationTime[d]!;
      }
    }
  }
  return own;
}

/** [R, K, D]: what stays of directions [R, K, D] once samples are heard. */
function keptOf(directions: Float64Array, { kept }: Heard, K: number, D: number): Float64Array {
  const out = new Float64Array(directions.length);
  for (let from = 0; from < directions.length; from += K * D) {
    for (let k = 0; k < K; k += 1) {
      for (let j = 0; j < K; j += 1) {
        for (let d = 0; d < D; d += 1)
          out[from + k * D + d]! += kept[(d * K + k) * K + j]! * directions[from + j * D + d]!;
      }
    }
  }
  return out;
}

/** [K (K + 1) / 2, D]: the covariance left by coordinate, in the order of `Slopes`. */
function openPairs({ open }: Heard, K: number, D: number): Float64Array {
  const out = new Float64Array(((K * (K + 1)) / 2) * D);
  for (let k = 0, at = 0; k < K; k += 1) {
    for (let j = 0; j <= k; j += 1) {
      for (let d = 0; d < D; d += 1) out[at++] = open[(d * K + k) * K + j]!;
    }
  }
  return out;
}

/** Adds to `out` [K (K + 1) / 2, D] the products of a [R, K, D] and b [R, K, D] for two factors, summed over R. */
function addPairs(a: Float64Array, b: Float64Array, K: number, D: number, out: Float64Array): void {
  for (let from = 0; from < a.length; from += K * D) {
    for (let k = 0, at = 0; k < K; k += 1) {
      for (let j = 0; j <= k; j += 1) {
        for (let d = 0; d < D; d += 1) out[at++]! += a[from + k * D + d]! * b[from + j * D + d]!;
      }
    }
  }
}
