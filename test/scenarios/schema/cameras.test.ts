import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Camera, camerasSchema, defaultCameras } from '../../../scenarios/schema/cameras.ts';
import { LIMITS } from '../../../scenarios/schema/limits.ts';
import type { Theater } from '../../../scenarios/schema/schema.ts';
import { cameraModel, project } from '../../../sim/cameras/camera.ts';
import { theaterSeats } from '../../../sim/theater/seats.ts';
import { scenarioArbitrary } from '../../laws/scenario-arbitrary.ts';

const theaters = scenarioArbitrary({ maxViewers: 100, maxSamples: 1 }).map((scenario) => scenario.theater);

/** Whether the simulator's camera has every head of the rows in its frame. */
function framesRows(camera: Camera, theater: Theater, from: number, to: number): boolean {
  const model = cameraModel(camera);
  return theaterSeats(theater)
    .filter((seat) => seat.row >= from && seat.row <= to)
    .every((seat) => {
      const [u, v, depth] = project(model, seat.x, seat.floor + 1.2, seat.z);
      return depth > 0 && u > 0 && u < camera.width && v > 0 && v < camera.height;
    });
}

describe('the default cameras', () => {
  it('frame their half of the seats, unless the room asks for more than the widest lens', () => {
    let framed = 0;
    fc.assert(
      fc.property(theaters, (theater) => {
        const [leftFront, rightFront, leftBack, rightBack] = defaultCameras(theater) as [
          Camera,
          Camera,
          Camera,
          Camera,
        ];
        const lastFront = Math.ceil(theater.rows / 2) - 1;
        for (const camera of [leftFront, rightFront]) {
          if (camera.fieldOfView === 100) continue;
          framed += 1;
          expect(framesRows(camera, theater, 0, lastFront)).toBe(true);
        }
        for (const camera of [leftBack, rightBack]) {
          if (camera.fieldOfView === 45) continue;
          framed += 1;
          expect(framesRows(camera, theater, Math.floor(theater.rows / 2), theater.rows - 1)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
    expect(framed).toBeGreaterThan(100);
  });

  it('are valid cameras themselves, in the deepest, widest and steepest room too', () => {
    const { rows, seatsPerRow, seatPitch, rowPitch, riser, firstRow, aisleWidth } = largest('theater.');
    const screen = largest('theater.screen.');
    const deepest = { ...usualRoom(), rows, seatsPerRow, seatPitch, rowPitch, riser, firstRow, aisleWidth, screen };
    expect(camerasSchema.safeParse(defaultCameras(deepest as Theater)).error).toBeUndefined();
    fc.assert(
      fc.property(theaters, (theater) => camerasSchema.safeParse(defaultCameras(theater)).success),
      { numRuns: 200 },
    );
  });

  it('mirror each other and stand above the screen', () => {
    fc.assert(
      fc.property(theaters, (theater) => {
        const [leftFront, rightFront, leftBack, rightBack] = defaultCameras(theater) as [
          Camera,
          Camera,
          Camera,
          Camera,
        ];
        for (const [left, right] of [
          [leftFront, rightFront],
          [leftBack, rightBack],
        ] as const) {
          expect(right.position).toEqual([-left.position[0], left.position[1], left.position[2]]);
          expect(right.target).toEqual(left.target);
          expect(right.fieldOfView).toBeCloseTo(left.fieldOfView, 1);
          expect(left.position[1]).toBeGreaterThan(theater.screen.bottom + theater.screen.height);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('use longer lenses for the back of a usual room and show every face at 14 px or more', () => {
    const theater = { ...usualRoom() };
    const cameras = defaultCameras(theater);
    expect(cameras[2]!.fieldOfView).toBeLessThan(cameras[0]!.fieldOfView * 0.7);
    for (const seat of theaterSeats(theater)) {
      const widths = cameras.map((camera) => {
        const model = cameraModel(camera);
        const [u, v, depth] = project(model, seat.x, seat.floor + 1.2, seat.z);
        const inside = depth > 0 && u > 0 && u < camera.width && v > 0 && v < camera.height;
        return inside ? (0.138 * model.focal) / depth : 0;
      });
      expect(Math.max(...widths)).toBeGreaterThan(14);
    }
  });
});

/** Each number under a prefix of the limits' table at its largest. */
function largest(prefix: string): Record<string, number> {
  const under = Object.entries(LIMITS).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(under.map(([name, limit]) => [name.slice(prefix.length), limit.max]));
}

function usualRoom(): Theater {
  return {
    rows: 20,
    seatsPerRow: 20,
    seatPitch: 0.56,
    rowPitch: 1.05,
    riser: 0.22,
    firstRow: 5,
    stagger: 0,
    aisles: [],
    aisleWidth: 1.2,
    screen: { width: 10, height: 4.2, bottom: 1.3 },
    seatBack: { height: 0.98, width: 0.48, thickness: 0.1, behind: 0.16 },
    obstacles: [],
  };
}
