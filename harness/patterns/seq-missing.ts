import { sequence, stream } from '../../sim/random/stream.ts';
import type { Pattern } from './pattern.ts';

/** Seconds of a sequence. */
export const SEQUENCE_SECONDS = 20;

/** Sequences of 20 s, drawn for each viewer until it has lost the share; they may overlap, and the last is cut to fit. */
export const seqMissing: Pattern = {
  name: 'seq_missing',
  needs: [],
  lose({ viewers, samples, rate: hertz, observed }, rate, seed) {
    const length = Math.min(samples, Math.max(1, Math.round(SEQUENCE_SECONDS * hertz)));
    const lost = new Uint8Array(viewers * samples);
    for (let i = 0; i < viewers; i += 1) {
      const draws = sequence(stream(seed, 'seq_missing'), i);
      const seen = observed.subarray(i * samples, (i + 1) * samples);
      let left = Math.round(rate * seen.reduce((sum, value) => sum + value, 0));
      while (left > 0) {
        // A sequence may begin before the film or end after it: otherwise its ends would seldom be lost.
        const start = Math.floor(draws.uniform() * (samples + length - 1)) - length + 1;
        for (let t = Math.max(0, start); t < Math.min(samples, start + length) && left > 0; t += 1) {
          if (seen[t] === 0 || lost[i * samples + t] === 1) continue;
          lost[i * samples + t] = 1;
          left -= 1;
        }
      }
    }
    return lost;
  },
};
