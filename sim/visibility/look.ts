import { facePropsOf } from '../behavior/props.ts';
import { AWAY } from '../behavior/schedule.ts';
import type { CameraModel } from '../cameras/camera.ts';
import { ACTION_UNIT_COUNT } from '../face/action-units.ts';
import { type ContourScratch, createContourScratch, poseContour } from '../face/contour.ts';
import { selfVisible } from '../face/self-visibility.ts';
import type { House } from '../screening/house.ts';
import type { Play } from '../screening/play.ts';
import type { Stage } from '../screening/stage.ts';
import { headRotation } from '../theater/rotation.ts';
import { BLOCKERS, BY_CUP, BY_FRAME, BY_HAND, BY_OBSTACLE, BY_SEAT, BY_SELF } from './blockers.ts';
import { hideBehindPerson } from './person.ts';
import { meetsBox, meetsCapsule, meetsCylinder } from './shapes.ts';

const LANDMARKS = 68;

/** The middle of the face in the head frame, mm, and a ball about it that holds every landmark. */
const FACE_Y = -45;
const FACE_Z = 65;
export const FACE_RADIUS = 0.125;

/** One viewer at one sample, seen by one camera at a time: inputs, results and scratch of `look`. */
export type View = {
  /** Head-to-world rotation, rows first, and the head's place, m. */
  readonly rotation: Float64Array;
  readonly head: Float64Array;
  /** 68 x 3, mm, head frame: landmarks with the frontal jaw. */
  readonly frontal: Float64Array;
  /** By camera, 68 x 3: landmarks as it sees them, mm in the head frame and m in the world, once `turned` says so. */
  readonly points: readonly Float64Array[];
  readonly world: readonly Float64Array[];
  readonly turned: Uint8Array;
  /** 0 visible, otherwise 1 + an index into BLOCKERS. */
  readonly blocked: Uint8Array;
  /** The same bytes four at a time. */
  readonly blockedWords: Uint32Array;
  readonly tally: Uint16Array;
  readonly contour: ContourScratch;
  readonly jaw: Float64Array;
  readonly selfSeen: Uint8Array;
  readonly selfSeenWords: Uint32Array;
  /** Camera in the head frame, mm; direction from the face to it; its distance from the face and depth, m. */
  readonly eye: Float64Array;
  readonly toward: Float64Array;
  distance: number;
  depth: number;
  /** Landmarks visible. */
  count: number;
};

/** A view of `cameras` cameras to be filled in. */
export function emptyView(cameras: number): View {
  const buffers = (): Float64Array[] => Array.from({ length: cameras }, () => new Float64Array(LANDMARKS * 3));
  const blocked = new Uint8Array(LANDMARKS);
  const selfSeen = new Uint8Array(LANDMARKS);
  return {
    rotation: new Float64Array(9),
    head: new Float64Array(3),
    frontal: new Float64Array(LANDMARKS * 3),
    points: buffers(),
    world: buffers(),
    turned: new Uint8Array(cameras),
    blocked,
    blockedWords: new Uint32Array(blocked.buffer),
    tally: new Uint16Array(BLOCKERS.length),
    contour: createContourScratch(),
    jaw: new Float64Array(17 * 3),
    selfSeen,
    selfSeenWords: new Uint32Array(selfSeen.buffer),
    eye: new Float64Array(3),
    toward: new Float64Array(3),
    distance: 0,
    depth: 0,
    count: 0,
  };
}

/** Puts a viewer's head of one sample into the view: rotation and place. `cell` is viewer x count + sample. */
export function placeHead(view: View, play: Pick<Play, 'pose'>, cell: number): void {
  const at = cell * 6;
  headRotation(play.pose[at + 3], play.pose[at + 4], play.pose[at + 5], view.rotation);
  view.head[0] = play.pose[at];
  view.head[1] = play.pose[at + 1];
  view.head[2] = play.pose[at + 2];
  view.turned.fill(0);
}

