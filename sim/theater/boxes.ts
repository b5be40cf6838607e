import type { Theater } from '../../scenarios/schema/schema.ts';
import type { Seat } from './seats.ts';

/** An axis-aligned box in m of the world frame. */
export type Box = {
  readonly x0: number;
  readonly y0: number;
  readonly z0: number;
  readonly x1: number;
  readonly y1: number;
  readonly z1: number;
};

/** The back of a seat: a box whose middle stands `behind` m behind the head, from the row's floor up. */
export function seatBackBox(theater: Theater, seat: Seat): Box {
  const { height, width, thickness, behind } = theater.seatBack;
  const z = seat.z + behind;
  return {
    x0: seat.x - width / 2,
    x1: seat.x + width / 2,
    y0: seat.floor,
    y1: seat.floor + height,
    z0: z - thickness / 2,
    z1: z + thickness / 2,
  };
}

/** The room's obstacles (pillars and the like) as boxes standing on the floor. */
export function obstacleBoxes(theater: Theater): Box[] {
  return theater.obstacles.map(({ x, z, width, depth, height }) => ({
    x0: x - width / 2,
    x1: x + width / 2,
    y0: 0,
    y1: height,
    z0: z - depth / 2,
    z1: z + depth / 2,
  }));
}
