import { MEAN_FACE, OUTER_EYE_DISTANCE, type WeakPose } from './pose-fit.ts';

/** No turn divides by less than this: at 75 degrees a landmark's sideways shift is hardly seen any more. */
const LEAST_FACING = 0.25;

/**
 * Canonical landmarks, 136 numbers (x, y interleaved; y up; 1 = the mean face's outer eye distance), written to
 * `out[offset..]`: image points (68 x 2, y up) with the pose taken out.
 *
 * What the posed mean face leaves unexplained is turned back as if it lay in the frontal plane, and added to the mean
 * face's frontal view.
 */
export function canonicalLandmarks(points: Float64Array, pose: WeakPose, out: Float32Array, offset: number): void {
  const { rotation: r, scale, x, y } = pose;
  const det = r[0] * r[4] - r[1] * r[3];
  const facing = 1 / (Math.abs(det) < LEAST_FACING ? (det < 0 ? -LEAST_FACING : LEAST_FACING) : det);
  const a = r[4] * facing;
  const b = -r[1] * facing;
  const c = -r[3] * facing;
  const d = r[0] * facing;
  const shrink = 1 / scale;
  const unit = 1 / OUTER_EYE_DISTANCE;
  for (let l = 0; l < 68; l += 1) {
    const mx = MEAN_FACE[l * 3];
    const my = MEAN_FACE[l * 3 + 1];
    const mz = MEAN_FACE[l * 3 + 2];
    const u = (points[l * 2] - x) * shrink - (r[0] * mx + r[1] * my + r[2] * mz);
    const v = (points[l * 2 + 1] - y) * shrink - (r[3] * mx + r[4] * my + r[5] * mz);
    out[offset + l * 2] = (mx + a * u + b * v) * unit;
    out[offset + l * 2 + 1] = (my + c * u + d * v) * unit;
  }
}
