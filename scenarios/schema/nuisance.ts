import type { z } from 'zod';
import { quantity, strictMap } from './field.ts';

export const nuisanceSchema = strictMap(
  {
    blink: strictMap(
      {
        rate: quantity('nuisance.blink.rate', 'Blinks a minute, mean over viewers', {
          source: '17 a minute at rest (Bentivoglio 1997)',
        }).default(17),
        spread: quantity('nuisance.blink.spread', 'SD of the logarithm of the rate between viewers', {
          source: 'log-normal across people (Bentivoglio 1997); the figure is assumed',
        }).default(0.45),
        synchrony: quantity('nuisance.blink.synchrony', 'Share of blinks that fall together across viewers', {
          source: '23 to 31 % in a narrative film (Proc. R. Soc. B, doi 10.1098/rspb.2009.0828)',
        }).default(0.27),
      },
      'Blinks',
    ).prefault({}),
    head: strictMap(
      {
        yaw: quantity('nuisance.head.yaw', 'SD of turning left and right', 'assumed').default(6),
        pitch: quantity('nuisance.head.pitch', 'SD of nodding', 'assumed').default(4),
        roll: quantity('nuisance.head.roll', 'SD of tilting sideways', 'assumed').default(3),
        sway: quantity(
          'nuisance.head.sway',
          'SD of the position forth and back; half more sideways, half of it up and down',
          'assumed',
        ).default(0.012),
        time: quantity('nuisance.head.time', 'Spacing of the knots of the smooth drift', 'assumed').default(20),
        reaction: quantity(
          'nuisance.head.reaction',
          'How much laughing and startling move the head; 1 is usual',
          'assumed',
        ).default(1),
      },
      'Head motion',
    ).prefault({}),
    fidget: strictMap(
      { rate: quantity('nuisance.fidget.rate', 'Changes of posture an hour', 'assumed').default(25) },
      'Fidgeting',
    ).prefault({}),
    laughRhythm: quantity(
      'nuisance.laughRhythm',
      "Share of the jaw's opening that the notes of laughter (4.8 Hz) close again; 0 is a held laugh",
      { source: 'notes of 75 ms every 210 ms (Provine); the depth is assumed' },
    ).default(0.3),
  },
  'What moves a face without being a reaction',
);

/** Nuisances as resolved: rates per minute (blinks) or hour (fidgets), angles in degrees, sway in m, time in s. */
export type Nuisance = z.output<typeof nuisanceSchema>;
