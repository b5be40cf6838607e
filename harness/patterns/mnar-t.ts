import { stream, uniform } from '../../sim/random/stream.ts';
import type { Pattern } from './pattern.ts';

/** The intensity's cycles, radians over the film, its phase, and its logarithm's amplitude. */
const CYCLE = 20;
const PHASE = 10;
const AMPLITUDE = 3;

/**
 * Missing not at random, by the time: an entry at the share s of the film is kept with the chance
 * min(1, exp(3 sin(20 s + 10)) / c), c being such that the share is lost. All faces at a time fare alike.
 */
export const mnarT: Pattern = {
  name: 'mnar_t',
  needs: [],
  lose({ viewers, samples, observed }, rate, seed) {
    const intensity = Float64Array.from({ length: samples }, (_, t) =>
      Math.exp(AMPLITUDE * Math.sin((CYCLE * t) / Math.max(1, samples - 1) + PHASE)),
    );
    const counts = new Float64Array(samples);
    for (let at = 0; at < viewers * samples; at += 1) counts[at % samples] += observed[at];
    const scale = scaleFor(intensity, counts, rate);
    const source = stream(seed, 'mnar_t');
    return observed.map((seen, at) => {
      const t = at % samples;
      return seen === 1 && uniform(source, Math.floor(at / samples), t) * scale >= intensity[t] ? 1 : 0;
    });
  },
};

/** c, by bisection of its logarithm. */
function scaleFor(intensity: Float64Array, counts: Float64Array, rate: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let [low, high] = [-AMPLITUDE - 1, 40];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    const lost = counts.reduce((sum, count, t) => sum + count * (1 - Math.min(1, intensity[t] / Math.exp(middle))), 0);
    if (lost < rate * all) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
