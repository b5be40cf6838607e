import type { Nuisance } from '../../scenarios/schema/schema.ts';
import type { Viewer } from '../audience/cast.ts';
import { type Act, AWAY, DRINKING, EATING, PHONE, TOUCHING } from '../behavior/schedule.ts';
import { smoothNoise } from '../random/smooth-noise.ts';
import type { Stream } from '../random/stream.ts';
import { normal } from '../random/stream.ts';
import { headRotation } from '../theater/rotation.ts';

/** Where a viewer's head is when nothing moves it: m of the world frame and rad. */
export type Posture = {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  readonly pitch: number;
};

/** Height of the seat pan under a sitting person above the row's floor, m, and the share of eye height left by reclining. */
const SEAT_PAN = 0.42;
const RECLINED = 0.95;

/** Head turns take this share of the gaze angle; the eyes do the rest (assumed). */
const YAW_SHARE = 0.7;
const PITCH_SHARE = 0.5;

/** Where the head turns on the neck, head frame, m: the atlanto-occipital joint. */
const PIVOT_Y = -0.06;
const PIVOT_Z = -0.005;

/** The resting posture of a viewer who looks at a target in m. */
export function restingPosture(viewer: Viewer, target: readonly [number, number, number]): Posture {
  const { seat, body } = viewer;
  const y = seat.floor + SEAT_PAN + RECLINED * body.eyeHeightSitting;
  const left = seat.x - target[0];
  const up = target[1] - y;
  const ahead = seat.z - target[2];
  return {
    x: seat.x,
    y,
    z: seat.z,
    yaw: YAW_SHARE * Math.atan2(left, ahead),
    pitch: -PITCH_SHARE * Math.atan2(up, Math.hypot(left, ahead)),
  };
}

/** What moves one viewer's head over a range of samples. */
export type HeadInputs = {
  readonly motion: Stream;
  readonly posture: Stream;
  readonly nuisance: Nuisance;
  readonly rate: number;
  readonly viewer: Viewer;
  readonly rest: Posture;
  /** Times of the viewer's shifts in the seat, s, ascending. */
  readonly fidgets: Float64Array;
  /** Acts that may overlap the range, by start. */
  readonly acts: readonly Act[];
};

// Shares of the variance: slow drift, posture held between fidgets, quick glances.
const SLOW = Math.sqrt(0.5);
const HELD = Math.sqrt(0.35);
const QUICK = Math.sqrt(0.15);
const QUICK_TIME = 2;
/** Seconds a shift of posture takes, and an act's nod. */
const SHIFT = 1;
const NOD = 0.5;

/** Nod in rad while at an activity: looking down at a phone, tipping back to drink (assumed). */
const ACT_PITCH: Readonly<Record<number, number>> = {
  [PHONE]: 0.62,
  [DRINKING]: -0.2,
  [EATING]: 0.08,
  [TOUCHING]: 0.06,
};

const rotation = new Float64Array(9);
const held = new Float64Array(6);
const before = new Float64Array(6);
const part = new Float64Array(6);

/**
 * Head pose at samples from..from+count-1, written to `out` as count x 6: position in m, then yaw, pitch, roll in rad.
 *
 * `laughter` and `surprise` are contractions 0..1 at the same samples: laughing tips the head back and shakes it,
 * startling pulls it back. `noise` is scratch of at least 12 x count.
 */
export function headPose(
  inputs: HeadInputs,
  from: number,
  count: number,
  laughter: Float64Array,
  surprise: Float64Array,
  noise: Float64Array,
  out: Float32Array,
  outOffset: number,
): void {
  const { nuisance, rate, viewer, rest } = inputs;
  const { head } = nuisance;
  part.fill(0);
  const moving = head.yaw > 0 || head.pitch > 0 || head.roll > 0 || head.sway > 0;
  if (moving) {
    for (let lane = 0; lane < 12; lane += 1) {
      const time = lane < 6 ? head.time : QUICK_TIME;
      const course = noise.subarray(lane * count, (lane + 1) * count);
      smoothNoise(inputs.motion, viewer.index, lane, from, count, 1 / (time * rate), course);
    }
  }
  const degrees = Math.PI / 180;
  let shift = 0;
  let drawn = -1;
  for (let s = 0; s < count; s += 1) {
    const time = (from + s) / rate;
    while (shift < inputs.fidgets.length && inputs.fidgets[shift] <= time) shift += 1;
    const since = shift === 0 ? SHIFT : Math.min(SHIFT, time - inputs.fidgets[shift - 1]);
    if (moving) {
      if (drawn !== shift) {
        for (let lane = 0; lane < 6; lane += 1) {
          held[lane] = normal(inputs.posture, viewer.index, shift, lane);
          before[lane] = shift === 0 ? 0 : normal(inputs.posture, viewer.index, shift - 1, lane);
        }
        drawn = shift;
      }
      // Between two postures the variance dips for a second: the body passes through the middle.
      const blend = smooth(since / SHIFT);
      for (let lane = 0; lane < 6; lane += 1) {
        part[lane] =
          SLOW * noise[lane * count + s] +
          QUICK * noise[(lane + 6) * count + s] +
          HELD * (blend * held[lane] + (1 - blend) * before[lane]);
      }
    }
    let nod = 0;
    for (const act of inputs.acts) {
      if (act.start > time + NOD) break;
      nod += (ACT_PITCH[act.activity] ?? 0) * ramp(act, time);
    }
    const react = head.reaction;
    // A head bobs with laughter's notes, 4.8 Hz (Provine): at 1 Hz only its phase is seen.
    const bob = Math.sin(2 * Math.PI * 4.76 * time + viewer.index);
    const yaw = rest.yaw + degrees * head.yaw * part[0];
    const pitch =
      rest.pitch +
      degrees * head.pitch * part[1] +
      nod +
      react * (laughter[s] * (-0.09 + 0.03 * bob) - 0.05 * surprise[s]);
    const roll = degrees * head.roll * part[2] + react * 0.03 * laughter[s] * Math.cos(time + viewer.index);
    headRotation(yaw, pitch, roll, rotation);
    // The head turns on the joint, not on the point between the ears.
    const px = rotation[1] * PIVOT_Y + rotation[2] * PIVOT_Z;
    const py = PIVOT_Y - (rotation[4] * PIVOT_Y + rotation[5] * PIVOT_Z);
    const pz = -PIVOT_Z - (rotation[7] * PIVOT_Y + rotation[8] * PIVOT_Z);
    const at = outOffset + s * 6;
    out[at] = rest.x + 1.5 * head.sway * part[3] - px;
    out[at + 1] = rest.y + 0.5 * head.sway * part[4] + py + react * laughter[s] * 0.012 * bob;
    out[at + 2] = rest.z + head.sway * part[5] + pz + react * (0.02 * laughter[s] + 0.035 * surprise[s]);
    out[at + 3] = yaw;
    out[at + 4] = pitch;
    out[at + 5] = roll;
  }
}

function ramp(act: Act, time: number): number {
  if (act.activity === AWAY) return 0;
  return smooth(Math.min(time - act.start + NOD, act.end + NOD - time) / NOD);
}

function smooth(part: number): number {
  const f = Math.min(1, Math.max(0, part));
  return f * f * (3 - 2 * f);
}
