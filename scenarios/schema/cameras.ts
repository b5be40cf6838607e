import { z } from 'zod';
import { crossFault, quantity, shortName, strictMap } from './field.ts';
import { COUNTS } from './limits.ts';
import type { Theater } from './theater.ts';

const triple = 'a list of three numbers [x, y, z] from -1000 to 1000 m';

function point(name: 'cameras.*.position' | 'cameras.*.target', text: string) {
  const axis = quantity(name, 'A coordinate', 'choice');
  return z
    .tuple([axis, axis, axis], { error: triple })
    .describe(
      `${text}, [x, y, z] in m: x to the right as the viewers see it, y up, z from the screen to the audience.`,
    );
}

const cameraSchema = strictMap(
  {
    name: shortName('Name of the camera, unique'),
    position: point('cameras.*.position', 'Where the camera is'),
    target: point('cameras.*.target', 'What it looks at'),
    fieldOfView: quantity('cameras.*.fieldOfView', 'Horizontal field of view', 'choice').default(45),
    width: quantity('cameras.*.width', 'Width of the picture', { source: 'a usual 5-megapixel sensor' }).default(2448),
    height: quantity('cameras.*.height', 'Height of the picture', { source: 'a usual 5-megapixel sensor' }).default(
      2048,
    ),
  },
  'A perspective camera without distortion',
);

/** A camera: position and target in m, horizontal field of view in degrees, picture size in px. */
export type Camera = z.output<typeof cameraSchema>;

const listError = `a list of 1 to ${COUNTS.cameras.max} cameras (leave the key out for the four default ones)`;

function checkCameras(cameras: Camera[], ctx: z.RefinementCtx): void {
  const names = new Set<string>();
  cameras.forEach((camera, index) => {
    if (names.has(camera.name)) {
      ctx.addIssue(crossFault([index, 'name'], `"${camera.name}" again`, 'a name no other camera has'));
    }
    names.add(camera.name);
    if (camera.position.every((value, axis) => value === camera.target[axis])) {
      ctx.addIssue(crossFault([index, 'target'], 'the position itself', 'a target elsewhere than position'));
    }
  });
}

export const camerasSchema = z
  .array(cameraSchema, { error: listError })
  .min(1, { error: listError })
  .max(COUNTS.cameras.max, { error: listError })
  .superRefine(checkCameras)
  .describe(
    'The cameras. Default: four above the screen, computed from the room: left-front and right-front frame the front half of the seats, left-back and right-back are longer lenses for the back half.',
  );

type Vector = readonly [number, number, number];

/** Height of a sitting head's centre above the row's floor, m, assumed for aiming only. */
const HEAD_HEIGHT = 1.2;
/** Half the width of the strip that a head needs besides its centre, m. */
const HEAD_MARGIN = 0.15;
/** Share of the half frame left free around the seats. */
const FRAME_MARGIN = 0.08;

/** Corners of the quadrilateral of head centres of rows `from` to `to`, in m, widened by a head at either side. */
function seatCorners(theater: Theater, from: number, to: number): Vector[] {
  const span = (theater.seatsPerRow - 1) * theater.seatPitch + theater.aisles.length * theater.aisleWidth;
  const half = span / 2 + theater.stagger * theater.seatPitch + HEAD_MARGIN;
  const corner = (row: number, x: number): Vector => [
    x,
    HEAD_HEIGHT + row * theater.riser,
    theater.firstRow + row * theater.rowPitch,
  ];
  return [corner(from, -half), corner(from, half), corner(to, -half), corner(to, half)];
}

const degrees = (radians: number): number => (radians * 180) / Math.PI;

/**
 * Horizontal field of view, in degrees, that frames all points with the margin in both directions of the picture. A
 * projected quadrilateral is the hull of its projected corners, so the corners suffice.
 */
function fittedFieldOfView(position: Vector, target: Vector, aspect: number, points: readonly Vector[]): number {
  const forward = target.map((value, axis) => value - position[axis]!) as [number, number, number];
  const [fx, fy, fz] = forward;
  const flat = Math.hypot(fx, fz);
  const length = Math.hypot(flat, fy);
  let tangent = 0;
  for (const point of points) {
    const [dx, dy, dz] = [point[0] - position[0], point[1] - position[1], point[2] - position[2]];
    const depth = (dx * fx + dy * fy + dz * fz) / length;
    if (depth <= 0) return 180;
    const right = (dx * fz - dz * fx) / flat;
    const up = (dy * flat - (fy * (dx * fx + dz * fz)) / flat) / length;
    tangent = Math.max(tangent, Math.abs(right) / depth, (Math.abs(up) / depth) * aspect);
  }
  return degrees(2 * Math.atan(tangent * (1 + FRAME_MARGIN)));
}

/** The four cameras of a scenario that names none: two for the front half of the seats, two for the back half. */
export function defaultCameras(theater: Theater): Camera[] {
  const { screen, rows } = theater;
  const [width, height] = [2448, 2048];
  const build = (name: string, share: number, from: number, to: number, largest: number): Camera => {
    const middle = (from + to) / 2;
    const position: Vector = [share * screen.width, screen.bottom + screen.height + 0.4, 0.1];
    const target: Vector = [0, HEAD_HEIGHT + middle * theater.riser, theater.firstRow + middle * theater.rowPitch];
    const fitted = fittedFieldOfView(position, target, width / height, seatCorners(theater, from, to));
    // Two decimals: a scenario as resolved is read by people too.
    const fieldOfView = Math.min(largest, Math.max(12, Math.ceil(fitted * 100) / 100));
    return { name, position: [...position], target: [...target], fieldOfView, width, height };
  };
  const lastFront = Math.ceil(rows / 2) - 1;
  const firstBack = Math.floor(rows / 2);
  return [
    build('left-front', -0.3, 0, lastFront, 100),
    build('right-front', 0.3, 0, lastFront, 100),
    build('left-back', -0.1, firstBack, rows - 1, 45),
    build('right-back', 0.1, firstBack, rows - 1, 45),
  ];
}
