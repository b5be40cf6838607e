import type { Theater } from '../../scenarios/schema/schema.ts';

/** The middle of the screen, [x, y, z] in m: what viewers look at on average. */
export function screenCenter(theater: Theater): [number, number, number] {
  return [0, theater.screen.bottom + theater.screen.height / 2, 0];
}
