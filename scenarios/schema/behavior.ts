import type { z } from 'zod';
import { quantity, strictMap } from './field.ts';

export const behaviorSchema = strictMap(
  {
    handToFace: strictMap(
      {
        rate: quantity('behavior.handToFace.rate', 'Touches an hour', {
          source: '15.7 to 23 face touches an hour in observation studies',
        }).default(20),
        duration: quantity('behavior.handToFace.duration', 'Mean length of a touch', 'assumed').default(4),
      },
      'Hand to the face',
    ).prefault({}),
    eating: strictMap(
      {
        share: quantity('behavior.eating.share', 'Share of viewers who eat', 'assumed').default(0.4),
        rate: quantity('behavior.eating.rate', 'Bites an hour while eating', 'assumed').default(60),
        duration: quantity('behavior.eating.duration', 'Mean time the hand is at the mouth', 'assumed').default(1.6),
      },
      'Eating',
    ).prefault({}),
    drinking: strictMap(
      {
        share: quantity('behavior.drinking.share', 'Share of viewers who drink', 'assumed').default(0.5),
        rate: quantity('behavior.drinking.rate', 'Sips an hour', 'assumed').default(6),
        duration: quantity('behavior.drinking.duration', 'Mean time the cup is at the mouth', 'assumed').default(3),
      },
      'Drinking',
    ).prefault({}),
    phone: strictMap(
      {
        rate: quantity('behavior.phone.rate', 'Looks at the phone an hour', 'assumed').default(1),
        duration: quantity('behavior.phone.duration', 'Mean length of a look', 'assumed').default(20),
      },
      'Looking down at a phone',
    ).prefault({}),
    leaving: strictMap(
      {
        rate: quantity('behavior.leaving.rate', 'Times an hour a viewer leaves the seat', 'assumed').default(0.08),
        duration: quantity('behavior.leaving.duration', 'Mean absence', 'assumed').default(240),
      },
      'Leaving the seat for a while',
    ).prefault({}),
    lateArrival: strictMap(
      {
        share: quantity('behavior.lateArrival.share', 'Share of viewers who come late', 'assumed').default(0.04),
        mean: quantity('behavior.lateArrival.mean', 'Mean delay of those', 'assumed').default(240),
      },
      'Coming late',
    ).prefault({}),
    reactionHiding: quantity(
      'behavior.reactionHiding',
      'Chance of covering the face at full laughter or surprise; above 0 the data are missing not at random',
      'choice',
    ).default(0),
  },
  'What viewers do with their hands and seats',
);

/** Behaviour as resolved: rates per hour, durations in s, `reactionHiding` a chance per second. */
export type Behavior = z.output<typeof behaviorSchema>;
