import { bodyGrowth } from '../audience/anthropometry.ts';
import type { CameraModel } from '../cameras/camera.ts';
import type { House } from '../screening/house.ts';
import type { Play } from '../screening/play.ts';
import type { Stage } from '../screening/stage.ts';
import { headRotation } from '../theater/rotation.ts';
import { BY_PERSON } from './blockers.ts';
import { bodyCapsules, emptyBody } from './body.ts';
import { HEAD_RADIUS, nearSight, TRUNK_DROP, TRUNK_RADIUS } from './candidates.ts';
import { meetsCapsule } from './shapes.ts';
import { emptyAxes, type Silhouette, viewAxes } from './silhouette.ts';

const LANDMARKS = 68;

const rotation = new Float64Array(9);
const axes = emptyAxes();
const capsules = emptyBody();

/**
 * Marks the landmarks (`world`, 68 x 3, m) that another viewer hides from a camera: head by its outline, neck, shoulders
 * and chest as capsules. `turn` is called before `world` is read. `at` is the other viewer's cell in the play.
 */
export function hideBehindPerson(
  stage: Stage,
  house: House,
  play: Play,
  other: number,
  at: number,
  camera: CameraModel,
  fx: number,
  fy: number,
  fz: number,
  radius: number,
  turn: () => void,
  world: Float64Array,
  blocked: Uint8Array,
): void {
  const p = camera.position;
  const hx = play.pose[at * 6];
  const hy = play.pose[at * 6 + 1];
  const hz = play.pose[at * 6 + 2];
  if (nearSight(p[0], p[1], p[2], fx, fy, fz, radius, hx, hy, hz, HEAD_RADIUS)) {
    hideBehindHead(house.silhouetteOf(other), play, at, camera, fx, fy, fz, radius, turn, world, blocked);
  }
  if (!nearSight(p[0], p[1], p[2], fx, fy, fz, radius, hx, hy - TRUNK_DROP, hz, TRUNK_RADIUS)) return;
  const { body, age } = stage.viewers[other];
  bodyCapsules(body, bodyGrowth(age), hx, hy, hz, capsules);
  for (const capsule of capsules) {
    // First against the middle of the face, the capsule grown by the face's own size.
    const { radius: thickness } = capsule;
    capsule.radius = thickness + radius;
    const near = meetsCapsule(capsule, p[0], p[1], p[2], fx, fy, fz);
    capsule.radius = thickness;
    if (!near) continue;
    turn();
    for (let l = 0; l < LANDMARKS; l += 1) {
      if (blocked[l] !== 0) continue;
      if (meetsCapsule(capsule, p[0], p[1], p[2], world[l * 3], world[l * 3 + 1], world[l * 3 + 2])) {
        blocked[l] = 1 + BY_PERSON;
      }
    }
  }
}

// The sight from a camera past a head: what `onOutline` needs and where it leaves its result, mm.
const sight = { distance: 0, u: 0, v: 0, grow: 0 };
const head = new Float64Array(3);

/**
 * Where a world point appears beside a head as the camera sees it: `u`, `v` in mm in the plane through the outline's
 * centre, and by how much a length at the point shrinks onto it. False where the point is in front of that plane.
 */
function onOutline(outline: Silhouette, head: Float64Array, x: number, y: number, z: number): boolean {
  const r = rotation;
  const { right, up, toward } = axes;
  const lx = x - head[0];
  const ly = y - head[1];
  const lz = z - head[2];
  const px = 1000 * (r[0] * lx + r[3] * ly + r[6] * lz) - outline.center[0];
  const py = 1000 * (r[1] * lx + r[4] * ly + r[7] * lz) - outline.center[1];
  const pz = 1000 * (r[2] * lx + r[5] * ly + r[8] * lz) - outline.center[2];
  const depth = toward[0] * px + toward[1] * py + toward[2] * pz;
  // In front of the head's middle nothing is hidden by it.
  if (depth >= 0) return false;
  sight.grow = sight.distance / (sight.distance - depth);
  sight.u = sight.grow * (right[0] * px + right[1] * py + right[2] * pz);
  sight.v = sight.grow * (up[0] * px + up[1] * py + up[2] * pz);
  return true;
}

/** Interpolated outlines are this exact or better, mm (tested against the finest mesh): the quick test allows for it. */
const OUTLINE_SLACK = 4;

function hideBehindHead(
  outline: Silhouette,
  play: Play,
  at: number,
  camera: CameraModel,
  fx: number,
  fy: number,
  fz: number,
  radius: number,
  turn: () => void,
  world: Float64Array,
  blocked: Uint8Array,
): void {
  const r = rotation;
  headRotation(play.pose[at * 6 + 3], play.pose[at * 6 + 4], play.pose[at * 6 + 5], r);
  for (let d = 0; d < 3; d += 1) head[d] = play.pose[at * 6 + d];
  const wx = camera.position[0] - head[0];
  const wy = camera.position[1] - head[1];
  const wz = camera.position[2] - head[2];
  // The camera seen from the outline's centre, in the other head's frame, mm.
  const ex = 1000 * (r[0] * wx + r[3] * wy + r[6] * wz) - outline.center[0];
  const ey = 1000 * (r[1] * wx + r[4] * wy + r[7] * wz) - outline.center[1];
  const ez = 1000 * (r[2] * wx + r[5] * wy + r[8] * wz) - outline.center[2];
  const distance = Math.sqrt(ex * ex + ey * ey + ez * ez);
  if (distance <= outline.radius) return;
  sight.distance = distance;
  const yaw = Math.atan2(ex, ez);
  const pitch = Math.asin(ey / distance);
  viewAxes(yaw, pitch, axes);
  // From behind, the outline is that of the opposite view, left and right exchanged.
  const behind = ez < 0;
  const viewYaw = behind ? (yaw > 0 ? yaw - Math.PI : yaw + Math.PI) : yaw;
  const viewPitch = behind ? -pitch : pitch;
  const flip = behind ? -1 : 1;
  // The face as a disc first: beyond the outline's extent toward it, no landmark needs to be looked at.
  if (onOutline(outline, head, fx, fy, fz)) {
    const away = Math.sqrt(sight.u * sight.u + sight.v * sight.v);
    const extent = outline.extent(viewYaw, viewPitch, Math.atan2(sight.v, flip * sight.u));
    if (away - 1000 * radius * sight.grow > extent + OUTLINE_SLACK) return;
  }
  turn();
  const limit = outline.radius * (distance / (distance - outline.radius));
  for (let l = 0; l < LANDMARKS; l += 1) {
    if (blocked[l] !== 0 || !onOutline(outline, head, world[l * 3], world[l * 3 + 1], world[l * 3 + 2])) continue;
    const squared = sight.u * sight.u + sight.v * sight.v;
    if (squared >= limit * limit) continue;
    const reach = outline.reach(viewYaw, viewPitch, Math.atan2(sight.v, flip * sight.u));
    if (squared < reach * reach) blocked[l] = 1 + BY_PERSON;
  }
}
