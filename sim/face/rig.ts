import { AU26 } from './action-units.ts';
import { calibratedSurface } from './calibration.ts';
import { type ContourPlace, contourPlace } from './contour.ts';
import {
  type ContourScratch,
  createContourScratch,
  forgetPosed,
  type JawCurves,
  measureArcs,
  searchContour,
  setAxes,
  splineAfter,
  splineBefore,
  splineMiddle,
} from './contour-search.ts';
import { JAW_ANGLE } from './displacement.ts';
import { landmarkFeatures, MIRROR_LANDMARK } from './features.ts';
import type { Identity } from './identity.ts';
import { ANGLES, CANDIDATES, CURVE_ROW, curveRows, traceCurves } from './jaw-curves.ts';
import { buildLidMotion, type LidMotion } from './lids.ts';
import { DRIVES, fillDrives, posePoints, STRIDE } from './point.ts';
import { type BasePoint, baseRow, storePair } from './skin.ts';
import { frontalParameters, type Surface, startParameters } from './surface.ts';

/** The 68 points in iBUG order: jaw 0-16, brows 17-26, nose 27-35, eyes 36-47, mouth 48-67; right is the subject's. */
export const LANDMARK_COUNT = 68;
const JAW_COUNT = 17;

/** Everything that posing one face needs. */
export type FaceRig = {
  readonly identity: Identity;
  readonly surface: Surface;
  readonly lids: LidMotion;
  /** Point rows of the landmarks (layout: `point.ts`). */
  readonly landmarks: Float32Array;
  /** Surface parameters (angle, v) of each landmark on the symmetric face; right side: of its mirror image. */
  readonly parameters: Float64Array;
  /** What the linear face adds to height and depth of each landmark at full AU26 in place of the rotation, mm. */
  readonly linearJaw: Float32Array;
  readonly curves: JawCurves;
};

const place: ContourPlace = { slot: 0, share: 0 };
const searchMemory = createContourScratch();

// Adds the share `w` of contour point `slot` to landmark l: the same sums of candidates that the search makes.
function addContourPoint(
  scratch: ContourScratch,
  rows: Float32Array,
  curve: Float64Array,
  slot: number,
  w: number,
  sums: Float64Array,
): void {
  const d = scratch.offset[slot];
  const weights = [splineBefore(d), splineMiddle(d), splineAfter(d)];
  const half = slot % ANGLES;
  for (let n = -1; n <= 1; n++) {
    const k = scratch.middle[slot] + n;
    const share = w * weights[n + 1];
    const o = (slot * CANDIDATES + k) * CURVE_ROW;
    for (let m = 0; m < CURVE_ROW; m++) sums[m] += share * rows[o + m];
    const p = 2 * (half * CANDIDATES + k);
    sums[STRIDE] += share * curve[p];
    sums[STRIDE + 1] += share * curve[p + 1];
  }
}

// The jaw landmarks are material points: those on the contour of the neutral face seen from the front.
function placeJaw(
  curves: JawCurves,
  curve: Float64Array,
  scratch: ContourScratch,
  rows: Float32Array,
  parameters: Float64Array,
): void {
  const sums = new Float64Array(STRIDE + 2);
  for (let l = 0; l < JAW_COUNT; l++) {
    sums.fill(0);
    if (l === 8) {
      addContourPoint(scratch, curves.rows, curve, 0, 0.5, sums);
      addContourPoint(scratch, curves.rows, curve, ANGLES, 0.5, sums);
    } else {
      contourPlace(scratch, l > 8 ? 0 : 1, Math.abs(l - 8), place);
      addContourPoint(scratch, curves.rows, curve, place.slot, 1 - place.share, sums);
      addContourPoint(scratch, curves.rows, curve, place.slot + 1, place.share, sums);
    }
    for (let m = 0; m < CURVE_ROW; m++) rows[l * STRIDE + m] = sums[m];
    parameters[2 * l] = sums[STRIDE];
    parameters[2 * l + 1] = sums[STRIDE + 1];
  }
}

