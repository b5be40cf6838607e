import { choleskyFactor, choleskySolve } from './linear/cholesky.ts';
import { addCombination, rowProducts } from './linear/combine.ts';
import { transpose } from './linear/matrix.ts';
import { createRandom } from './random.ts';
import { type SlopeSpread, type Weights, weighShared, weightsAt } from './slope-posterior.ts';
import { clearlyBelow, isTried, type Trial, trialLosses } from './slope-trials.ts';
import { type Coordinates, type SlopeSums, slopeVariance, withoutSlopes } from './slopes.ts';

/** R: how many directions viewers' slopes share where they share any. */
export const SHARED = 20;
/** Rounds of expectation and maximisation. */
const ROUNDS = 15;
/** Parts of the audience that are left out in turn to see what directions do not say. */
const FOLDS = 5;
/** Parts of the audience of whom the others know how slopes differ; an odd stride over viewers meets all. */
export const PARTS = 16;

/**
 * How slopes differ between viewers, from all viewers' sums. A face that smiles with its mouth wide does so at every smile and
 * with all landmarks at once, so that a few directions say more of a viewer after few reactions than each slope for itself.
 * Where that does not clearly foretell better what is hidden of viewers that they were not found with, there are none. `pause`
 * is awaited before each search for directions.
 */
export async function slopeSpread(
  coordinates: Coordinates,
  sums: readonly SlopeSums[],
  trials: readonly Trial[],
  K: number,
  pause: () => Promise<void>,
): Promise<SlopeSpread> {
  const others = sums.filter((_, i) => !isTried(i));
  const losses = (spread: SlopeSpread): number[] => trialLosses(coordinates, trials, spread, K);
  const shared = losses(await sharedSpread(coordinates, others, K, pause));
  return clearlyBelow(shared, losses(ownSpread(coordinates, others, K)))
    ? sharedSpread(coordinates, sums, K, pause)
    : ownSpread(coordinates, sums, K);
}

/** The spread of slopes that vary each for itself. */
export function ownSpread(coordinates: Coordinates, sums: readonly SlopeSums[], K: number): SlopeSpread {
  const rest = slopeVariance(coordinates, sums, K);
  return { shared: new Float64Array(SHARED * rest.length), rest };
}

/** The spread with shared directions; the rest is what they leave of viewers that they were not found with. */
export async function sharedSpread(
  coordinates: Coordinates,
  sums: readonly SlopeSums[],
  K: number,
  pause: () => Promise<void>,
): Promise<SlopeSpread> {
  const own = ownSpread(coordinates, sums, K);
  if (!own.rest.some((value) => value > 0)) return own;
  const left: SlopeSums[] = [];
  for (let fold = 0; fold < FOLDS; fold += 1) {
    await pause();
    const others = sums.filter((_, i) => i % FOLDS !== fold);
    const spread = { shared: directionsOf(coordinates, others, own.rest, K), rest: own.rest };
    sums.forEach((one, i) => {
      if (i % FOLDS !== fold) return;
      const common = new Float64Array(own.rest.length);
      addCombination(weighShared(coordinates, spread, one).weights, spread.shared, common, 0);
      left.push(withoutSlopes(one, common));
    });
  }
  await pause();
  return { shared: directionsOf(coordinates, sums, own.rest, K), rest: slopeVariance(coordinates, left, K) };
}

/**
 * The spreads of slopes as the rest of the audience knows them of each part of it, every sixteenth viewer: directions found without
 * them, where `spread` of all has any; the rest is the same. `pause` is awaited before each search.
 */
export async function spreadsApart(
  coordinates: Coordinates,
  sums: readonly SlopeSums[],
  spread: SlopeSpread,
  K: number,
  pause: () => Promise<void>,
): Promise<readonly SlopeSpread[]> {
  const parts = Array.from({ length: PARTS }, (_, part) => part);
  if (!spread.shared.some((value) => value !== 0)) return parts.map(() => spread);
  const all = slopeVariance(coordinates, sums, K);
  const spreads: SlopeSpread[] = [];
  for (const part of parts) {
    await pause();
    const others = sums.filter((_, i) => i % PARTS !== part);
    spreads.push({ shared: directionsOf(coordinates, others, all, K), rest: spread.rest });
  }
  return spreads;
}

