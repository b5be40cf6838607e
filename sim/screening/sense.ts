import { AWAY } from '../behavior/schedule.ts';
import { ACTION_UNIT_COUNT } from '../face/action-units.ts';
import { poseLandmarks } from '../face/rig.ts';
import { fillNormals, type Stream, stream, uniform } from '../random/stream.ts';
import { canonicalLandmarks } from '../sensing/canonical.ts';
import { CAUSES, mainBlocker, progress } from '../sensing/cause.ts';
import { detectionProbability } from '../sensing/detector.ts';
import { emptyPose, fitPose, type WeakPose } from '../sensing/pose-fit.ts';
import { neutralFit, truthLandmarks } from '../sensing/truth.ts';
import { emptyView, faceCamera, intoWorld, look, placeHead, turnContour, type View } from '../visibility/look.ts';
import type { House } from './house.ts';
import type { Play } from './play.ts';
import type { Stage } from './stage.ts';

const LANDMARKS = 68;

/** Where the sensed arrays of a chunk go: C order, with the chunk's own strides. */
export type Sensed = {
  readonly truth: Float32Array;
  readonly clean: Float32Array;
  readonly observed: Float32Array;
  readonly seen: Uint8Array;
  readonly camera: Int8Array;
  readonly visible: Uint8Array;
  readonly cause: Uint8Array;
  readonly position: Float32Array | null;
  readonly projected: Float32Array | null;
};

/** Room for `entries` sensed entries, without the arrays written on request. */
export function emptySensed(entries: number, cameras: number): Sensed {
  return {
    truth: new Float32Array(entries * 136),
    clean: new Float32Array(entries * 136),
    observed: new Float32Array(entries * 136),
    seen: new Uint8Array(entries),
    camera: new Int8Array(entries),
    visible: new Uint8Array(entries * cameras * 9),
    cause: new Uint8Array(entries),
    position: null,
    projected: null,
  };
}

/** What sensing needs at hand: streams, fits and scratch. One a worker. */
export type Sensor = {
  readonly stage: Stage;
  readonly house: House;
  readonly detector: readonly Stream[];
  readonly noise: Stream;
  readonly fits: readonly WeakPose[];
  readonly view: View;
  readonly pose: WeakPose;
  readonly pixels: Float64Array;
  readonly bits: Uint8Array;
  readonly seen: Uint8Array;
  readonly normals: Float64Array;
  readonly world: Float64Array;
};

/** A sensor for a stage and its house. */
export function createSensor(stage: Stage, house: House): Sensor {
  const { seed } = stage.scenario;
  return {
    stage,
    house,
    // By the camera's name, so that a camera finds the same faces whatever others there are.
    detector: stage.cameras.map((camera) => stream(seed, `detector ${camera.name}`)),
    noise: stream(seed, 'landmark noise'),
    fits: house.rigs.map((rig) => neutralFit(rig, ACTION_UNIT_COUNT)),
    view: emptyView(stage.cameras.length),
    world: new Float64Array(LANDMARKS * 3),
    pose: emptyPose(),
    pixels: new Float64Array(LANDMARKS * 2),
    bits: new Uint8Array(stage.cameras.length * LANDMARKS),
    seen: new Uint8Array(LANDMARKS),
    normals: new Float64Array(LANDMARKS * 2),
  };
}

