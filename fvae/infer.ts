import { choleskyFactor, choleskyInverse, choleskySolve } from './linear/cholesky.ts';
import { courseAt, type Saturating } from './objective/saturating.ts';

const scratch = new Float64Array(2);

/** f(z) [P] for one z [K], written to `out` from `at` on; with `slope` also [K], each factor's slope of its course. */
export function decodeInto(
  decoder: Saturating,
  z: ArrayLike<number>,
  zAt: number,
  out: Float64Array,
  at = 0,
  slope?: Float64Array,
): void {
  const { factors, components, direction } = decoder;
  out.fill(0, at, at + components);
  for (let k = 0; k < factors; k += 1) {
    courseAt(decoder, k, z[zAt + k]!, scratch);
    const value = scratch[0]!;
    if (slope !== undefined) slope[k] = scratch[1]!;
    for (let p = 0; p < components; p += 1) out[at + p]! += value * direction[k * components + p]!;
  }
}

/** f averaged over z ~ N(U * V_t, s^2), by the two points one deviation away: [T, P]. */
export function decodeCourse(
  decoder: Saturating,
  viewer: ArrayLike<number>,
  time: Float64Array,
  deviation: Float64Array,
): Float64Array {
  const { factors: K, components: P } = decoder;
  const samples = time.length / K;
  const out = new Float64Array(samples * P);
  const point = new Float64Array(P);
  const z = new Float64Array(K);
  for (let t = 0; t < samples; t += 1) {
    for (const sign of [-1, 1]) {
      for (let k = 0; k < K; k += 1) z[k] = viewer[k]! * time[t * K + k]! + sign * deviation[k]!;
      decodeInto(decoder, z, 0, point);
      for (let p = 0; p < P; p += 1) out[t * P + p]! += 0.5 * point[p]!;
    }
  }
  return out;
}

/** What is known of viewers before one is seen. */
export type ViewerPrior = {
  /** [K], mean and deviation of U. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** [P], variance of the neutral's components around the population's. */
  readonly neutral: Float64Array;
};

/** U of one viewer with its covariance. */
export type ViewerPosterior = { readonly viewer: Float64Array; readonly covariance: Float64Array };

/**
 * U [K] at its most probable, at least 0, with its covariance [K, K] there (Laplace), from components y [T, P] where the
 * mask is 1; the neutral is unknown and integrated out. `variance` is a component's noise, `memory` how many samples of it
 * tell as much as one independent one. Levenberg and Marquardt's steps.
 */
export function inferViewer(
  decoder: Saturating,
  time: Float64Array,
  y: Float64Array,
  mask: Uint8Array,
  prior: ViewerPrior,
  variance: number,
  memory: number,
): ViewerPosterior {
  const { factors: K, components: P, direction } = decoder;
  const precision = 1 / (variance * memory);
  const seen: number[] = [];
  for (let t = 0; t < mask.length; t += 1) if (mask[t] === 1) seen.push(t);
  const point = new Float64Array(P);
  const z = new Float64Array(K);
  const slope = new Float64Array(K);
  const residual = new Float64Array(seen.length * P);
  const neutralWeight = prior.neutral.map((v) => precision / (seen.length * precision + 1 / Math.max(v, 1e-12)));

  /** Minus the log posterior at u; with `normal`, also its gradient and curvature. */
  const cost = (u: Float64Array, normal?: { gradient: Float64Array; curvature: Float64Array }): number => {
    const sum = new Float64Array(P);
    const slopes = normal === undefined ? null : new Float64Array(seen.length * K);
    seen.forEach((t, n) => {
      for (let k = 0; k < K; k += 1) z[k] = u[k]! * time[t * K + k]!;
      decodeInto(decoder, z, 0, point, 0, slope);
      for (let p = 0; p < P; p += 1) {
        residual[n * P + p] = y[t * P + p]! - point[p]!;
        sum[p]! += residual[n * P + p]!;
      }
      if (slopes !== null) for (let k = 0; k < K; k += 1) slopes[n * K + k] = slope[k]! * time[t * K + k]!;
    });
    let value = 0;
    for (let p = 0; p < P; p += 1) {
      let squares = 0;
      for (let n = 0; n < seen.length; n += 1) squares += residual[n * P + p]! ** 2;
      value += 0.5 * precision * (squares - neutralWeight[p]! * sum[p]! ** 2);
    }
    for (let k = 0; k < K; k += 1) value += 0.5 * ((u[k]! - prior.mean[k]!) / prior.deviation[k]!) ** 2;
    if (normal === undefined || slopes === null) return value;
    const { gradient, curvature } = normal;
    gradient.fill(0);
    curvature.fill(0);
    const slopeSum = new Float64Array(K);
    const gram = new Float64Array(K * K);
    const along = new Float64Array(K);
    for (let n = 0; n < seen.length; n += 1) {
      for (let k = 0; k < K; k += 1) {
        const s = slopes[n * K + k]!;
        slopeSum[k]! += s;
        along[k] = s;
        let dot = 0;
        for (let p = 0; p < P; p += 1) {
          dot += direction[k * P + p]! * (residual[n * P + p]! - neutralWeight[p]! * sum[p]!);
        }
        gradient[k]! += precision * s * dot;
        for (let j = 0; j <= k; j += 1) gram[k * K + j]! += s * along[j]!;
      }
    }
    for (let k = 0; k < K; k += 1) {
      for (let j = 0; j <= k; j += 1) {
        let whole = 0;
        let shared = 0;
        for (let p = 0; p < P; p += 1) {
          const both = direction[k * P + p]! * direction[j * P + p]!;
          whole += both;
          shared += both * neutralWeight[p]!;
        }
        const entry = precision * (gram[k * K + j]! * whole - slopeSum[k]! * slopeSum[j]! * shared);
        curvature[k * K + j] = entry;
        curvature[j * K + k] = entry;
      }
      gradient[k]! -= (u[k]! - prior.mean[k]!) / prior.deviation[k]! ** 2;
      curvature[k * K + k]! += 1 / prior.deviation[k]! ** 2;
    }
    return value;
  };

  let u = Float64Array.from(prior.mean, (m) => Math.max(0, m));
  const gradient = new Float64Array(K);
  const curvature = new Float64Array(K * K);
  const factor = new Float64Array(K * K);
  let damping = 1e-3;
  let value = cost(u, { gradient, curvature });
  for (let round = 0; round < 12; round += 1) {
    const damped = curvature.slice();
    for (let k = 0; k < K; k += 1) damped[k * K + k]! *= 1 + damping;
    if (!choleskyFactor(damped, K, factor)) break;
    const step = gradient.slice();
    choleskySolve(factor, K, step);
    const next = u.map((v, k) => Math.max(0, v + step[k]!));
    const tried = cost(next);
    if (tried < value) {
      const gain = value - tried;
      u = next;
      value = cost(u, { gradient, curvature });
      damping = Math.max(1e-6, damping / 4);
      if (gain < 1e-7 * Math.abs(value)) break;
    } else damping *= 8;
  }
  const covariance = choleskyFactor(curvature, K, factor)
    ? choleskyInverse(factor, K)
    : Float64Array.from({ length: K * K }, (_, n) => (n % (K + 1) === 0 ? prior.deviation[n % K]! ** 2 : 0));
  return { viewer: u, covariance };
}