/**
 * [R, K, D] the directions that slopes of variance `all` [K, D] share: a factor analysis whose noise is known, by expectation
 * and maximisation (Rubin and Thayer 1982), the directions held to the size of slopes.
 */
function directionsOf(
  coordinates: Coordinates,
  sums: readonly SlopeSums[],
  all: Float64Array,
  K: number,
): Float64Array {
  const D = coordinates.correlationTime.length;
  const random = createRandom(0, 'shared slopes');
  let shared: Float64Array = new Float64Array(SHARED * K * D);
  for (let at = 0; at < shared.length; at += 1) shared[at] = 0.3 * Math.sqrt(all[at % (K * D)]!) * random.normal();
  // By factor: slopes' variance against that of the residuals.
  const size = Float64Array.from({ length: K }, (_, k) => {
    const own = all.subarray(k * D, (k + 1) * D);
    return own.reduce((sum, value, d) => sum + value / coordinates.correlationTime[d]!, 0) / D;
  });
  for (let round = 0; round < ROUNDS; round += 1) shared = improved(coordinates, sums, shared, size);
  return shared;
}

/** The directions that are most probable given the weights that viewers have under `shared`. */
function improved(
  coordinates: Coordinates,
  sums: readonly SlopeSums[],
  shared: Float64Array,
  size: Float64Array,
): Float64Array {
  const K = size.length;
  const D = coordinates.correlationTime.length;
  const n = shared.length / D;
  const R = n / K;
  const weigh = weigherOf(coordinates, shared, K);
  // Normal equations of the directions, rows (r, k), the same for all coordinates.
  const normal = new Float64Array(n * n);
  const right = new Float64Array(n * D);
  for (const one of sums) {
    const { weights, covariance } = weigh(one);
    for (let r = 0; r < R; r += 1) {
      for (let at = 0; at < K * D; at += 1) right[r * K * D + at]! += weights[r]! * one.cross[at]!;
      for (let q = 0; q < R; q += 1) {
        const square = weights[r]! * weights[q]! + covariance[r * R + q]!;
        for (let k = 0; k < K; k += 1) {
          for (let j = 0; j < K; j += 1) normal[(r * K + k) * n + q * K + j]! += square * one.gram[k * K + j]!;
        }
      }
    }
  }
  for (let at = 0; at < n; at += 1) normal[at * n + at]! += 1 / Math.max(size[at % K]!, 1e-9);
  const factor = new Float64Array(n * n);
  if (!choleskyFactor(normal, n, factor)) return shared;
  const columns = transpose(right, n, D);
  for (let d = 0; d < D; d += 1) choleskySolve(factor, n, columns, d * n);
  return transpose(columns, D, n);
}

/** A function that weighs directions for a viewer as if they were all of its slopes: quick, for the rounds. */
function weigherOf({ correlationTime }: Coordinates, shared: Float64Array, K: number): (sums: SlopeSums) => Weights {
  const D = correlationTime.length;
  const R = shared.length / (K * D);
  const turned = shared.map((value, at) => value / correlationTime[at % D]!);
  // [K K, R R]: products of directions r and q in the slopes of factors k and j.
  const products = new Float64Array(K * K * R * R);
  for (let k = 0; k < K; k += 1) {
    for (let j = 0; j < K; j += 1) {
      const block = products.subarray((k * K + j) * R * R, (k * K + j + 1) * R * R);
      for (let r = 0; r < R; r += 1) {
        for (let q = 0; q < R; q += 1) {
          let sum = 0;
          for (let d = 0; d < D; d += 1) sum += turned[(r * K + k) * D + d]! * shared[(q * K + j) * D + d]!;
          block[r * R + q] = sum;
        }
      }
    }
  }
  return ({ gram, cross }) => {
    const precision = new Float64Array(R * R);
    addCombination(gram, products, precision, 0);
    for (let r = 0; r < R; r += 1) precision[r * R + r]! += 1;
    const weights = new Float64Array(R);
    rowProducts(turned, cross, 0, K * D, weights);
    return weightsAt(precision, weights);
  };
}
