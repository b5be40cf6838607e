import { sequence, stream } from '../../sim/random/stream.ts';
import type { Pattern } from './pattern.ts';

/** Share of the film for which a row is lost: without the rest nothing would be known of its faces. */
export const ROW_SHARE = 0.9;

/**
 * Whole rows of seats, one after another in an order that is drawn, each for one stretch of 90 % of the film that begins
 * anywhere in the first 10 %; the last row's stretch is as long as the share asks for. No more than 90 % can be lost.
 */
export const rows: Pattern = {
  name: 'rows',
  needs: ['seats'],
  lose(ground, rate, seed) {
    const { viewers, samples, observed } = ground;
    const seats = ground.seats();
    const draws = sequence(stream(seed, 'rows'), 0);
    const order = [...new Set(seats.map(({ row }) => row))]
      .sort((a, b) => a - b)
      .map((row) => ({ row, key: draws.uniform(), start: draws.uniform() }))
      .sort((a, b) => a.key - b.key);
    const lost = new Uint8Array(viewers * samples);
    let left = Math.round(rate * observed.reduce((sum, value) => sum + value, 0));
    for (const { row, start } of order) {
      const own = seats.flatMap((seat, i) => (seat.row === row ? [i] : []));
      const longest = Math.floor(ROW_SHARE * samples);
      const from = Math.floor(start * (samples - longest + 1));
      for (let t = from; t < from + longest && left > 0; t += 1) {
        for (const i of own) {
          if (observed[i * samples + t] === 0) continue;
          lost[i * samples + t] = 1;
          left -= 1;
        }
      }
    }
    return lost;
  },
};
