import { choleskyFactor, choleskyInverse } from '../linear/cholesky.ts';
import type { Windows } from '../noise.ts';

/** [P, P] inverse covariance of the residuals. */
export function precisionIn({ residual, mask }: Windows, P: number): Float64Array {
  const sum = new Float64Array(P * P);
  let count = 0;
  for (let n = 0; n < mask.length; n += 1) {
    if (mask[n] !== 1) continue;
    count += 1;
    for (let p = 0; p < P; p += 1)
      for (let r = 0; r < P; r += 1) sum[p * P + r]! += residual[n * P + p]! * residual[n * P + r]!;
  }
  // The components' variance within seconds is 1.
  const covariance = sum.map((value, at) => value / count + (at % (P + 1) === 0 ? 1e-6 : 0));
  return choleskyFactor(covariance, P, covariance)
    ? choleskyInverse(covariance, P)
    : sum.map((_, at) => (at % (P + 1) === 0 ? 1 : 0));
}
