import { type NetworkWeights, networkOf } from '../encode.ts';
import type { Network } from '../network.ts';

/** Mean and variance [D] of a network's output for z ~ N(mean, diag(variance)), [K] each. */
export type OutputMoments = (
  mean: Float64Array,
  variance: Float64Array,
) => { mean: Float64Array; variance: Float64Array };

/**
 * Moments by 2K points, each factor alone the root of K deviations away from the mean: right to the third order (Julier and
 * Uhlmann, "Unscented filtering and nonlinear estimation", 2004).
 */
export function outputMoments(network: Network, weights: NetworkWeights): OutputMoments {
  const K = network.widths[0] as number;
  const D = network.widths.at(-1) as number;
  const run = networkOf(network, weights);
  return (mean, variance) => {
    const sum = new Float64Array(D);
    const square = new Float64Array(D);
    const z = mean.slice();
    for (let k = 0; k < K; k += 1) {
      const reach = Math.sqrt(K * variance[k]!);
      for (const side of [-reach, reach]) {
        z[k] = mean[k]! + side;
        const out = run(z);
        for (let d = 0; d < D; d += 1) {
          sum[d]! += out[d]! / (2 * K);
          square[d]! += out[d]! ** 2 / (2 * K);
        }
      }
      z[k] = mean[k]!;
    }
    return { mean: sum, variance: square.map((value, d) => Math.max(0, value - sum[d]! ** 2)) };
  };
}
