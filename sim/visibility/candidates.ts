import type { CameraModel } from '../cameras/camera.ts';
import type { Box } from '../theater/boxes.ts';
import { meetsBox } from './shapes.ts';

export type Place = { readonly x: number; readonly y: number; readonly z: number };

/** A ball about the head's origin holds a whole head, hair and chin, m. */
export const HEAD_RADIUS = 0.195;
/** A ball about a point this far below the pupils holds neck, shoulders and chest, m. */
export const TRUNK_DROP = 0.36;
export const TRUNK_RADIUS = 0.4;
/** A face lies within this of its head's origin, m. */
const FACE_REACH = 0.16;

/**
 * For one viewer and camera, the other viewers whose body could ever come between them: indices, ascending.
 *
 * `slack` is how far heads stray from where they rest, m. Nothing outside the list can hide the face.
 */
export function possiblePeople(
  places: readonly Place[],
  viewer: number,
  camera: CameraModel,
  slack: number,
): Uint32Array {
  const [cx, cy, cz] = camera.position;
  const own = places[viewer];
  const found: number[] = [];
  const face = FACE_REACH + slack;
  for (let j = 0; j < places.length; j += 1) {
    if (j === viewer) continue;
    const { x, y, z } = places[j];
    const near = (drop: number, radius: number): boolean =>
      nearSight(cx, cy, cz, own.x, own.y, own.z, face, x, y - drop, z, radius + slack);
    if (near(0, HEAD_RADIUS) || near(TRUNK_DROP, TRUNK_RADIUS)) found.push(j);
  }
  return Uint32Array.from(found);
}

/** A box grown by a margin on every side. */
export function grownBox(box: Box, margin: number): Box {
  return {
    x0: box.x0 - margin,
    y0: box.y0 - margin,
    z0: box.z0 - margin,
    x1: box.x1 + margin,
    y1: box.y1 + margin,
    z1: box.z1 + margin,
  };
}

/** For one viewer and camera, the boxes that could ever come between them: indices, ascending. */
export function possibleBoxes(boxes: readonly Box[], place: Place, camera: CameraModel, slack: number): Uint32Array {
  const [cx, cy, cz] = camera.position;
  const found: number[] = [];
  boxes.forEach((box, index) => {
    if (meetsBox(grownBox(box, FACE_REACH + slack), cx, cy, cz, place.x, place.y, place.z)) found.push(index);
  });
  return Uint32Array.from(found);
}

/** Whether a ball-ended cone from a camera to a face of `radius` m could meet a ball: a quick, generous test. */
export function nearSight(
  cx: number,
  cy: number,
  cz: number,
  fx: number,
  fy: number,
  fz: number,
  radius: number,
  px: number,
  py: number,
  pz: number,
  reach: number,
): boolean {
  const ux = fx - cx;
  const uy = fy - cy;
  const uz = fz - cz;
  const raw = ((px - cx) * ux + (py - cy) * uy + (pz - cz) * uz) / (ux * ux + uy * uy + uz * uz);
  const at = raw < 0 ? 0 : raw > 1 ? 1 : raw;
  const dx = cx + at * ux - px;
  const dy = cy + at * uy - py;
  const dz = cz + at * uz - pz;
  const limit = reach + radius * at;
  return dx * dx + dy * dy + dz * dz < limit * limit;
}