/** Where a camera is as the head sees it: fills `eye`, `toward`, `distance` and `depth`. */
export function faceCamera(view: View, camera: CameraModel): void {
  const { rotation: r, head, eye, toward } = view;
  const p = camera.position;
  const dx = p[0] - head[0];
  const dy = p[1] - head[1];
  const dz = p[2] - head[2];
  for (let d = 0; d < 3; d += 1) eye[d] = 1000 * (r[d] * dx + r[3 + d] * dy + r[6 + d] * dz);
  const vy = eye[1] - FACE_Y;
  const vz = eye[2] - FACE_Z;
  const length = Math.hypot(eye[0], vy, vz) || 1;
  toward[0] = eye[0] / length;
  toward[1] = vy / length;
  toward[2] = vz / length;
  view.distance = length / 1000;
  const a = camera.axes;
  const fx = (r[1] * FACE_Y + r[2] * FACE_Z) / 1000 - dx;
  const fy = (r[4] * FACE_Y + r[5] * FACE_Z) / 1000 - dy;
  const fz = (r[7] * FACE_Y + r[8] * FACE_Z) / 1000 - dz;
  view.depth = a[6] * fx + a[7] * fy + a[8] * fz;
}

/**
 * Landmarks as camera `c` sees them, in both frames: the jaw contour of its direction, the others as they are. Needs
 * `faceCamera` of that camera before; does nothing the second time.
 */
export function turnContour(
  view: View,
  house: Pick<House, 'rigs'>,
  play: Pick<Play, 'actionUnits'>,
  viewer: number,
  cell: number,
  c: number,
): void {
  if (view.turned[c] === 1) return;
  view.turned[c] = 1;
  const { toward, jaw } = view;
  const points = view.points[c];
  const au = cell * ACTION_UNIT_COUNT;
  points.set(view.frontal);
  poseContour(house.rigs[viewer], play.actionUnits, au, toward[0], toward[1], toward[2], jaw, view.contour);
  points.set(jaw, 0);
  intoWorld(view, points, view.world[c]);
}

/** World coordinates, m, of landmarks in mm of the head frame, 68 x 3 both. */
export function intoWorld(view: View, points: Float64Array, world: Float64Array): void {
  const { rotation: r, head } = view;
  for (let l = 0; l < LANDMARKS * 3; l += 3) {
    const x = points[l] / 1000;
    const y = points[l + 1] / 1000;
    const z = points[l + 2] / 1000;
    world[l] = head[0] + r[0] * x + r[1] * y + r[2] * z;
    world[l + 1] = head[1] + r[3] * x + r[4] * y + r[5] * z;
    world[l + 2] = head[2] + r[6] * x + r[7] * y + r[8] * z;
  }
}

/**
 * Which landmarks of a viewer a camera sees at a sample: fills `blocked`, `tally` and `count`.
 *
 * Needs `placeHead`, `frontal` and `faceCamera` before. In order: the image's frame, the head itself, other people, seat
 * backs and obstacles, the viewer's own hands and cup. Viewers who are away hide no one. World coordinates are computed only where something is near.
 */
export function look(
  view: View,
  stage: Stage,
  house: House,
  play: Play,
  viewer: number,
  sample: number,
  c: number,
): void {
  const { blocked, tally } = view;
  const cell = viewer * play.count + sample;
  const camera = stage.cameras[c];
  blocked.fill(0);
  tally.fill(0);
  const { rotation: r, head, toward } = view;
  const world = view.world[c];
  const fx = head[0] + (r[1] * FACE_Y + r[2] * FACE_Z) / 1000;
  const fy = head[1] + (r[4] * FACE_Y + r[5] * FACE_Z) / 1000;
  const fz = head[2] + (r[7] * FACE_Y + r[8] * FACE_Z) / 1000;
  const turn = (): void => turnContour(view, house, play, viewer, cell, c);
  if (view.depth < 0.2) {
    blocked.fill(1 + BY_FRAME);
  } else {
    if (!wellInside(camera, view.depth, fx, fy, fz)) {
      turn();
      hideOutsideFrame(camera, world, blocked);
    }
    selfVisible(
      house.rigs[viewer],
      play.actionUnits,
      cell * ACTION_UNIT_COUNT,
      toward[0],
      toward[1],
      toward[2],
      view.selfSeen,
    );
    // Mostly a face hides nothing of itself: all its bytes are 1.
    if (!allAre(view.selfSeenWords, 0x01010101)) {
      for (let l = 17; l < LANDMARKS; l += 1) {
        if (view.selfSeen[l] === 0 && blocked[l] === 0) blocked[l] = 1 + BY_SELF;
      }
    }
    const p = camera.position;
    const radius = FACE_RADIUS;
    const people = house.people[viewer][c];
    for (let n = 0; n < people.length; n += 1) {
      const other = people[n];
      const at = other * play.count + sample;
      if (play.activity[at] === AWAY) continue;
      hideBehindPerson(stage, house, play, other, at, camera, fx, fy, fz, radius, turn, world, blocked);
    }
    const boxes = house.nearBoxes[viewer][c];
    for (let n = 0; n < boxes.length; n += 1) {
      const index = boxes[n];
      const box = house.boxes[index];
      // First the box grown by the face's own size, against the middle of the face.
      if (!meetsBox(house.grownBoxes[index], p[0], p[1], p[2], fx, fy, fz)) continue;
      turn();
      const by = 1 + (index < house.seatBacks ? BY_SEAT : BY_OBSTACLE);
      for (let l = 0; l < LANDMARKS; l += 1) {
        if (blocked[l] !== 0) continue;
        if (meetsBox(box, p[0], p[1], p[2], world[l * 3], world[l * 3 + 1], world[l * 3 + 2])) blocked[l] = by;
      }
    }
    if (stage.scenario.occlusion.hands && play.activity[cell] > AWAY) {
      turn();
      hideBehindProps(view, play, house.growth[viewer], cell, view.points[c]);
    }
  }
  let count = LANDMARKS;
  if (allAre(view.blockedWords, 0)) {
    view.count = count;
    return;
  }
  count = 0;
  for (let l = 0; l < LANDMARKS; l += 1) {
    if (blocked[l] === 0) count += 1;
    else tally[blocked[l] - 1] += 1;
  }
  view.count = count;
}

