import { AU1, AU2, AU4, AU6, AU12, AU25, AU26 } from './action-units.ts';
import { JAW_ANGLE } from './displacement.ts';
import { type LidMotion, lidDrives } from './lids.ts';

/**
 * A skin point is a row of numbers, everything about it that posing needs (mm):
 * 0-2 rest x y z; 3-5, 6-8, 9-11, 12-14 displacement at full AU12, AU6, AU25, AU26 (without rotation); 15-16 height
 * and depth over the condyles times the share in the jaw's rotation; 17-19, 20-22, 23-25 AU1, AU2, AU4; 26-28 factors
 * of the three lid numbers; 29-30 depth gained per mm, and per mm squared, that a lid point slides up.
 * The first LOWER_STRIDE numbers pose a point of the lower face alone.
 */
export const STRIDE = 32;
export const LOWER_STRIDE = 17;

/** Length of the array of drives: what the action units come to before any point is posed. */
export const DRIVES = 12;

/** The part of the drives that moves the lower face: all that `poseLowerPoint` reads. */
export function fillLowerDrives(au: ArrayLike<number>, o: number, linear: boolean, out: Float64Array): void {
  const theta = linear ? 0 : au[o + AU26] * JAW_ANGLE;
  out[0] = au[o + AU12];
  out[1] = au[o + AU6];
  out[2] = au[o + AU25];
  out[3] = au[o + AU26];
  // cos - 1 by the half angle: exact near 0.
  const half = Math.sin(theta / 2);
  out[4] = -2 * half * half;
  out[5] = Math.sin(theta);
}

/**
 * Drives of one expression into `out`: AU12, AU6, AU25, AU26, cosine - 1 and sine of the jaw's rotation, AU1, AU2, AU4,
 * then the change of the three lid numbers. `linear`: no rotation, lids linear in the action units.
 */
export function fillDrives(
  lids: LidMotion,
  au: ArrayLike<number>,
  o: number,
  linear: boolean,
  out: Float64Array,
): void {
  fillLowerDrives(au, o, linear, out);
  out[6] = au[o + AU1];
  out[7] = au[o + AU2];
  out[8] = au[o + AU4];
  lidDrives(lids, au, o, linear, out, 9);
}

/** Poses points `from` to `to` (exclusive) of full rows: 3 numbers each, mm, from out[outOffset] on. The one kernel. */
export function posePoints(
  rows: Float32Array,
  from: number,
  to: number,
  drives: Float64Array,
  out: Float64Array | Float32Array,
  outOffset: number,
): void {
  const d0 = drives[0];
  const d1 = drives[1];
  const d2 = drives[2];
  const d3 = drives[3];
  const c = drives[4];
  const s = drives[5];
  const d6 = drives[6];
  const d7 = drives[7];
  const d8 = drives[8];
  const l0 = drives[9];
  const l1 = drives[10];
  const l2 = drives[11];
  let w = outOffset;
  for (let i = from; i < to; i++, w += 3) {
    const o = i * STRIDE;
    const x = rows[o] + d0 * rows[o + 3] + d1 * rows[o + 6] + d2 * rows[o + 9] + d3 * rows[o + 12];
    const y = rows[o + 1] + d0 * rows[o + 4] + d1 * rows[o + 7] + d2 * rows[o + 10] + d3 * rows[o + 13];
    const z = rows[o + 2] + d0 * rows[o + 5] + d1 * rows[o + 8] + d2 * rows[o + 11] + d3 * rows[o + 14];
    const jy = rows[o + 15];
    const jz = rows[o + 16];
    const lid = l0 * rows[o + 26] + l1 * rows[o + 27] + l2 * rows[o + 28];
    out[w] = x + d6 * rows[o + 17] + d7 * rows[o + 20] + d8 * rows[o + 23];
    out[w + 1] = y + (c * jy - s * jz) + (d6 * rows[o + 18] + d7 * rows[o + 21] + d8 * rows[o + 24]) + lid;
    out[w + 2] =
      z +
      (c * jz + s * jy) +
      (d6 * rows[o + 19] + d7 * rows[o + 22] + d8 * rows[o + 25]) +
      lid * (rows[o + 29] + lid * rows[o + 30]);
  }
}

/** The kernel's first part, for a point that only the lower face moves: row at `o` of `rows`, result at `w` of `out`. */
export function poseLowerPoint(
  rows: Float32Array,
  o: number,
  drives: Float64Array,
  out: Float64Array,
  w: number,
): void {
  const d0 = drives[0];
  const d1 = drives[1];
  const d2 = drives[2];
  const d3 = drives[3];
  const c = drives[4];
  const s = drives[5];
  const jy = rows[o + 15];
  const jz = rows[o + 16];
  out[w] = rows[o] + d0 * rows[o + 3] + d1 * rows[o + 6] + d2 * rows[o + 9] + d3 * rows[o + 12];
  out[w + 1] =
    rows[o + 1] + d0 * rows[o + 4] + d1 * rows[o + 7] + d2 * rows[o + 10] + d3 * rows[o + 13] + (c * jy - s * jz);
  out[w + 2] =
    rows[o + 2] + d0 * rows[o + 5] + d1 * rows[o + 8] + d2 * rows[o + 11] + d3 * rows[o + 14] + (c * jz + s * jy);
}