/** Senses one viewer at one sample of the play; writes entry `to` of every array of `out`. */
export function sense(sensor: Sensor, play: Play, viewer: number, sample: number, out: Sensed, to: number): void {
  const { stage, house, view } = sensor;
  const { scenario, cameras } = stage;
  const cell = viewer * play.count + sample;
  placeHead(view, play, cell);
  poseLandmarks(house.rigs[viewer], play.actionUnits, cell * ACTION_UNIT_COUNT, view.frontal, scenario.reaction.linear);
  truthLandmarks(view.frontal, sensor.fits[viewer], sensor.pixels, out.truth, to * 136);
  const away = play.activity[cell] === AWAY;
  let best = -1;
  let bestScore = 0;
  let fallback = -1;
  let fallbackScore = 0;
  let cause: number = CAUSES.absent;
  let farthest = -1;
  let farthestCount = -1;
  out.visible.fill(0, to * cameras.length * 9, (to + 1) * cameras.length * 9);
  for (let c = 0; c < cameras.length; c += 1) {
    faceCamera(view, cameras[c]);
    if (view.depth >= 0.2) {
      const score = (cameras[c].focal * (1.01 + view.toward[2])) / view.depth;
      if (score > fallbackScore) {
        fallback = c;
        fallbackScore = score;
      }
    }
    if (away) continue;
    look(view, stage, house, play, viewer, sample, c);
    packVisible(view.blocked, view.count, out.visible, (to * cameras.length + c) * 9);
    sensor.bits.set(view.blocked, c * LANDMARKS);
    const result = attempt(sensor, viewer, play.from + sample, c);
    if (result.cause === CAUSES.observed) {
      if (result.score > bestScore) {
        best = c;
        bestScore = result.score;
      }
    } else {
      const far = progress(result.cause);
      if (far > farthest || (far === farthest && view.count > farthestCount)) {
        farthest = far;
        farthestCount = view.count;
        cause = result.cause;
      }
    }
  }
  const found = best >= 0;
  out.seen[to] = found ? 1 : 0;
  out.camera[to] = best;
  out.cause[to] = found ? CAUSES.observed : cause;
  writeLandmarks(sensor, play, viewer, sample, found ? best : fallback, found, out, to);
  if (out.position !== null || out.projected !== null) writeGeometry(sensor, play, viewer, cell, out, to);
}

const result = { cause: 0, score: 0 };

/** Whether the camera just looked through finds the face, and how good its picture is. */
function attempt(sensor: Sensor, viewer: number, t: number, c: number): { cause: number; score: number } {
  const { stage, view } = sensor;
  const { sensing } = stage.scenario;
  const [x, y, z] = view.toward;
  const size =
    view.depth > 0 ? (stage.cameras[c].focal * stage.viewers[viewer].identity.faceWidth) / 1000 / view.depth : 0;
  const degrees = 180 / Math.PI;
  const yaw = Math.abs(Math.atan2(x, z)) * degrees;
  const pitch = Math.abs(Math.asin(y)) * degrees;
  const offAxis = Math.acos(Math.min(1, Math.max(-1, z))) * degrees;
  const seen = view.count / LANDMARKS;
  result.score = size * seen * Math.max(0.01, z);
  if (view.depth < 0.2 || view.tally[0] > LANDMARKS - sensing.enoughLandmarks) result.cause = CAUSES['out-of-frame'];
  else if (size < sensing.smallestFace) result.cause = CAUSES['too-small'];
  else if (yaw > sensing.largestYaw || pitch > sensing.largestPitch) result.cause = CAUSES['turned-away'];
  else if (view.count < sensing.enoughLandmarks) result.cause = mainBlocker(view.tally);
  else {
    const chance = detectionProbability(sensing.detector, size, offAxis, seen);
    result.cause = uniform(sensor.detector[c], viewer, t) < chance ? CAUSES.observed : CAUSES.detector;
  }
  return result;
}

/** Clean and observed canonical landmarks through one camera (or, if none faces the viewer, from straight ahead). */
function writeLandmarks(
  sensor: Sensor,
  play: Play,
  viewer: number,
  sample: number,
  c: number,
  found: boolean,
  out: Sensed,
  to: number,
): void {
  const { stage, view, pixels, pose, normals } = sensor;
  const { sensing } = stage.scenario;
  if (c < 0) {
    out.clean.set(out.truth.subarray(to * 136, (to + 1) * 136), to * 136);
    out.observed.fill(Number.NaN, to * 136, (to + 1) * 136);
    return;
  }
  const camera = stage.cameras[c];
  cleanThrough(sensor, play, viewer, viewer * play.count + sample, c, out.clean, to * 136);
  if (!found) {
    out.observed.fill(Number.NaN, to * 136, (to + 1) * 136);
    return;
  }
  const size = (camera.focal * stage.viewers[viewer].identity.faceWidth) / 1000 / view.depth;
  const sd = Math.hypot(sensing.noise, sensing.relativeNoise * size);
  const blocked = sensor.bits.subarray(c * LANDMARKS, (c + 1) * LANDMARKS);
  if (sd > 0) fillNormals(sensor.noise, viewer, play.from + sample, normals, 0, LANDMARKS * 2);
  for (let l = 0; l < LANDMARKS; l += 1) {
    const seen = blocked[l] === 0;
    sensor.seen[l] = seen ? 1 : 0;
    if (sd > 0) {
      const spread = seen ? sd : sd * sensing.hiddenNoise;
      pixels[l * 2] += spread * normals[l * 2];
      pixels[l * 2 + 1] += spread * normals[l * 2 + 1];
    }
  }
  fitPose(pixels, sensing.hiddenNoise > 1 ? sensor.seen : null, pose, true);
  canonicalLandmarks(pixels, pose, out.observed, to * 136);
}

