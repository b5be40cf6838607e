import { sequence, stream } from '../../sim/random/stream.ts';

/** Which viewers a model is fitted to and which it never sees, indices in ascending order; and what that follows from. */
export type Split = {
  readonly training: readonly number[];
  readonly heldOut: readonly number[];
  readonly share: number;
  readonly seed: number;
};

/**
 * The split of `viewers` viewers with a share 0..1 held out: the same for the same numbers. At least one viewer trains,
 * and one is held out where any share is and there are two. Throws RangeError for a share outside [0, 1).
 */
export function splitViewers(viewers: number, share: number, seed: number): Split {
  if (!(share >= 0 && share < 1)) throw new RangeError(`hold-out: found ${share}, expected 0 or more and below 1`);
  const wanted = share === 0 ? 0 : Math.max(1, Math.round(viewers * share));
  const out = Math.min(wanted, viewers - 1);
  const draws = sequence(stream(seed, 'hold-out'), 0);
  const order = Array.from({ length: viewers }, (_, viewer) => ({ viewer, key: draws.uniform() }));
  order.sort((a, b) => a.key - b.key || a.viewer - b.viewer);
  const ascending = (part: typeof order): number[] => part.map(({ viewer }) => viewer).sort((a, b) => a - b);
  return { training: ascending(order.slice(out)), heldOut: ascending(order.slice(0, out)), share, seed };
}
