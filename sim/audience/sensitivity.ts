import type { Archetype } from '../../scenarios/schema/schema.ts';
import type { Sequence } from '../random/stream.ts';

/** The factors a viewer's reaction is made of, in the order of every K axis. */
export const FACTORS = ['amusement', 'laughter', 'surprise', 'fatigue'] as const;
export type Factor = (typeof FACTORS)[number];
export const FACTOR_COUNT = FACTORS.length;

/**
 * U* of one viewer: K sensitivities >= 0, log-normal with the archetype's means and coefficient of variation.
 *
 * Their logarithms share one correlation (an exchangeable Gaussian copula, -1/(K-1) < correlation < 1).
 */
export function drawSensitivities(draws: Sequence, archetype: Archetype, correlation: number): Float32Array {
  const normals = correlatedNormals(draws, FACTOR_COUNT, correlation);
  const logSd = Math.sqrt(Math.log1p(archetype.spread * archetype.spread));
  return Float32Array.from(FACTORS, (factor, k) => {
    return archetype[factor] * Math.exp(logSd * normals[k] - (logSd * logSd) / 2);
  });
}

/** `count` standard normals with the same correlation between any two: a combination of independent ones and their mean. */
function correlatedNormals(draws: Sequence, count: number, correlation: number): number[] {
  const own = Array.from({ length: count }, () => draws.normal());
  const mean = own.reduce((sum, value) => sum + value, 0) / count;
  // x = a (n - mean) + b mean has variance 1 and the correlation asked for.
  const a = Math.sqrt(1 - correlation);
  const b = Math.sqrt(1 + (count - 1) * correlation);
  return own.map((value) => a * (value - mean) + b * mean);
}
