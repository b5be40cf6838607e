import { noiseScale, wobbleOf } from './noise.ts';
import type { Population } from './population.ts';

/** How much more or less than the population's the viewer's own landmarks scatter; 1 while little is observed. */
export function livelinessOf(
  { samples, features, scatter }: Pick<Population, 'samples' | 'features' | 'scatter'>,
  residual: Float64Array,
  mask: Uint8Array,
  maskAt: number,
): number {
  const wobble = wobbleOf(residual, mask, samples, features, 0, maskAt);
  const scale = noiseScale(wobble, scatter.step);
  let own = 0;
  let expected = 0;
  for (let f = 0; f < features; f++) {
    own += wobble.square[f]! - scale * scatter.noise[f]!;
    expected += scatter.clean[f]!;
  }
  const independent = wobble.entries / 6;
  return Math.max(0.3, (independent * Math.max(0, own / expected) + 20) / (independent + 20));
}
