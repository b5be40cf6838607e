import { type FoldedViewer, foldInViewer, type Population } from './fold-in.ts';
import { choleskyFactor } from './linear/cholesky.ts';
import { multiply } from './linear/matrix.ts';
import { ModelFault, type SampledViewer, type SampleOptions, type Sampler, type ViewerTraits } from './model.ts';
import { courseAt } from './objective/saturating.ts';
import { createRandom, type Random } from './random.ts';
import type { Tensor } from './tensor.ts';

/**
 * A function that draws viewers watching the film of the tensor, those it was trained on being the population; `viewer`
 * [N, K] are their U.
 *
 * z_t ~ N(U * V_t, s^2), landmarks = neutral + loading' f(z_t) + what z leaves of the landmarks' variance around the
 * model. Both noises are AR(1) with the residuals' `memory`. Without `viewer`, U is log-normal with the population's moments;
 * without `neutral`, it is a random mixture of the population's faces, which has their covariance.
 */
export function samplerOf(population: Population, viewer: Float64Array, tensor: Tensor): Sampler {
  const { decoder, loading, time, deviation, clean, memory } = population;
  const { factors: K, components: P } = decoder;
  const T = time.length / K;
  const D = clean.length;
  // What a course of 1 moves each landmark by: [K, D].
  const reach = multiply(decoder.direction, loading, K, P, D);
  const kept = (memory - 1) / (memory + 1);
  let faces: Float64Array[] | null = null;

  return (traits: ViewerTraits, { seed, noise = true }: SampleOptions): SampledViewer => {
    const given = (name: 'viewer' | 'neutral', size: number, least: number): Float64Array | null => {
      const values = traits[name];
      if (values === undefined) return null;
      const found = Float64Array.from(values);
      if (found.length === size && found.every((value) => value >= least && value < 1e12)) return found;
      throw new ModelFault(
        `${name}: found [${found}], expected ${size} finite numbers${least === 0 ? ', 0 or more' : ''}`,
      );
    };
    const u = given('viewer', K, 0) ?? drawViewer(population, viewer, createRandom(seed, 'sampled viewer'));
    let neutral = given('neutral', D, -1e12);
    if (neutral === null) {
      faces ??= facesOf(population, tensor);
      neutral = drawNeutral(population.mean, faces, createRandom(seed, 'sampled neutral'));
    }
    const latent = correlated(T, K, kept, createRandom(seed, 'sampled latents'));
    const rest = noise ? correlated(T, D, kept, createRandom(seed, 'sampled rest')) : null;
    const landmarks = new Float32Array(T * D);
    const row = new Float64Array(D);
    const said = new Float64Array(D);
    const course = new Float64Array(2);
    for (let t = 0; t < T; t += 1) {
      row.set(neutral);
      said.fill(0);
      for (let k = 0; k < K; k += 1) {
        const mean = u[k]! * time[t * K + k]!;
        const s = deviation[k]!;
        courseAt(decoder, k, mean + s, course);
        const above = course[0]!;
        courseAt(decoder, k, mean - s, course);
        const half = 0.5 * (above - course[0]!);
        const z = mean + s * latent[t * K + k]!;
        latent[t * K + k] = z;
        courseAt(decoder, k, z, course);
        for (let d = 0; d < D; d += 1) {
          row[d]! += course[0]! * reach[k * D + d]!;
          said[d]! += (half * reach[k * D + d]!) ** 2;
        }
      }
      for (let d = 0; d < D; d += 1) {
        const own = rest === null ? 0 : Math.sqrt(Math.max(0, clean[d]! - said[d]!)) * rest[t * D + d]!;
        landmarks[t * D + d] = row[d]! + own;
      }
    }
    return { viewer: u, neutral, latent, landmarks };
  };
}

/** [T, n] standard normal numbers, each column correlated by `kept` from one row to the next. */
function correlated(T: number, n: number, kept: number, random: Random): Float64Array {
  const out = new Float64Array(T * n);
  const fresh = Math.sqrt(1 - kept * kept);
  for (let at = 0; at < out.length; at += 1) {
    out[at] = at < n ? random.normal() : kept * out[at - n]! + fresh * random.normal();
  }
  return out;
}

/** [K] log-normal, with the population's means and deviations and the correlations of the trained viewers' U. */
function drawViewer({ prior }: Population, viewer: Float64Array, random: Random): Float64Array {
  const K = prior.mean.length;
  const correlation = correlations(viewer, K);
  const covariance = new Float64Array(K * K);
  for (let k = 0; k < K; k += 1) {
    for (let j = 0; j < K; j += 1) {
      const ratio = (prior.deviation[k]! / prior.mean[k]!) * (prior.deviation[j]! / prior.mean[j]!);
      covariance[k * K + j] = Math.log1p(Math.max(-0.9, correlation[k * K + j]! * ratio));
    }
  }
  const root = new Float64Array(K * K);
  if (!choleskyFactor(covariance, K, root)) {
    root.fill(0);
    for (let k = 0; k < K; k += 1) root[k * K + k] = Math.sqrt(Math.max(0, covariance[k * K + k]!) || 0);
  }
  const normals = Float64Array.from({ length: K }, () => random.normal());
  const exponent = multiply(root, normals, K, K, 1);
  // A factor that nobody shows has a mean of 0: so does the drawn viewer's.
  return exponent.map((x, k) => (prior.mean[k]! > 0 ? prior.mean[k]! * Math.exp(x - 0.5 * covariance[k * K + k]!) : 0));
}

/** [K, K] correlations of the columns of a matrix [N, K]; 0 for one that does not vary. */
function correlations(rows: Float64Array, K: number): Float64Array {
  const N = rows.length / K;
  const mean = new Float64Array(K);
  for (let at = 0; at < rows.length; at += 1) mean[at % K]! += rows[at]! / N;
  const sums = new Float64Array(K * K);
  for (let i = 0; i < N; i += 1) {
    for (let k = 0; k < K; k += 1) {
      for (let j = 0; j < K; j += 1) sums[k * K + j]! += (rows[i * K + k]! - mean[k]!) * (rows[i * K + j]! - mean[j]!);
    }
  }
  return sums.map((sum, at) => {
    const [k, j] = [Math.floor(at / K), at % K];
    return k === j ? 1 : sum / Math.sqrt(sums[k * K + k]! * sums[j * K + j]!) || 0;
  });
}

/** Neutrals [D] of the viewers that were seen at all. */
function facesOf(population: Population, { viewers, samples, features, values, mask }: Tensor): Float64Array[] {
  const faces: Float64Array[] = [];
  for (let i = 0; i < viewers; i += 1) {
    const seen = mask.subarray(i * samples, (i + 1) * samples);
    if (!seen.includes(1)) continue;
    const row = values.subarray(i * samples * features, (i + 1) * samples * features);
    const { face }: FoldedViewer = foldInViewer(population, row, seen);
    faces.push(face);
  }
  return faces;
}

/** [D]: the mean and a normal mixture of how the faces depart from theirs. */
function drawNeutral(mean: Float64Array, faces: readonly Float64Array[], random: Random): Float64Array {
  const centre = new Float64Array(mean.length);
  for (const face of faces) for (let d = 0; d < mean.length; d += 1) centre[d]! += face[d]! / faces.length;
  const out = mean.slice();
  const scale = 1 / Math.sqrt(Math.max(1, faces.length - 1));
  for (const face of faces) {
    const weight = scale * random.normal();
    for (let d = 0; d < mean.length; d += 1) out[d]! += weight * (face[d]! - centre[d]!);
  }
  return out;
}