function buildCurves(surface: Surface, curve: Float64Array, scratch: ContourScratch): JawCurves {
  const half = ANGLES * CANDIDATES * CURVE_ROW;
  const rows = new Float32Array(2 * half);
  curveRows(surface, curve, rows.subarray(0, half), rows.subarray(half));
  const curves = { rows, start: new Uint8Array(2 * ANGLES).fill(CANDIDATES >> 1) };
  scratch.curves = curves;
  scratch.units.fill(0);
  scratch.drives.fill(0);
  forgetPosed(scratch);
  setAxes(scratch, 0, 0, 1);
  searchContour(curves, scratch);
  measureArcs(scratch);
  for (let i = 0; i < 2 * ANGLES; i++) curves.start[i] = scratch.middle[i];
  return curves;
}

// Same size as the rotation's end displacement, in the direction in which the rotation starts; the glide is in the row.
function linearJawOf(rows: Float32Array): Float32Array {
  const linear = new Float32Array(2 * LANDMARK_COUNT);
  const c = Math.cos(JAW_ANGLE) - 1;
  const s = Math.sin(JAW_ANGLE);
  for (let l = 0; l < LANDMARK_COUNT; l++) {
    const jy = rows[l * STRIDE + 15];
    const jz = rows[l * STRIDE + 16];
    const arm = Math.hypot(jy, jz);
    if (arm === 0) continue;
    const end = Math.hypot(c * jy - s * jz, c * jz + s * jy);
    linear[2 * l] = (-jz / arm) * end;
    linear[2 * l + 1] = (jy / arm) * end;
  }
  return linear;
}

/**
 * The rig of a face: landmarks, jaw contour and lids ready to be posed. Its neutral measures (see `measure.ts`) equal
 * the identity's. Throws on a number that is not finite.
 */
export function buildRig(identity: Identity): FaceRig {
  for (const [name, value] of Object.entries(identity)) {
    if (!Number.isFinite(value)) throw new RangeError(`identity.${name}: expected a finite number, found ${value}`);
  }
  const surface = calibratedSurface(identity);
  const rows = new Float32Array(LANDMARK_COUNT * STRIDE);
  const parameters = new Float64Array(2 * LANDMARK_COUNT);
  const curve = traceCurves(surface, ANGLES);
  const curves = buildCurves(surface, curve, searchMemory);
  placeJaw(curves, curve, searchMemory, rows, parameters);
  const row = new Float64Array(STRIDE);
  const point: BasePoint = { x: 0, y: 0, z: 0, jaw: 0 };
  const at = new Float64Array(2);
  for (const [l, feature] of landmarkFeatures(surface.anatomy)) {
    startParameters(feature.x, feature.y, at);
    frontalParameters(surface, feature.x, feature.y, at);
    baseRow(surface, at[0], at[1], feature.lip, feature.lids, row, point);
    storePair(surface.anatomy, row, point, rows, l, MIRROR_LANDMARK[l]);
    parameters.set(at, 2 * l);
    parameters.set(at, 2 * MIRROR_LANDMARK[l]);
  }
  const lids = buildLidMotion(surface.anatomy);
  return { identity, surface, lids, landmarks: rows, parameters, linearJaw: linearJawOf(rows), curves };
}

const drives = new Float64Array(DRIVES);

/**
 * All 68 landmarks, mm in the head frame, 68 * 3 numbers from out[0] on, for the action units au[auOffset..]. The jaw
 * points 0-16 are the skin points on the neutral frontal contour. `linear` poses the linearised face: displacements of
 * the same size, exactly linear in the action units.
 */
export function poseLandmarks(
  rig: FaceRig,
  au: ArrayLike<number>,
  auOffset: number,
  out: Float64Array | Float32Array,
  linear = false,
): void {
  fillDrives(rig.lids, au, auOffset, linear, drives);
  posePoints(rig.landmarks, 0, LANDMARK_COUNT, drives, out, 0);
  if (!linear) return;
  const jaw = au[auOffset + AU26];
  const { linearJaw, landmarks } = rig;
  for (let l = 0; l < LANDMARK_COUNT; l++) {
    const o = l * STRIDE;
    const lid = drives[9] * landmarks[o + 26] + drives[10] * landmarks[o + 27] + drives[11] * landmarks[o + 28];
    out[3 * l + 1] += jaw * linearJaw[2 * l];
    // Without the square that the lid's slide over the eyeball has.
    out[3 * l + 2] += jaw * linearJaw[2 * l + 1] - lid * lid * landmarks[o + 30];
  }
}
