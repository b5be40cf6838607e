import { bodyGrowth } from '../audience/anthropometry.ts';
import type { CameraModel } from '../cameras/camera.ts';
import type { House } from '../screening/house.ts';
import type { Play } from '../screening/play.ts';
import type { Stage } from '../screening/stage.ts';
import { headRotation } from '../theater/rotation.ts';
import { BY_PERSON } from './blockers.ts';
import { bodyCapsules, emptyBody } from './body.ts';
import { nearSight } from './candidates.ts';
import { meetsCapsule } from './shapes.ts';
import { emptyAxes, viewAxes } from './silhouette.ts';

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
  const size = house.growth[other];
  // A ball about a point below the pupils holds the whole head, hair and chin.
  if (nearSight(p[0], p[1], p[2], fx, fy, fz, radius, hx, hy - 0.005, hz, 0.19 * size)) {
    turn();
    hideBehindHead(house, play, other, at, camera, world, blocked);
  }
  const { body, age } = stage.viewers[other];
  bodyCapsules(body, bodyGrowth(age), hx, hy, hz, capsules);
  for (const capsule of capsules) {
    const half = Math.hypot(capsule.x1 - capsule.x0, capsule.y1 - capsule.y0) / 2;
    const mx = (capsule.x0 + capsule.x1) / 2;
    const my = (capsule.y0 + capsule.y1) / 2;
    if (!nearSight(p[0], p[1], p[2], fx, fy, fz, radius, mx, my, capsule.z0, half + capsule.radius)) continue;
    turn();
    for (let l = 0; l < LANDMARKS; l += 1) {
      if (blocked[l] !== 0) continue;
      if (meetsCapsule(capsule, p[0], p[1], p[2], world[l * 3], world[l * 3 + 1], world[l * 3 + 2])) {
        blocked[l] = 1 + BY_PERSON;
      }
    }
  }
}

function hideBehindHead(
  house: House,
  play: Play,
  other: number,
  at: number,
  camera: CameraModel,
  world: Float64Array,
  blocked: Uint8Array,
): void {
  const outline = house.silhouetteOf(other);
  const [gx, gy, gz] = outline.center;
  const r = rotation;
  headRotation(play.pose[at * 6 + 3], play.pose[at * 6 + 4], play.pose[at * 6 + 5], r);
  const hx = play.pose[at * 6];
  const hy = play.pose[at * 6 + 1];
  const hz = play.pose[at * 6 + 2];
  const p = camera.position;
  const wx = p[0] - hx;
  const wy = p[1] - hy;
  const wz = p[2] - hz;
  // The camera seen from the outline's centre, in the other head's frame, mm.
  const ex = 1000 * (r[0] * wx + r[3] * wy + r[6] * wz) - gx;
  const ey = 1000 * (r[1] * wx + r[4] * wy + r[7] * wz) - gy;
  const ez = 1000 * (r[2] * wx + r[5] * wy + r[8] * wz) - gz;
  const distance = Math.hypot(ex, ey, ez);
  if (distance <= outline.radius) return;
  const yaw = Math.atan2(ex, ez);
  const pitch = Math.asin(ey / distance);
  const behind = ez < 0;
  viewAxes(yaw, pitch, axes);
  const { right, up, toward } = axes;
  const limit = outline.radius * (distance / (distance - outline.radius));
  for (let l = 0; l < LANDMARKS; l += 1) {
    if (blocked[l] !== 0) continue;
    const lx = world[l * 3] - hx;
    const ly = world[l * 3 + 1] - hy;
    const lz = world[l * 3 + 2] - hz;
    const x = 1000 * (r[0] * lx + r[3] * ly + r[6] * lz) - gx;
    const y = 1000 * (r[1] * lx + r[4] * ly + r[7] * lz) - gy;
    const z = 1000 * (r[2] * lx + r[5] * ly + r[8] * lz) - gz;
    const depth = toward[0] * x + toward[1] * y + toward[2] * z;
    // In front of the head's middle nothing is hidden by it.
    if (depth >= 0) continue;
    const onto = distance / (distance - depth);
    const u = onto * (right[0] * x + right[1] * y + right[2] * z);
    const v = onto * (up[0] * x + up[1] * y + up[2] * z);
    const squared = u * u + v * v;
    if (squared >= limit * limit) continue;
    // From behind, the outline is that of the opposite view, left and right exchanged.
    const reach = behind
      ? outline.reach(yaw > 0 ? yaw - Math.PI : yaw + Math.PI, -pitch, Math.atan2(v, -u))
      : outline.reach(yaw, pitch, Math.atan2(v, u));
    if (squared < reach * reach) blocked[l] = 1 + BY_PERSON;
  }
}
