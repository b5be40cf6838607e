import type { Anatomy } from './anatomy.ts';
import { bump, clamp, mix, smoothstep } from './smooth.ts';

/** Condyles: height and depth of the jaw's axis of rotation, mm. */
export const CONDYLE_Y = -12;
export const CONDYLE_Z = 8;
/** Rotation of a fully dropped jaw, rad, and its glide forward and down along the joint, mm. */
export const JAW_ANGLE = (15 * Math.PI) / 180;
const GLIDE_FORWARD = 9;
const GLIDE_DOWN = 3;

/** Which lip a point on the mouth's slit belongs to; 0: told by its height. */
export type Lip = -1 | 0 | 1;

/** Share of the lower jaw's motion a neutral skin point takes part in, 0..1; x >= 0. */
function jawShare(a: Anatomy, x: number, y: number, z: number, low: number, arch: number): number {
  const kv = a.scales.height;
  const side = smoothstep(-42 * kv, -100 * kv, y);
  const centre = low * mix(arch, 1, smoothstep(a.yMouth - 4, a.yMouth - 24, y));
  const w = mix(centre, side, smoothstep(a.mouth - 12, a.mouth + 6, x));
  return Math.max(w, side * smoothstep(a.yMouth - 8, a.yMouth - 30, y)) * smoothstep(-22, 30, z);
}

function lowerFace(a: Anatomy, x: number, y: number, z: number, lip: Lip, row: Float64Array): void {
  const { yMouth, mouth } = a;
  const front = smoothstep(5, 40, z);
  const out = smoothstep(0, 6, x);
  const low = lip === 0 ? smoothstep(yMouth + 0.8, yMouth - 0.8, y) : lip < 0 ? 1 : 0;
  // AU12: the corner of the mouth goes out, up and back; the cheek rises; the upper lip thins against the teeth.
  const corner = bump(x - mouth - 1, y - yMouth, 12, 12);
  const cheek = front * bump(x - 44, y + 40, 14, 14);
  row[3] = out * 8 * corner + 2.5 * cheek * out;
  row[4] = 8 * corner + 4 * cheek * smoothstep(-6, -14, y) + 2.4 * front * bump(x, y - yMouth - 4, 22, 7) * (1 - low);
  row[5] = -5 * corner + 5 * cheek - 1.5 * front * bump(x, y - yMouth, 22, 10);
  // AU6: the upper cheek rises under the eye.
  const upperCheek = front * bump(x - 38, y + 22, 14, 11) * smoothstep(-3, -9, y);
  row[6] = 0;
  row[7] = 4 * upperCheek;
  row[8] = 3 * upperCheek;
  // AU25: the lips part.
  const arch = clamp(1 - (x / (mouth + 1)) ** 2, 0, 1) ** 0.75;
  const near = front * arch * Math.exp(-(((y - yMouth) / 14) ** 2));
  row[9] = 0;
  row[10] = near * (1.6 * (1 - low) - 3.2 * low);
  row[11] = 0;
  // AU26: the corners draw in, the upper lip lifts a little, and the jaw glides while it rotates.
  const share = jawShare(a, x, y, z, low, arch);
  row[12] = -3.5 * out * bump(x - mouth, y - yMouth, 12, 14);
  row[13] = 1.2 * (1 - low) * arch * Math.exp(-(((y - yMouth) / 14) ** 2)) - GLIDE_DOWN * share;
  row[14] = GLIDE_FORWARD * share;
  row[15] = share;
}

function upperFace(a: Anatomy, x: number, y: number, z: number, row: Float64Array): void {
  for (let k = 17; k < 26; k++) row[k] = 0;
  const brow = a.identity.browHeight + 1;
  const lifted = smoothstep(2.5, 16.5, y);
  const front = smoothstep(5, 40, z) * lifted;
  if (front === 0) return;
  row[18] = 5.6 * front * bump(x - 13, y - brow - 3, 13, 15);
  row[21] = 5.4 * front * bump(x - 50, y - brow - 1, 16, 15);
  const frown = front * bump(x - 17, y - brow + 1, 13, 11);
  row[23] = -4 * frown * smoothstep(0, 6, x);
  row[24] = -6.5 * frown - 2 * front * bump(x - 40, y - brow, 12, 9);
  row[25] = 1.5 * frown;
}

/**
 * Displacement of the neutral skin point (x >= 0, y, z) at full strength of each action unit, mm, into a point row
 * (layout: `point.ts`), except the lids'; row[15] becomes the share in the jaw's motion. Amplitudes fitted by hand so
 * that a landmark detector's measures follow the action units (mouth corner 8 mm out and up in a full smile, brows
 * 5.5 mm up, chin 20 mm down).
 */
export function displacements(a: Anatomy, x: number, y: number, z: number, lip: Lip, row: Float64Array): void {
  lowerFace(a, x, y, z, lip, row);
  upperFace(a, x, y, z, row);
}
