import { choleskyFactor, choleskySolve } from './linear/cholesky.ts';
import { addCombination } from './linear/combine.ts';
import { transpose } from './linear/matrix.ts';
import type { Population } from './population.ts';
import { createRandom } from './random.ts';
import { isTried, type Trial, trialLoss } from './slope-trials.ts';
import { type SlopeSpread, type SlopeSums, slopeVariance, weigherOf, withoutSlopes } from './slopes.ts';

/** R: how many directions viewers' slopes may share, and how many are tried. */
export const SHARED = 20;
const TRIED = [0, 4, SHARED];
/** Rounds of expectation and maximisation. */
const ROUNDS = 15;

type Coordinates = Pick<Population, 'to' | 'from' | 'correlationTime'>;

/**
 * How slopes differ between viewers, from all viewers' sums. A face that smiles with its mouth wide does so at every smile and
 * with all landmarks at once, so that a few directions say more of a viewer after few reactions than each slope for itself; of
 * noise alone they say too much. As many are taken as foretell best what is hidden of viewers that they were not found with.
 */
export function slopeSpread(
  coordinates: Coordinates,
  sums: readonly SlopeSums[],
  trials: readonly Trial[],
  K: number,
): SlopeSpread {
  const others = sums.filter((_, i) => !isTried(i));
  let best = { count: 0, loss: Number.POSITIVE_INFINITY };
  for (const count of TRIED) {
    const loss = trialLoss(coordinates, trials, spreadOf(coordinates, others, K, count), K);
    if (loss < best.loss) best = { count, loss };
  }
  return spreadOf(coordinates, sums, K, best.count);
}

/**
 * The spread with so many shared directions: a factor analysis whose noise is known, by expectation and maximisation (Rubin
 * and Thayer 1982). Directions are held to the size of slopes; of slopes that do not differ there are none.
 */
export function spreadOf(coordinates: Coordinates, sums: readonly SlopeSums[], K: number, count: number): SlopeSpread {
  const D = coordinates.correlationTime.length;
  const all = slopeVariance(coordinates, sums, K);
  const kept = new Float64Array(SHARED * K * D);
  if (count === 0 || !all.some((value) => value > 0)) return { shared: kept, rest: all };
  const random = createRandom(0, 'shared slopes');
  let shared: Float64Array = new Float64Array(count * K * D);
  for (let at = 0; at < shared.length; at += 1) shared[at] = 0.3 * Math.sqrt(all[at % (K * D)]!) * random.normal();
  // By factor: slopes' variance against that of the residuals.
  const size = Float64Array.from({ length: K }, (_, k) => {
    const own = all.subarray(k * D, (k + 1) * D);
    return own.reduce((sum, value, d) => sum + value / coordinates.correlationTime[d]!, 0) / D;
  });
  for (let round = 0; round < ROUNDS; round += 1) shared = better(coordinates, sums, shared, size);
  const weigh = weigherOf(coordinates, shared, K);
  const left = sums.map((one) => {
    const common = new Float64Array(K * D);
    addCombination(weigh(one).weights, shared, common, 0);
    return withoutSlopes(one, common);
  });
  kept.set(shared);
  return { shared: kept, rest: slopeVariance(coordinates, left, K) };
}

/** The directions that are most probable given the weights that viewers have under `shared`. */
function better(
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
