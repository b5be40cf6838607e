import { choleskyFactor } from './linear/cholesky.ts';
import { addCombination } from './linear/combine.ts';
import { multiply, rowVariances } from './linear/matrix.ts';
import { ModelFault, type SampledViewer, type SampleOptions, type Sampler, type ViewerTraits } from './model.ts';
import { featureCount, featuresAt } from './objective/features.ts';
import { coursesOf, meanCourseAt, meanCourses } from './objective/mean-courses.ts';
import type { Saturating } from './objective/saturating.ts';
import type { Population } from './population.ts';
import { createRandom, type Random } from './random.ts';
import type { SlopeSpread } from './slope-posterior.ts';
import type { Teller } from './viewer.ts';

/** What viewers are drawn from besides what they are told by: neutrals, [N, D] (see `neutralsApart`), the courses, s [K], and how slopes differ. */
export type Drawing = Teller & {
  readonly neutrals: () => Float64Array;
  readonly decoder: Saturating;
  readonly deviation: Float64Array;
  readonly slopes: SlopeSpread;
};

/**
 * A function that draws viewers watching the film.
 *
 * z_t ~ N(U * V_t, s^2), landmarks = neutral + f(z_t) + courses times the viewer's own slopes + what z leaves of the
 * landmarks' variance around the model, correlated between landmarks and in time as the residuals are; so is z in time.
 * Without `viewer`, U is log-normal with the population's moments; without `neutral`, it is normal as the audience's are spread.
 */
export function samplerOf(drawing: Drawing): Sampler {
  const { population, film, response, decoder, deviation, slopes, neutrals } = drawing;
  const { samples: T, features: D, from, correlationTime, scatter, interceptMean } = population;
  const K = decoder.factors;
  const time = film.time;
  const plain = meanCourses(decoder, new Float64Array(K));
  const kept = correlationTime.map((duration) => (duration - 1) / (duration + 1));
  const typical = kept.reduce((sum, value) => sum + value, 0) / D;
  // [D] variance of the residuals, of which a share is the landmarks' own.
  const whole = rowVariances(from, new Float64Array(D).fill(1), D);

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
    const normals = (name: string, scale: Float64Array): Float64Array => {
      const random = createRandom(seed, name);
      return scale.map((square) => Math.sqrt(square) * random.normal());
    };
    const u = given('viewer', K, 0) ?? drawViewer(population, createRandom(seed, 'sampled viewer'));
    let neutral = given('neutral', D, -1e12);
    if (neutral === null) {
      const apart = neutrals();
      neutral = interceptMean.slice();
      addCombination(normals('sampled neutral', new Float64Array(apart.length / D).fill(1)), apart, neutral, 0);
    }
    const ownSlopes = normals('sampled slopes', noise ? slopes.rest : new Float64Array(K * D));
    if (noise) {
      const weights = normals('sampled manner', new Float64Array(slopes.shared.length / (K * D)).fill(1));
      addCombination(weights, slopes.shared, ownSlopes, 0);
    }
    const own = rowsBy(from, ownSlopes, K, D);
    const courses = coursesOf(film.courses, u, time);
    const centre = new Float64Array(K);
    courses.forEach((value, at) => {
      centre[at % K]! += value / T;
    });
    const latent = correlated(T, new Float64Array(K).fill(typical), createRandom(seed, 'sampled latents'));
    const rest = noise ? rowsBy(from, correlated(T, kept, createRandom(seed, 'sampled rest')), T, D) : null;
    const landmarks = new Float32Array(T * D);
    const row = new Float64Array(D);
    const said = new Float64Array(D);
    const z = new Float64Array(K);
    const phi = new Float64Array(featureCount(K));
    const course = new Float64Array(2);
    for (let t = 0; t < T; t += 1) {
      row.set(neutral);
      said.fill(0);
      for (let k = 0; k < K; k += 1) {
        const mean = u[k]! * time[t * K + k]!;
        const s = deviation[k]!;
        z[k] = mean + s * latent[t * K + k]!;
        latent[t * K + k] = z[k]!;
        meanCourseAt(plain, k, mean, course);
        const half = s * course[1]!;
        const above = courses[t * K + k]! - centre[k]!;
        for (let d = 0; d < D; d += 1) {
          row[d]! += above * own[k * D + d]!;
          said[d]! += (half * film.reach[k * D + d]!) ** 2;
        }
      }
      featuresAt(z, phi);
      addCombination(phi, response, row, 0);
      for (let d = 0; d < D; d += 1) {
        // Of the landmarks' own variance, what z does not make itself.
        const share = Math.max(0, scatter.clean[d]! - said[d]!) / whole[d]!;
        landmarks[t * D + d] = row[d]! + (rest === null ? 0 : Math.sqrt(share) * rest[t * D + d]!);
      }
    }
    return { viewer: u, neutral, latent, landmarks };
  };
}

/** The rows [n, D] in coordinates as rows in landmarks. */
function rowsBy(from: Float64Array, rows: Float64Array, n: number, D: number): Float64Array {
  const out = new Float64Array(n * D);
  for (let row = 0; row < n; row += 1) out.set(multiply(from, rows.subarray(row * D, (row + 1) * D), D, D, 1), row * D);
  return out;
}

/** [T, n] standard normal numbers, each column correlated by its `kept` [n] from one row to the next. */
function correlated(T: number, kept: Float64Array, random: Random): Float64Array {
  const n = kept.length;
  const out = new Float64Array(T * n);
  for (let at = 0; at < out.length; at += 1) {
    const c = kept[at % n]!;
    out[at] = at < n ? random.normal() : c * out[at - n]! + Math.sqrt(1 - c * c) * random.normal();
  }
  return out;
}

/** [K] log-normal, with the moments of the population's U. */
function drawViewer({ viewerMean, viewerCovariance }: Population, random: Random): Float64Array {
  const K = viewerMean.length;
  // A factor that nobody shows has a mean of 0: so does the drawn viewer's.
  const covariance = viewerCovariance.map((value, at) => {
    const [k, j] = [Math.floor(at / K), at % K];
    const product = viewerMean[k]! * viewerMean[j]!;
    return product > 0 ? Math.log1p(Math.max(-0.9, value / product)) : 0;
  });
  const root = new Float64Array(K * K);
  const held = covariance.map((value, at) => (at % (K + 1) === 0 ? value + 1e-12 : value));
  if (!choleskyFactor(held, K, root)) {
    root.fill(0);
    for (let k = 0; k < K; k += 1) root[k * K + k] = Math.sqrt(Math.max(0, covariance[k * K + k]!));
  }
  for (let k = 0; k < K; k += 1) root.fill(0, k * K + k + 1, (k + 1) * K);
  const exponent = multiply(
    root,
    Float64Array.from({ length: K }, () => random.normal()),
    K,
    K,
    1,
  );
  return exponent.map((x, k) => (viewerMean[k]! > 0 ? viewerMean[k]! * Math.exp(x - 0.5 * covariance[k * K + k]!) : 0));
}
