import { sequence, stream } from '../../sim/random/stream.ts';
import type { Pattern, PatternGround } from './pattern.ts';

/** Seats side by side, and seconds, of a block. */
export const BLOCK_SEATS = 4;
export const BLOCK_SECONDS = 60;

/** Blocks of 4 neighbouring seats by 60 s, drawn until the share is lost; they may overlap, and the last is cut to fit. */
export const blockMissing: Pattern = {
  name: 'block_missing',
  needs: ['seats'],
  lose(ground, rate, seed) {
    const { viewers, samples, rate: hertz, observed } = ground;
    const length = Math.min(samples, Math.max(1, Math.round(BLOCK_SECONDS * hertz)));
    const blocks = neighbouring(ground);
    const draws = sequence(stream(seed, 'block_missing'), 0);
    const lost = new Uint8Array(viewers * samples);
    let left = Math.round(rate * observed.reduce((sum, value) => sum + value, 0));
    while (left > 0) {
      const block = blocks[Math.floor(draws.uniform() * blocks.length)];
      const start = Math.floor(draws.uniform() * (samples + length - 1)) - length + 1;
      // Second by second, so that what is cut off is the end for all of them.
      for (let t = Math.max(0, start); t < Math.min(samples, start + length); t += 1) {
        for (const viewer of block) {
          const at = viewer * samples + t;
          if (left === 0 || observed[at] === 0 || lost[at] === 1) continue;
          lost[at] = 1;
          left -= 1;
        }
      }
    }
    return lost;
  },
};

/** For every viewer those in the 4 seats of its row that begin with its own; at the row's end fewer. */
function neighbouring(ground: PatternGround): readonly (readonly number[])[] {
  const seats = ground.seats();
  return seats.map(({ row, number }) =>
    seats.flatMap((other, j) =>
      other.row === row && other.number >= number && other.number < number + BLOCK_SEATS ? [j] : [],
    ),
  );
}
