import { largestEigenvalue } from '../linear/largest-eigenvalue.ts';
import { mirrorLower } from '../linear/outer.ts';
import { createRandom } from '../random.ts';
import type { Tensor } from '../tensor.ts';
import { betweenFrom, divideByCount, type Scatter, seenSamples, weightedSquares } from './scatter.ts';

/**
 * `shifts` covariances between seconds, [D, D] each, as chance alone would give them: every viewer's series, the common
 * mean of each second taken off, is turned in time by a lag of its own, which keeps its own slowness and its holes and
 * undoes what ties it to the film (the circular-shift surrogates of Parra et al., Correlated Components Analysis, 2018).
 */
export function chanceScatter(tensor: Tensor, scatter: Scatter, shifts: number, seed: number): Float64Array[] {
  const { viewers, samples, features, values, mask } = tensor;
  const { neutral, takesPart, timeMean, within, entries } = scatter;
  const sums = Array.from({ length: shifts }, () => new Float64Array(samples * features));
  const counts = Array.from({ length: shifts }, () => new Uint32Array(samples));
  const apart = new Float64Array(samples * features);
  for (let viewer = 0; viewer < viewers; viewer++) {
    if (takesPart[viewer] === 0) continue;
    const seen = seenSamples(mask, viewer, samples);
    for (const t of seen) {
      const at = (viewer * samples + t) * features;
      for (let f = 0; f < features; f++) {
        apart[t * features + f] = values[at + f]! - neutral[viewer * features + f]! - timeMean[t * features + f]!;
      }
    }
    const random = createRandom(seed, `shift ${viewer}`);
    for (let shift = 0; shift < shifts; shift++) {
      addTurned(apart, features, seen, random.integer(samples), sums[shift]!, counts[shift]!);
    }
  }
  // Taking off the mean of a second took a share of the variance within seconds with it.
  const restored = entries / Math.max(1, entries - scatter.seconds);
  return sums.map((sum, shift) => {
    const seconds = divideByCount(sum, features, counts[shift]!);
    const means = weightedSquares(sum, features, counts[shift]!).map((value) => restored * value);
    return betweenFrom(mirrorLower(means, features), within, entries, seconds);
  });
}

function addTurned(
  apart: Float64Array,
  features: number,
  seen: Uint32Array,
  lag: number,
  sum: Float64Array,
  count: Uint32Array,
): void {
  const samples = count.length;
  for (const t of seen) {
    const turned = t + lag < samples ? t + lag : t + lag - samples;
    count[turned]! += 1;
    const from = t * features;
    const to = turned * features;
    for (let f = 0; f < features; f++) sum[to + f]! += apart[from + f]!;
  }
}

/**
 * The 99 % point of the largest eigenvalue that chance leaves to components `from` and later, given the chance
 * covariances [D, D] in the components' coordinates: Gumbel's distribution fitted by moments, not less than the largest
 * seen.
 */
export function chanceThreshold(chance: readonly Float64Array[], n: number, from: number): number {
  const left = n - from;
  const largest = chance.map((matrix) => {
    const rest = new Float64Array(left * left);
    for (let i = 0; i < left; i++) {
      for (let j = 0; j < left; j++) rest[i * left + j] = matrix[(i + from) * n + j + from]!;
    }
    return largestEigenvalue(rest, left);
  });
  const mean = largest.reduce((sum, value) => sum + value, 0) / largest.length;
  const variance = largest.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, largest.length - 1);
  const spread = (Math.sqrt(6) / Math.PI) * Math.sqrt(variance);
  const point = mean - 0.5772156649015329 * spread - spread * Math.log(-Math.log(0.99));
  return Math.max(point, ...largest);
}
