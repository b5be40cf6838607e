import { stream, uniform } from '../../sim/random/stream.ts';
import type { Pattern } from './pattern.ts';

/** Missing completely at random: every entry is lost with the same chance, whatever else there is. */
export const mcar: Pattern = {
  name: 'mcar',
  needs: [],
  lose({ samples, observed }, rate, seed) {
    const source = stream(seed, 'mcar');
    return observed.map((seen, at) =>
      seen === 1 && uniform(source, Math.floor(at / samples), at % samples) < rate ? 1 : 0,
    );
  },
};
