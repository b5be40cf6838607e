import type { Theater } from '../../scenarios/schema/schema.ts';

/** One seat: where its viewer's head comes to be (x, z) and the floor under its row, in m of the world frame. */
export type Seat = {
  readonly index: number;
  /** 0 is the row nearest the screen. */
  readonly row: number;
  /** 1 is the seat farthest to the viewers' left. */
  readonly number: number;
  readonly x: number;
  readonly floor: number;
  readonly z: number;
};

/** The x of a row's seats, in m: seats at the pitch, an aisle's width added after each seat listed, centred on 0. */
export function rowOffsets(theater: Theater): Float64Array {
  const offsets = new Float64Array(theater.seatsPerRow);
  const aisles = new Set(theater.aisles);
  let x = 0;
  for (let s = 0; s < offsets.length; s += 1) {
    offsets[s] = x;
    x += theater.seatPitch + (aisles.has(s + 1) ? theater.aisleWidth : 0);
  }
  const middle = offsets[offsets.length - 1] / 2;
  return offsets.map((value) => value - middle);
}

/** Every seat of the room, row by row from the screen, left to right as the viewers sit. */
export function theaterSeats(theater: Theater): Seat[] {
  const offsets = rowOffsets(theater);
  const seats: Seat[] = [];
  for (let row = 0; row < theater.rows; row += 1) {
    const shift = row % 2 === 1 ? theater.stagger * theater.seatPitch : 0;
    for (let s = 0; s < offsets.length; s += 1) {
      seats.push({
        index: seats.length,
        row,
        number: s + 1,
        x: offsets[s] + shift,
        floor: row * theater.riser,
        z: theater.firstRow + row * theater.rowPitch,
      });
    }
  }
  return seats;
}
