import { AU43, AU45 } from './action-units.ts';
import {
  AZIMUTHS,
  buildHorizon,
  FIRST_INNER,
  type Horizon,
  INNER_COUNT,
  LEAST_DISTANCE,
  LID_LANDMARKS,
  RANGES,
} from './horizon.ts';
import { DRIVES, fillDrives, posePoints, STRIDE } from './point.ts';
import type { FaceRig } from './rig.ts';

const horizons = new WeakMap<FaceRig, Horizon>();

/** The horizon of a rig, built at the first call. */
export function horizonOf(rig: FaceRig): Horizon {
  let horizon = horizons.get(rig);
  if (horizon === undefined) {
    horizon = buildHorizon(rig);
    horizons.set(rig, horizon);
  }
  return horizon;
}

/** Makes a horizon known that was built elsewhere, from an equal rig. */
export function adoptHorizon(rig: FaceRig, horizon: Horizon): void {
  horizons.set(rig, horizon);
}

/** How far aside of the line of sight a posed skin point still hides: mm, and share of its distance. */
const ASIDE = 2;
const ASIDE_SHARE = 0.25;

const drives = new Float64Array(DRIVES);
const moved = new Float64Array(6);

/**
 * How far, in rise (mm, positive: hidden), the posed skin stands over the line of sight in one profile of a station;
 * the landmark's displacement from the station is in `moved`.
 */
function excess(horizon: Horizon, station: number, k: number, slope: number, cos: number, sin: number): number {
  const { rows, occluder, profile } = horizon;
  const o = (station * AZIMUTHS + k) * RANGES;
  let most = -1e9;
  for (let r = o; r < o + RANGES; r++) {
    const v = occluder[r];
    if (v < 0) continue;
    posePoints(rows, v, v + 1, drives, moved, 3);
    const w = v * STRIDE;
    const dx = moved[3] - rows[w] - moved[0];
    const dy = moved[4] - rows[w + 1] - moved[1];
    const d = profile[2 * r] + dx * cos + dy * sin;
    // Moved out of the way: closer than the landmark's own skin, or aside (the lips part, the lids close).
    const aside = dy * cos - dx * sin;
    if (d < LEAST_DISTANCE || Math.abs(aside) > ASIDE + ASIDE_SHARE * d) continue;
    const over = profile[2 * r + 1] + moved[5] - rows[w + 2] - moved[2] - slope * d;
    if (over > most) most = over;
  }
  return most;
}

/**
 * Which of the 68 landmarks the head itself leaves visible from direction (vx, vy, vz), a unit vector in the head frame
 * from the face towards the camera: 1 or 0 each in `out`. Jaw landmarks are always 1: their contour is the visible
 * edge by definition. From beside or behind the face (vz <= 0) all inner landmarks are 0.
 */
export function selfVisible(
  rig: FaceRig,
  au: ArrayLike<number>,
  auOffset: number,
  vx: number,
  vy: number,
  vz: number,
  out: Uint8Array,
): void {
  const horizon = horizonOf(rig);
  const { highest, offset } = horizon;
  for (let l = 0; l < FIRST_INNER; l++) out[l] = 1;
  if (vz <= 0) {
    out.fill(0, FIRST_INNER, FIRST_INNER + INNER_COUNT);
    return;
  }
  const sideways = Math.sqrt(vx * vx + vy * vy);
  const slope = sideways > 1e-9 ? vz / sideways : 1e9;
  const cos = sideways > 1e-9 ? vx / sideways : 1;
  const sin = sideways > 1e-9 ? vy / sideways : 0;
  const turn = Math.atan2(vy, vx) / (2 * Math.PI);
  const at = (turn < 0 ? turn + 1 : turn) * AZIMUTHS;
  const k = Math.floor(at) % AZIMUTHS;
  const t = at - Math.floor(at);
  const next = k + 1 < AZIMUTHS ? k + 1 : 0;
  const closed = 1 - (1 - au[auOffset + AU43]) * (1 - au[auOffset + AU45]) > 0.5;
  let driven = false;
  for (let n = 0; n < INNER_COUNT; n++) {
    const l = FIRST_INNER + n;
    const lid = closed ? LID_LANDMARKS.indexOf(l) : -1;
    const station = lid < 0 ? n : INNER_COUNT + lid;
    const i = station * AZIMUTHS;
    if (slope > highest[i + k] && slope > highest[i + next]) {
      out[l] = 1;
      continue;
    }
    if (!driven) {
      fillDrives(rig.lids, au, auOffset, false, drives);
      driven = true;
    }
    posePoints(rig.landmarks, l, l + 1, drives, moved, 0);
    for (let m = 0; m < 3; m++) moved[m] -= rig.landmarks[l * STRIDE + m] + offset[3 * station + m];
    const here = excess(horizon, station, k, slope, cos, sin);
    const there = excess(horizon, station, next, slope, cos, sin);
    out[l] = here + (there - here) * t > 0 ? 0 : 1;
  }
}
