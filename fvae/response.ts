import type { Factorisation } from './factorisation.ts';
import { choleskyFactor, choleskySolve } from './linear/cholesky.ts';
import { multiply, transpose } from './linear/matrix.ts';
import { featureCount, liftsOf, meanFeaturesAt } from './objective/features.ts';
import { BENDS } from './objective/saturating.ts';
import { meansBesides } from './residuals.ts';
import type { Tensor } from './tensor.ts';

/** About how many entries a response is fitted to. */
const ENTRIES = 300_000;
/** Pulls towards the additive courses that are tried, as shares of each feature's own square. */
const RIDGES = [1e-4, 1e-3, 1e-2, 0.1, 1, 1e6];

/**
 * The decoder [F, D]: what each feature of z moves each landmark by. It starts from the additive courses, along which a
 * factor moves landmarks on a straight line, and lets the line bend and two factors act at once as far as that foretells the
 * other half of the audience better; `reach` [K, D] is what an additive course of 1 moves landmarks by. The line of a factor
 * that is `held` stays, and it acts alone: where U is told by drifts, so would its line be.
 */
export function fitResponse(
  tensor: Tensor,
  { viewer, time, decoder }: Pick<Factorisation, 'viewer' | 'time' | 'decoder'>,
  reach: Float64Array,
  deviation: ArrayLike<number>,
  held: readonly number[] = [],
): Float64Array {
  const D = tensor.features;
  const K = decoder.factors;
  const J = BENDS.length;
  const F = featureCount(K);
  const straight = new Float64Array(F * D);
  for (let f = 0; f < K * J; f += 1) {
    const k = Math.floor(f / J);
    for (let d = 0; d < D; d += 1) straight[f * D + d] = decoder.mixing[f]! * reach[k * D + d]!;
  }
  const fixed = heldFeatures(time, K, held);
  const halves = [0, 1].map((half) => sumFeatures(tensor, viewer, time, deviation, half));
  const [one, other] = halves as [FeatureSums, FeatureSums];
  let best = { ridge: RIDGES.at(-1)!, loss: Number.POSITIVE_INFINITY };
  for (const ridge of RIDGES) {
    const loss =
      lossOf(other, solve(one, straight, fixed, ridge), F, D) + lossOf(one, solve(other, straight, fixed, ridge), F, D);
    if (loss < best.loss) best = { ridge, loss };
  }
  const both = {
    gram: one.gram.map((value, at) => value + other.gram[at]!),
    cross: one.cross.map((value, at) => value + other.cross[at]!),
  };
  return solve(both, straight, fixed, best.ridge);
}

/** Products of the features, each viewer's mean taken off, with themselves [F, F] and with the landmarks [F, D]. */
type FeatureSums = { readonly gram: Float64Array; readonly cross: Float64Array };

function sumFeatures(
  { viewers: N, samples: T, features: D, values, mask }: Tensor,
  viewer: Float64Array,
  time: Float64Array,
  deviation: ArrayLike<number>,
  half: number,
): FeatureSums {
  const K = deviation.length;
  const F = featureCount(K);
  const lifts = liftsOf(deviation);
  const stride = Math.max(1, Math.floor((N * T) / ENTRIES));
  const gram = new Float64Array(F * F);
  const cross = new Float64Array(F * D);
  const z = new Float64Array(K);
  const phi = new Float64Array(F);
  const sumPhi = new Float64Array(F);
  const sumX = new Float64Array(D);
  for (let i = half; i < N; i += 2) {
    sumPhi.fill(0);
    sumX.fill(0);
    let count = 0;
    for (let t = i % stride; t < T; t += stride) {
      const entry = i * T + t;
      if (mask[entry] !== 1) continue;
      count += 1;
      for (let k = 0; k < K; k += 1) z[k] = viewer[i * K + k]! * time[t * K + k]!;
      meanFeaturesAt(z, lifts, phi);
      for (let f = 0; f < F; f += 1) {
        const value = phi[f]!;
        sumPhi[f]! += value;
        for (let g = 0; g <= f; g += 1) gram[f * F + g]! += value * phi[g]!;
        for (let d = 0; d < D; d += 1) cross[f * D + d]! += value * values[entry * D + d]!;
      }
      for (let d = 0; d < D; d += 1) sumX[d]! += values[entry * D + d]!;
    }
    for (let f = 0; f < F && count > 0; f += 1) {
      const mean = sumPhi[f]! / count;
      for (let g = 0; g <= f; g += 1) gram[f * F + g]! -= mean * sumPhi[g]!;
      for (let d = 0; d < D; d += 1) cross[f * D + d]! -= mean * sumX[d]!;
    }
  }
  for (let f = 0; f < F; f += 1) for (let g = 0; g < f; g += 1) gram[g * F + f] = gram[f * F + g]!;
  return { gram, cross };
}