/** Clean canonical landmarks of the face in the view through camera `c`; leaves its pixels and their fit in the sensor. */
function cleanThrough(
  sensor: Sensor,
  play: Pick<Play, 'actionUnits'>,
  viewer: number,
  cell: number,
  c: number,
  out: Float32Array,
  offset: number,
): void {
  const { stage, house, view, pixels, pose } = sensor;
  faceCamera(view, stage.cameras[c]);
  turnContour(view, house, play, viewer, cell, c);
  projectUpward(sensor, c);
  fitPose(pixels, null, pose);
  canonicalLandmarks(pixels, pose, out, offset);
}

/**
 * Clean canonical landmarks, 136 numbers written to `out[offset..]`, of a viewer with the action units and head pose in
 * `cell` of the play, through camera `c` whether it sees the face or not.
 */
export function senseClean(
  sensor: Sensor,
  play: Pick<Play, 'actionUnits' | 'pose'>,
  viewer: number,
  cell: number,
  c: number,
  out: Float32Array,
  offset: number,
): void {
  const { stage, house, view } = sensor;
  const { linear } = stage.scenario.reaction;
  placeHead(view, play, cell);
  poseLandmarks(house.rigs[viewer], play.actionUnits, cell * ACTION_UNIT_COUNT, view.frontal, linear);
  cleanThrough(sensor, play, viewer, cell, c, out, offset);
}

/** Pixels of the view's world points relative to the image's middle, y up. */
function projectUpward(sensor: Sensor, c: number): void {
  const { axes: a, position: p, focal } = sensor.stage.cameras[c];
  const world = sensor.view.world[c];
  const { pixels } = sensor;
  for (let l = 0; l < LANDMARKS; l += 1) {
    const dx = world[l * 3] - p[0];
    const dy = world[l * 3 + 1] - p[1];
    const dz = world[l * 3 + 2] - p[2];
    const scale = focal / (a[6] * dx + a[7] * dy + a[8] * dz);
    pixels[l * 2] = scale * (a[0] * dx + a[1] * dy + a[2] * dz);
    pixels[l * 2 + 1] = scale * (a[3] * dx + a[4] * dy + a[5] * dz);
  }
}

/** Nine bytes of visibility: landmark l is bit l % 8 of byte l >> 3. `count` landmarks are visible. */
function packVisible(blocked: Uint8Array, count: number, out: Uint8Array, offset: number): void {
  if (count === LANDMARKS) {
    out.fill(255, offset, offset + 8);
    out[offset + 8] = 15;
    return;
  }
  for (let l = 0; l < LANDMARKS; l += 1) if (blocked[l] === 0) out[offset + (l >> 3)] |= 1 << (l & 7);
}

/** The 3-D truth (m, world frame, frontal jaw) and the pixels in each camera (its own jaw contour; NaN behind it). */
function writeGeometry(sensor: Sensor, play: Play, viewer: number, cell: number, out: Sensed, to: number): void {
  const { stage, house, view, pixels } = sensor;
  if (out.position !== null) {
    intoWorld(view, view.frontal, sensor.world);
    out.position.set(sensor.world, to * LANDMARKS * 3);
  }
  const { projected } = out;
  if (projected === null) return;
  stage.cameras.forEach((camera, c) => {
    faceCamera(view, camera);
    const at = (to * stage.cameras.length + c) * LANDMARKS * 2;
    if (view.depth < 0.2) {
      projected.fill(Number.NaN, at, at + LANDMARKS * 2);
      return;
    }
    turnContour(view, house, play, viewer, cell, c);
    projectUpward(sensor, c);
    for (let l = 0; l < LANDMARKS; l += 1) {
      projected[at + l * 2] = camera.width / 2 + pixels[l * 2];
      projected[at + l * 2 + 1] = camera.height / 2 - pixels[l * 2 + 1];
    }
  });
}
