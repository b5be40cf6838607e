import type { Anatomy } from './anatomy.ts';
import { CONDYLE_Y, CONDYLE_Z, displacements, type Lip } from './displacement.ts';
import { lidWeights } from './lids.ts';
import { evaluateLoft, LOFT_RESULT } from './loft.ts';
import { STRIDE } from './point.ts';
import { featureRelief } from './relief.ts';
import { smoothstep } from './smooth.ts';
import { reliefShare, type Surface } from './surface.ts';

/** How far the chin's shift and the cant of mouth and brows move a neutral point; its position goes to row[0..2]. */
function setRest(a: Anatomy, x: number, y: number, z: number, row: Float64Array): void {
  const kv = a.scales.height;
  // Level over face and jaw, so that the asymmetry does not move the contour to other skin on one side.
  const front = smoothstep(-90, -20, z);
  const chin = smoothstep(-45 * kv, -112 * kv, y) * front;
  const mouth = smoothstep(-44 * kv, -62 * kv, y) * smoothstep(-112 * kv, -86 * kv, y);
  const brow = smoothstep(9.5, 15, y) * smoothstep(60, 30, y);
  row[0] = x + a.identity.chinShift * chin;
  row[1] = y + x * a.cant * front * (mouth + 0.7 * brow);
  row[2] = z;
}

/**
 * Completes a row whose displacements are those of the left-side point (x >= 0, y, z) and whose entry 15 is its share in
 * the jaw's motion: sets the neutral position, asymmetry included, and the jaw's arms; `mirrored` makes it the row of
 * the right-side point. Displacements keep their symmetric directions.
 */
export function completeRow(a: Anatomy, x: number, y: number, z: number, mirrored: boolean, row: Float64Array): void {
  const share = row[15];
  setRest(a, mirrored ? -x : x, y, z, row);
  row[15] = share * (row[1] - CONDYLE_Y);
  row[16] = share * (row[2] - CONDYLE_Z);
  if (!mirrored) return;
  for (let k = 3; k < 15; k += 3) row[k] = -row[k];
  for (let k = 17; k < 26; k += 3) row[k] = -row[k];
}

const weights = new Float64Array(3);

// The lid slides over the eyeball: its depth as a quadratic of the way, fitted to the neutral surface at two ways.
function setLids(a: Anatomy, x: number, y: number, slope: number, share: number, row: Float64Array): void {
  lidWeights(a, x, y, weights);
  if (weights[0] === 0 && weights[2] === 0) return;
  row[26] = weights[0];
  row[27] = weights[1];
  row[28] = weights[2];
  // As far down as a closing lid takes the point, and as far up as a wide eye.
  const down = Math.min(-2, weights[1] * a.lidDown - weights[0] * a.lidUp);
  const up = 3;
  const here = featureRelief(a, x, y);
  const below = slope * down + share * (featureRelief(a, x, y + down) - here);
  const above = slope * up + share * (featureRelief(a, x, y + up) - here);
  row[30] = (above / up - below / down) / (up - down);
  row[29] = above / up - row[30] * up;
}

const loft = new Float64Array(LOFT_RESULT);

/** A neutral point of the symmetric face: position, and its share in the jaw's motion. */
export type BasePoint = { x: number; y: number; z: number; jaw: number };

/** The row of the skin at (angle >= 0, v) up to `completeRow`; position and share in the jaw's motion go to `point`. */
export function baseRow(
  surface: Surface,
  angle: number,
  v: number,
  lip: Lip,
  lids: boolean,
  row: Float64Array,
  point: BasePoint,
): void {
  const a = surface.anatomy;
  evaluateLoft(surface.loft, angle, v, loft);
  const x = loft[0];
  const y = loft[1];
  const share = reliefShare(loft[3], v);
  const z = loft[2] + (share > 0 ? share * featureRelief(a, x, y) : 0);
  displacements(a, x, y, z, lip, row);
  for (let k = 26; k < STRIDE; k++) row[k] = 0;
  if (lids && share > 0) {
    const det = loft[4] * loft[8] - loft[7] * loft[5];
    setLids(a, x, y, (loft[9] * loft[4] - loft[6] * loft[7]) / det, share, row);
  }
  point.x = x;
  point.y = y;
  point.z = z;
  point.jaw = row[15];
}

const pair = new Float64Array(STRIDE);

/** Stores a base row, completed, as vertex `left` of `rows`, and its mirror image as vertex `right` if that differs. */
export function storePair(
  a: Anatomy,
  base: Float64Array,
  point: BasePoint,
  rows: Float32Array,
  left: number,
  right: number,
): void {
  for (let k = 0; k < STRIDE; k++) pair[k] = base[k];
  completeRow(a, left === right ? 0 : point.x, point.y, point.z, false, pair);
  for (let k = 0; k < STRIDE; k++) rows[left * STRIDE + k] = pair[k];
  if (left === right) return;
  for (let k = 0; k < STRIDE; k++) pair[k] = base[k];
  completeRow(a, point.x, point.y, point.z, true, pair);
  for (let k = 0; k < STRIDE; k++) rows[right * STRIDE + k] = pair[k];
}
