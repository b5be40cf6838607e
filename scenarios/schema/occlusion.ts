import type { z } from 'zod';
import { flag, strictMap } from './field.ts';

export const occlusionSchema = strictMap(
  {
    people: flag('Other heads and shoulders hide faces').default(true),
    seats: flag('Seat backs hide faces').default(true),
    hands: flag("A viewer's own hands and cup hide the face").default(true),
    obstacles: flag('The obstacles of the room hide faces').default(true),
  },
  'What may hide a face from a camera; the face itself always does',
);

/** Which kinds of occluder are on. */
export type Occlusion = z.output<typeof occlusionSchema>;
