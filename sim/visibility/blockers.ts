/** What can stand between a camera and a landmark; where several do, blame falls on the first that `look` tests. */
export const BLOCKERS = ['frame', 'self', 'person', 'seat', 'obstacle', 'hand', 'cup'] as const;
export const BY_FRAME = 0;
export const BY_SELF = 1;
export const BY_PERSON = 2;
export const BY_SEAT = 3;
export const BY_OBSTACLE = 4;
export const BY_HAND = 5;
export const BY_CUP = 6;