function allAre(words: Uint32Array, value: number): boolean {
  for (let n = 0; n < words.length; n += 1) if (words[n] !== value) return false;
  return true;
}

/** Whether a face lies inside the image with room to spare, so that no landmark needs to be looked at. */
function wellInside(camera: CameraModel, depth: number, fx: number, fy: number, fz: number): boolean {
  const { axes: a, position: p } = camera;
  const dx = fx - p[0];
  const dy = fy - p[1];
  const dz = fz - p[2];
  const nearest = depth - FACE_RADIUS;
  if (nearest <= 0.2) return false;
  const margin = (camera.focal * FACE_RADIUS) / nearest + 1;
  const u = (camera.focal * (a[0] * dx + a[1] * dy + a[2] * dz)) / depth;
  const v = (camera.focal * (a[3] * dx + a[4] * dy + a[5] * dz)) / depth;
  const spread = 1 + FACE_RADIUS / nearest;
  return Math.abs(u) * spread + margin < camera.width / 2 && Math.abs(v) * spread + margin < camera.height / 2;
}

function hideOutsideFrame(camera: CameraModel, world: Float64Array, blocked: Uint8Array): void {
  const { axes: a, position: p } = camera;
  for (let l = 0; l < LANDMARKS; l += 1) {
    const dx = world[l * 3] - p[0];
    const dy = world[l * 3 + 1] - p[1];
    const dz = world[l * 3 + 2] - p[2];
    const depth = a[6] * dx + a[7] * dy + a[8] * dz;
    const u = (camera.focal * (a[0] * dx + a[1] * dy + a[2] * dz)) / depth;
    const v = (camera.focal * (a[3] * dx + a[4] * dy + a[5] * dz)) / depth;
    if (depth <= 0 || Math.abs(u) > camera.width / 2 || Math.abs(v) > camera.height / 2) blocked[l] = 1 + BY_FRAME;
  }
}

function hideBehindProps(view: View, play: Play, growth: number, cell: number, points: Float64Array): void {
  const props = facePropsOf(play.activity[cell], play.placement[cell]);
  const { blocked, eye } = view;
  // Solids are sized for an adult: the scene is scaled to them instead of them to the scene.
  const scale = 1 / growth;
  for (const prop of props) {
    const meets = prop.flat ? meetsCylinder : meetsCapsule;
    const by = 1 + (prop.part === 'cup' ? BY_CUP : BY_HAND);
    for (let l = 0; l < LANDMARKS; l += 1) {
      if (blocked[l] !== 0) continue;
      const x = points[l * 3] * scale;
      const y = points[l * 3 + 1] * scale;
      const z = points[l * 3 + 2] * scale;
      if (meets(prop, eye[0] * scale, eye[1] * scale, eye[2] * scale, x, y, z)) blocked[l] = by;
    }
  }
}
