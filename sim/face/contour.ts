import { type ContourScratch, forgetPosed, measureArcs, searchContour, setAxes } from './contour-search.ts';
import { ANGLES } from './jaw-curves.ts';
import { fillLowerDrives } from './point.ts';
import type { FaceRig } from './rig.ts';

export { type ContourScratch, createContourScratch } from './contour-search.ts';

/** Share of a side's contour length, from the chin, at which landmark 8 + k (left side) or 8 - k (right side) lies. */
export const CONTOUR_SHARE: readonly number[] = [0, 0.125, 0.25, 0.37, 0.485, 0.605, 0.735, 0.87, 1];

/** Directions of the searched contour between which a landmark lies, and the way from the first to the second. */
export type ContourPlace = { slot: number; share: number };

/** Where on the searched and measured contour the landmark k (1..8) steps from the chin lies; side 0 is the left. */
export function contourPlace(scratch: ContourScratch, side: number, k: number, place: ContourPlace): void {
  const { arc } = scratch;
  const first = side * ANGLES;
  const last = first + ANGLES - 1;
  const wanted = CONTOUR_SHARE[k] * arc[last];
  let slot = first;
  while (slot < last - 1 && arc[slot + 1] < wanted) slot++;
  const step = arc[slot + 1] - arc[slot];
  place.slot = slot;
  place.share = step > 0 ? (wanted - arc[slot]) / step : 0;
}

const place: ContourPlace = { slot: 0, share: 0 };

function sameExpression(scratch: ContourScratch, rig: FaceRig, au: ArrayLike<number>, o: number): boolean {
  if (scratch.curves !== rig.curves) return false;
  const { units } = scratch;
  for (let i = 0; i < units.length; i++) if (units[i] !== au[o + i]) return false;
  return true;
}

/**
 * The 17 jaw landmarks as a viewer in direction (vx, vy, vz) sees them (unit vector in the head frame, from the face
 * towards the camera): 17 * 3 numbers in `out`, mm in the head frame, subject's right to left. Per direction around
 * the face the outermost skin point in the view, in front of neck and ear; the landmarks lie at fixed shares of the
 * screen length of the line through those points, as annotators place them on photographs. Points posed for the last
 * call are used again while face and expression stay, so calls for several cameras should follow each other.
 */
export function poseContour(
  rig: FaceRig,
  au: ArrayLike<number>,
  auOffset: number,
  vx: number,
  vy: number,
  vz: number,
  out: Float64Array | Float32Array,
  scratch: ContourScratch,
): void {
  if (!sameExpression(scratch, rig, au, auOffset)) {
    forgetPosed(scratch);
    scratch.curves = rig.curves;
    for (let i = 0; i < scratch.units.length; i++) scratch.units[i] = au[auOffset + i];
    fillLowerDrives(au, auOffset, false, scratch.drives);
  }
  setAxes(scratch, vx, vy, vz);
  searchContour(rig.curves, scratch);
  measureArcs(scratch);
  const { points } = scratch;
  const other = 3 * ANGLES;
  for (let k = 0; k < 3; k++) out[24 + k] = 0.5 * (points[k] + points[other + k]);
  for (let side = 0; side < 2; side++) {
    for (let k = 1; k <= 8; k++) {
      contourPlace(scratch, side, k, place);
      const p = 3 * place.slot;
      const w = 3 * (side === 0 ? 8 + k : 8 - k);
      const t = place.share;
      out[w] = points[p] + (points[p + 3] - points[p]) * t;
      out[w + 1] = points[p + 1] + (points[p + 4] - points[p + 1]) * t;
      out[w + 2] = points[p + 2] + (points[p + 5] - points[p + 2]) * t;
    }
  }
}
