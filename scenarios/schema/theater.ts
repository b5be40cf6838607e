import { z } from 'zod';
import { crossFault, quantity, shortName, strictMap } from './field.ts';
import { COUNTS } from './limits.ts';

const room = { source: 'common cinema design rules' } as const;

/**
 * Numbers of the seats after which an aisle runs, ascending: the fewest aisles that leave no block of more than 22
 * seats, in a row split as evenly as whole seats allow.
 */
export function autoAisles(seatsPerRow: number): number[] {
  const blocks = Math.ceil(seatsPerRow / COUNTS.blockSeats.max);
  return Array.from({ length: blocks - 1 }, (_, index) => Math.round(((index + 1) * seatsPerRow) / blocks));
}

const aislesError = 'auto, or a list of seat numbers after which an aisle runs';

const aislesSchema = z
  .union([z.literal('auto'), z.array(quantity('theater.aisles.*', 'A seat number', 'choice')).max(199)], {
    error: aislesError,
  })
  .describe(
    'Seats, counted from 1, after which an aisle runs, or `auto`: the fewest aisles that leave no block above 22 seats, evenly spread.',
  );

const screenSchema = strictMap(
  {
    width: quantity('theater.screen.width', 'Width', 'assumed').default(10),
    height: quantity('theater.screen.height', 'Height', 'assumed').default(4.2),
    bottom: quantity('theater.screen.bottom', 'Lower edge above the floor of the first row', 'assumed').default(1.3),
  },
  'The screen, standing at z = 0',
);

const seatBackSchema = strictMap(
  {
    height: quantity('theater.seatBack.height', "Upper edge above the row's floor", 'assumed').default(0.98),
    width: quantity('theater.seatBack.width', 'Width', 'assumed').default(0.48),
    thickness: quantity('theater.seatBack.thickness', 'Thickness', 'assumed').default(0.1),
    behind: quantity('theater.seatBack.behind', "Centre of the back behind the head's centre", 'assumed').default(0.16),
  },
  'The back of every seat, a box that hides what is behind it',
);

const obstacleSchema = strictMap(
  {
    name: shortName('Name of the obstacle'),
    x: quantity('theater.obstacles.*.x', 'Centre, to the right as the viewers see it', 'choice'),
    z: quantity('theater.obstacles.*.z', 'Centre, distance from the screen', 'choice'),
    width: quantity('theater.obstacles.*.width', 'Size along x', 'choice'),
    depth: quantity('theater.obstacles.*.depth', 'Size along z', 'choice'),
    height: quantity('theater.obstacles.*.height', 'Size upwards from the floor of the first row', 'choice'),
  },
  'A box standing on the floor',
);

type RawTheater = { rows: number; seatsPerRow: number; aisles: 'auto' | number[] };

function checkAisles(theater: RawTheater, ctx: z.RefinementCtx): void {
  if (theater.aisles === 'auto') return;
  const list = [...theater.aisles].sort((a, b) => a - b);
  const found = `[${list.join(', ')}]`;
  const last = list[list.length - 1] ?? 0;
  if (last >= theater.seatsPerRow) {
    const expected = `seat numbers below theater.seatsPerRow (${theater.seatsPerRow})`;
    ctx.addIssue(crossFault(['aisles'], found, expected));
    return;
  }
  if (new Set(list).size < list.length) {
    ctx.addIssue(crossFault(['aisles'], found, 'each seat number once'));
    return;
  }
  const edges = [0, ...list, theater.seatsPerRow];
  const widest = edges.slice(1).reduce((most, edge, index) => Math.max(most, edge - edges[index]!), 0);
  if (widest > COUNTS.blockSeats.max) {
    const expected = `aisles that leave at most ${COUNTS.blockSeats.max} seats between two of them`;
    ctx.addIssue(crossFault(['aisles'], `${found}, which leaves a block of ${widest} seats`, expected));
  }
}

function checkTheater(theater: RawTheater, ctx: z.RefinementCtx): void {
  const seats = theater.rows * theater.seatsPerRow;
  if (seats > COUNTS.seats.max) {
    const found = `${theater.rows} x ${theater.seatsPerRow} = ${seats} seats`;
    ctx.addIssue(crossFault(['rows'], found, `rows x seatsPerRow of at most ${COUNTS.seats.max}`));
  }
  checkAisles(theater, ctx);
}

const obstaclesError = `a list of at most ${COUNTS.obstacles.max} obstacles`;

export const theaterSchema = strictMap(
  {
    rows: quantity('theater.rows', 'Number of rows', 'choice').default(20),
    seatsPerRow: quantity('theater.seatsPerRow', 'Seats in every row', 'choice').default(20),
    seatPitch: quantity('theater.seatPitch', 'Distance between the centres of neighbouring seats', room).default(0.56),
    rowPitch: quantity('theater.rowPitch', 'Distance between rows', room).default(1.05),
    riser: quantity('theater.riser', 'Height of the step between rows', room).default(0.22),
    firstRow: quantity('theater.firstRow', "Distance from the screen to the first row's heads", room).default(5),
    stagger: quantity('theater.stagger', 'Share of a seat pitch by which odd rows are shifted', 'choice').default(0),
    aisles: aislesSchema.default('auto'),
    aisleWidth: quantity('theater.aisleWidth', 'Width of an aisle', room).default(1.2),
    screen: screenSchema.prefault({}),
    seatBack: seatBackSchema.prefault({}),
    obstacles: z
      .array(obstacleSchema, { error: obstaclesError })
      .max(COUNTS.obstacles.max, { error: obstaclesError })
      .describe('Pillars and the like.')
      .default([]),
  },
  'The room',
)
  .superRefine(checkTheater)
  .transform((theater) => ({
    ...theater,
    aisles: theater.aisles === 'auto' ? autoAisles(theater.seatsPerRow) : [...theater.aisles].sort((a, b) => a - b),
  }))
  .describe('The room: seats, screen, seat backs, obstacles.');

/** Room as resolved, in m: `aisles` is the ascending list of seat numbers after which an aisle runs. */
export type Theater = z.output<typeof theaterSchema>;