/** The features of factors whose V [T, K] never moves, of which nothing can be said, and of those that are `held`. */
function heldFeatures(time: Float64Array, K: number, held: readonly number[]): readonly number[] {
  const free = new Uint8Array(K);
  time.forEach((v, at) => {
    if (v !== 0 && !held.includes(at % K)) free[at % K] = 1;
  });
  const out: number[] = [];
  for (let f = 0; f < K * BENDS.length; f += 1) if (free[Math.floor(f / BENDS.length)] === 0) out.push(f);
  for (let k = 0, at = K * BENDS.length; k < K; k += 1) {
    for (let l = 0; l < k; l += 1, at += 1) if (free[k] === 0 || free[l] === 0) out.push(at);
  }
  return out;
}

/** The response nearest to `straight` in the sense of the ridge; what is held stays as it is there. */
function solve(
  { gram, cross }: FeatureSums,
  straight: Float64Array,
  held: readonly number[],
  ridge: number,
): Float64Array {
  const F = Math.sqrt(gram.length);
  const D = straight.length / F;
  const matrix = gram.slice();
  let trace = 0;
  for (let f = 0; f < F; f += 1) trace += gram[f * F + f]! / F;
  for (let f = 0; f < F; f += 1)
    matrix[f * F + f]! += ridge * gram[f * F + f]! + 1e-9 * trace + Number.MIN_VALUE ** 0.5;
  const explained = multiply(gram, straight, F, F, D);
  const columns = transpose(
    cross.map((value, at) => value - explained[at]!),
    F,
    D,
  );
  for (const f of held) {
    for (let g = 0; g < F; g += 1) {
      matrix[f * F + g] = 0;
      matrix[g * F + f] = 0;
    }
    matrix[f * F + f] = 1;
    for (let d = 0; d < D; d += 1) columns[d * F + f] = 0;
  }
  if (!choleskyFactor(matrix, F, matrix)) return straight.slice();
  for (let d = 0; d < D; d += 1) choleskySolve(matrix, F, columns, d * F);
  const change = transpose(columns, D, F);
  return straight.map((value, at) => value + change[at]!);
}

/** The squares that a response leaves, up to a constant of the sums. */
function lossOf({ gram, cross }: FeatureSums, response: Float64Array, F: number, D: number): number {
  const explained = multiply(gram, response, F, F, D);
  return response.reduce((sum, value, at) => sum + value * (explained[at]! - 2 * cross[at]!), 0);
}

/** [N, D]: each viewer's mean of what landmarks are besides the response; the mean of the others' for one never seen. */
export function meanResponses(
  tensor: Tensor,
  { viewer, time }: Pick<Factorisation, 'viewer' | 'time'>,
  response: Float64Array,
  deviation: ArrayLike<number>,
): Float64Array {
  const { samples: T, features: D } = tensor;
  const K = deviation.length;
  const lifts = liftsOf(deviation);
  const F = featureCount(K);
  const z = new Float64Array(K);
  const phi = new Float64Array(F);
  return meansBesides(tensor, (i) => {
    const sum = new Float64Array(F);
    for (let t = 0; t < T; t += 1) {
      if (tensor.mask[i * T + t] !== 1) continue;
      for (let k = 0; k < K; k += 1) z[k] = viewer[i * K + k]! * time[t * K + k]!;
      meanFeaturesAt(z, lifts, phi);
      for (let f = 0; f < F; f += 1) sum[f]! += phi[f]!;
    }
    return multiply(sum, response, 1, F, D);
  });
}
