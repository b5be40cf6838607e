import type { Pattern, PatternGround } from './pattern.ts';

/** How much more often than in the scenario acts may happen. */
const MOST_TIMES = 4096;
/** Entries that the search looks at, about, and its steps: what is reached is told, and need not be exact. */
const LOOKED_AT = 2_000;
const STEPS = 8;

/**
 * The scenario's own occlusion: what its geometry, its viewers' acts (hands to the face, eating, drinking, the phone,
 * leaving) and its detector would lose. Its rate is varied by how often the acts happen, all alike. What the rest loses
 * (people, seats, obstacles, turned faces, late arrivals) is the least that there can be, except for a rate of 0, at which
 * nothing is lost. Nothing is drawn but by the scenario's seed.
 */
export const occlusion: Pattern = {
  name: 'occlusion',
  needs: ['hidden'],
  lose(ground, rate) {
    const { observed } = ground;
    if (!(rate > 0)) return new Uint8Array(observed.length);
    const hidden = ground.hidden(timesFor(ground, rate), 1);
    return observed.map((seen, at) => seen & hidden[at]);
  },
};

/** How many times as often acts happen where a share `rate` is lost, by bisection of its logarithm. */
function timesFor(ground: PatternGround, rate: number): number {
  const { viewers, samples, observed } = ground;
  const every = Math.max(1, Math.floor((viewers * samples) / LOOKED_AT));
  const share = (times: number): number => {
    const hidden = ground.hidden(times, every);
    let [lost, looked] = [0, 0];
    for (let at = 0; at < observed.length; at += 1) {
      if ((at % samples) % every !== 0 || observed[at] === 0) continue;
      looked += 1;
      lost += hidden[at];
    }
    return looked === 0 ? 1 : lost / looked;
  };
  if (share(0) >= rate) return 0;
  let [low, high] = [-Math.log(MOST_TIMES), Math.log(MOST_TIMES)];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (share(Math.exp(middle)) < rate) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}
