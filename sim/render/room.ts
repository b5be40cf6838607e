import type { Theater } from '../../scenarios/schema/schema.ts';
import { type Box, seatBackBox } from '../theater/boxes.ts';
import type { Seat } from '../theater/seats.ts';
import { PART, type Solid } from './solids.ts';

const ALBEDO = { floor: 0.07, wall: 0.1, ceiling: 0.06, seat: 0.16, rest: 0.09, obstacle: 0.3 };
const BETWEEN_ROOM_AND_SEATS = 1.2;
const CEILING = 3.2;

function box(b: Box, albedo: number, part: number, floor: number): Solid {
  return {
    shape: 'box',
    from: [(b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2, (b.z0 + b.z1) / 2],
    to: [(b.x1 - b.x0) / 2, (b.y1 - b.y0) / 2, (b.z1 - b.z0) / 2],
    radius: 0,
    albedo,
    viewer: -1,
    part,
    floor,
  };
}

/** A seat as `sim/theater` has it: back, pan and arm rests. */
export function seatSolids(theater: Theater, seat: Seat): Solid[] {
  const back = seatBackBox(theater, seat);
  const { width } = theater.seatBack;
  const { x, z, floor } = seat;
  // A little light and dark from seat to seat: worn cloth.
  const worn = ALBEDO.seat * (0.9 + 0.2 * ((seat.index * 0.618) % 1));
  const pan: Box = {
    x0: x - width / 2,
    x1: x + width / 2,
    y0: floor + 0.3,
    y1: floor + 0.42,
    z0: z - 0.42,
    z1: back.z0,
  };
  const rests = [-1, 1].map((side): Box => {
    const middle = x + (side * theater.seatPitch) / 2;
    return { x0: middle - 0.03, x1: middle + 0.03, y0: floor + 0.5, y1: floor + 0.6, z0: z - 0.3, z1: back.z1 };
  });
  return [
    box(back, worn, PART.seat, floor),
    box(pan, worn, PART.seat, floor),
    ...rests.map((rest) => box(rest, ALBEDO.rest, PART.seat, floor)),
  ];
}

/** Pillars and whatever else a scenario puts into the room. */
export function obstacleSolids(boxes: readonly Box[]): Solid[] {
  return boxes.map((b) => box(b, ALBEDO.obstacle, PART.room, b.y0));
}

/** The hall about the seats: steps, walls, ceiling. */
export function hallSolids(theater: Theater, seats: readonly Seat[]): Solid[] {
  const solids: Solid[] = [];
  let half = theater.screen.width / 2;
  for (const { x } of seats) half = Math.max(half, Math.abs(x));
  half += BETWEEN_ROOM_AND_SEATS;
  const room = (b: Box, albedo: number): void => {
    solids.push(box(b, albedo, PART.room, b.y0));
  };
  const zOf = (row: number): number => theater.firstRow + row * theater.rowPitch - 0.62 * theater.rowPitch;
  const rear = zOf(theater.rows) + 0.5;
  const top = theater.rows * theater.riser;
  room({ x0: -half, x1: half, y0: -1.1, y1: 0, z0: -0.5, z1: zOf(1) }, ALBEDO.floor);
  for (let row = 1; row < theater.rows; row++) {
    const floor = row * theater.riser;
    room(
      { x0: -half, x1: half, y0: -1.1, y1: floor, z0: zOf(row), z1: row === theater.rows - 1 ? rear : zOf(row + 1) },
      ALBEDO.floor,
    );
  }
  const high = Math.max(theater.screen.bottom + theater.screen.height + 1.6, top + CEILING);
  for (const side of [-1, 1]) {
    const [x0, x1] = side < 0 ? [-half - 0.3, -half] : [half, half + 0.3];
    room({ x0, x1, y0: -1.1, y1: high, z0: -0.5, z1: rear }, ALBEDO.wall);
  }
  room({ x0: -half, x1: half, y0: -1.1, y1: high, z0: rear, z1: rear + 0.3 }, ALBEDO.wall);
  room({ x0: -half, x1: half, y0: high, y1: high + 0.2, z0: -0.5, z1: rear }, ALBEDO.ceiling);
  return solids;
}
