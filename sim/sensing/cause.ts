import { BY_CUP, BY_FRAME, BY_HAND, BY_OBSTACLE, BY_PERSON, BY_SEAT, BY_SELF } from '../visibility/blockers.ts';

/** Why an entry is missing; the codes of the dataset's `cause` array. */
export const CAUSES = {
  observed: 0,
  absent: 1,
  'out-of-frame': 2,
  'too-small': 3,
  'turned-away': 4,
  person: 5,
  seat: 6,
  obstacle: 7,
  hand: 8,
  cup: 9,
  detector: 10,
} as const;

export type Cause = keyof typeof CAUSES;

const OF_BLOCKER = new Map<number, number>([
  [BY_FRAME, CAUSES['out-of-frame']],
  [BY_SELF, CAUSES['turned-away']],
  [BY_PERSON, CAUSES.person],
  [BY_SEAT, CAUSES.seat],
  [BY_OBSTACLE, CAUSES.obstacle],
  [BY_HAND, CAUSES.hand],
  [BY_CUP, CAUSES.cup],
]);

/** The cause that hides most landmarks, from counts by blocker; of equal ones the first. */
export function mainBlocker(tally: Uint16Array): number {
  let most = 0;
  for (let b = 1; b < tally.length; b += 1) if (tally[b] > tally[most]) most = b;
  return OF_BLOCKER.get(most) as number;
}

/**
 * How far a camera came before it failed to see a face, for choosing the cause among cameras: the cause of an entry is
 * that of the camera that came farthest.
 */
export function progress(cause: number): number {
  switch (cause) {
    case CAUSES['out-of-frame']:
      return 0;
    case CAUSES['too-small']:
      return 1;
    case CAUSES['turned-away']:
      return 2;
    case CAUSES.detector:
      return 4;
    default:
      return 3;
  }
}
