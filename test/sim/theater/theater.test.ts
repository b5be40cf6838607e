import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { obstacleBoxes, seatBackBox } from '../../../sim/theater/boxes.ts';
import { headRotation } from '../../../sim/theater/rotation.ts';
import { theaterSeats } from '../../../sim/theater/seats.ts';
import { scenarioArbitrary } from '../../laws/scenario-arbitrary.ts';

const scenarios = scenarioArbitrary({ maxViewers: 40, maxSamples: 4 });
const angle = fc.double({ min: -3, max: 3, noNaN: true });

describe('theaterSeats', () => {
  it('gives every seat once, rows apart by pitch and riser, seats by pitch and aisles, centred', () => {
    fc.assert(
      fc.property(scenarios, ({ theater }) => {
        const seats = theaterSeats(theater);
        expect(seats).toHaveLength(theater.rows * theater.seatsPerRow);
        seats.forEach((seat, index) => {
          expect(seat.index).toBe(index);
          expect(seat.row).toBe(Math.floor(index / theater.seatsPerRow));
          expect(seat.z).toBeCloseTo(theater.firstRow + seat.row * theater.rowPitch, 9);
          expect(seat.floor).toBeCloseTo(seat.row * theater.riser, 9);
          const next = seats[index + 1];
          if (next?.row !== seat.row) return;
          const gap = theater.seatPitch + (theater.aisles.includes(seat.number) ? theater.aisleWidth : 0);
          expect(next.x - seat.x).toBeCloseTo(gap, 9);
        });
        const front = seats.filter((seat) => seat.row === 0);
        expect(front[0].x + front[front.length - 1].x).toBeCloseTo(0, 9);
      }),
    );
  });

  it('stands seat backs behind the heads and obstacles on the floor', () => {
    fc.assert(
      fc.property(scenarios, ({ theater }) => {
        const [seat] = theaterSeats(theater);
        const box = seatBackBox(theater, seat);
        expect((box.z0 + box.z1) / 2).toBeCloseTo(seat.z + theater.seatBack.behind, 9);
        expect(box.y1 - box.y0).toBeCloseTo(theater.seatBack.height, 9);
        obstacleBoxes(theater).forEach((obstacle, n) => {
          expect(obstacle.y0).toBe(0);
          expect(obstacle.y1).toBe(theater.obstacles[n].height);
          expect((obstacle.x0 + obstacle.x1) / 2).toBeCloseTo(theater.obstacles[n].x, 9);
        });
      }),
    );
  });
});

describe('headRotation', () => {
  it('is a rotation that faces the screen at zero, turns left with yaw, down with pitch, left side up with roll', () => {
    const r = new Float64Array(9);
    const column = (d: number): number[] => [r[d], r[3 + d], r[6 + d]];
    fc.assert(
      fc.property(angle, angle, angle, (yaw, pitch, roll) => {
        headRotation(yaw, pitch, roll, r);
        for (let p = 0; p < 3; p += 1) {
          for (let q = 0; q < 3; q += 1) {
            const dot = column(p).reduce((sum, value, d) => sum + value * column(q)[d], 0);
            expect(dot).toBeCloseTo(p === q ? 1 : 0, 12);
          }
        }
        const [x, y, z] = [column(0), column(1), column(2)];
        const cross = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
        for (let d = 0; d < 3; d += 1) expect(cross[d]).toBeCloseTo(z[d], 12);
      }),
    );
    headRotation(0, 0, 0, r);
    expect(column(2)[2]).toBe(-1);
    expect(column(0)[0]).toBe(-1);
    // The subject's left is -x of the world.
    headRotation(0.3, 0, 0, r);
    expect(column(2)[0]).toBeLessThan(0);
    headRotation(0, 0.3, 0, r);
    expect(column(2)[1]).toBeLessThan(0);
    headRotation(0, 0, 0.3, r);
    expect(column(0)[1]).toBeGreaterThan(0);
  });
});
