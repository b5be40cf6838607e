import type { Stream } from '../random/stream.ts';
import { uniform } from '../random/stream.ts';

/**
 * The seats taken, ascending: `count` of `seats` seats, every subset equally likely.
 *
 * Each seat has its own random number and the `count` lowest are taken, so more viewers keep the seats of fewer.
 */
export function takenSeats(source: Stream, seats: number, count: number): number[] {
  const order = Array.from({ length: seats }, (_, seat) => ({ seat, key: uniform(source, seat, 0) }));
  order.sort((a, b) => a.key - b.key || a.seat - b.seat);
  return order
    .slice(0, count)
    .map(({ seat }) => seat)
    .sort((a, b) => a - b);
}
