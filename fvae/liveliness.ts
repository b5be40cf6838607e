import { wobbleOf } from './noise.ts';
import type { Population } from './population.ts';

/**
 * How much more or less than the population's at those seconds the viewer's own landmarks scatter, by what lasts of it from sample
 * to sample: what measuring adds does not, and nobody need know how much that is. 1 while little is observed.
 */
export function livelinessOf(
  { samples, features, scatter }: Pick<Population, 'samples' | 'features' | 'scatter'>,
  residual: Float64Array,
  mask: Uint8Array,
  maskAt: number,
): number {
  const { lasting, steps } = wobbleOf(residual, mask, samples, features, 0, maskAt);
  const own = lasting.reduce((sum, value) => sum + value, 0);
  // A film has quiet stretches and lively ones, and a viewer may have been seen in one of them alone.
  let course = 0;
  for (let t = 1; t < samples; t += 1) {
    if (mask[maskAt + t] === 1 && mask[maskAt + t - 1] === 1) course += scatter.course[t]! / steps;
  }
  const expected = course * scatter.lasting.reduce((sum, value) => sum + value, 0);
  if (!(expected > 0)) return 1;
  const independent = steps / 6;
  return Math.max(0.3, (independent * Math.max(0, own / expected) + 20) / (independent + 20));
}
