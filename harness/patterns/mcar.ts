import { stream, uniform } from '../../sim/random/stream.ts';
import type { Pattern } from './pattern.ts';

/** Missing completely at random: every entry is lost with the same chance, whatever else there is. */
export const mcar: Pattern = {
  name: 'mcar',
  lose({ viewers, samples, observed }, rate, seed) {
    const source = stream(seed, 'mcar');
    const lost = new Uint8Array(viewers * samples);
    for (let i = 0; i < viewers; i += 1) {
      for (let t = 0; t < samples; t += 1) {
        const at = i * samples + t;
        if (observed[at] === 1 && uniform(source, i, t) < rate) lost[at] = 1;
      }
    }
    return lost;
  },
};
