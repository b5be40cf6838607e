/**
 * The 3 x 3 matrix (rows first) that takes head-frame vectors to the world frame, for yaw, pitch and roll in rad.
 *
 * At zero the head faces the screen: x (subject's left) to -x, y to y, z (forward) to -z. Yaw turns to the subject's
 * left, pitch nods down, roll tips the head's left side up; yaw is applied last: B Ry(yaw) Rx(pitch) Rz(roll).
 */
export function headRotation(yaw: number, pitch: number, roll: number, out: Float64Array): void {
  const cy = Math.cos(yaw);
  const sy = Math.sin(yaw);
  const cp = Math.cos(pitch);
  const sp = Math.sin(pitch);
  const cr = Math.cos(roll);
  const sr = Math.sin(roll);
  out[0] = -(cy * cr + sy * sp * sr);
  out[1] = -(-cy * sr + sy * sp * cr);
  out[2] = -(sy * cp);
  out[3] = cp * sr;
  out[4] = cp * cr;
  out[5] = -sp;
  out[6] = -(-sy * cr + cy * sp * sr);
  out[7] = -(sy * sr + cy * sp * cr);
  out[8] = -(cy * cp);
}
