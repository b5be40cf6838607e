/**
 * Solids that stand between a camera and a landmark, with exact tests. A segment runs from the camera (ax, ay, az) to a
 * landmark (bx, by, bz); units are the caller's, the same for all.
 */

/** A ball swept along a segment: limbs, shoulders, fingers. */
export type Capsule = { x0: number; y0: number; z0: number; x1: number; y1: number; z1: number; radius: number };

/** A right circular cylinder between the middles of its two flat ends: cups. */
export type Cylinder = Capsule;

/** Whether a segment meets a capsule. Source: Ericson, Real-Time Collision Detection, 5.1.9 (closest segment points). */
export function meetsCapsule(
  c: Readonly<Capsule>,
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
): boolean {
  const ux = bx - ax;
  const uy = by - ay;
  const uz = bz - az;
  const vx = c.x1 - c.x0;
  const vy = c.y1 - c.y0;
  const vz = c.z1 - c.z0;
  const wx = ax - c.x0;
  const wy = ay - c.y0;
  const wz = az - c.z0;
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  const uw = ux * wx + uy * wy + uz * wz;
  const vw = vx * wx + vy * wy + vz * wz;
  const denominator = uu * vv - uv * uv;
  let s = denominator > 1e-12 * uu * vv ? (uv * vw - vv * uw) / denominator : 0;
  s = Math.min(1, Math.max(0, s));
  let t = vv > 0 ? (uv * s + vw) / vv : 0;
  if (t < 0 || t > 1) {
    t = t < 0 ? 0 : 1;
    s = uu > 0 ? (uv * t - uw) / uu : 0;
    s = Math.min(1, Math.max(0, s));
  }
  const dx = wx + s * ux - t * vx;
  const dy = wy + s * uy - t * vy;
  const dz = wz + s * uz - t * vz;
  return dx * dx + dy * dy + dz * dz < c.radius * c.radius;
}

/** Whether a segment meets a solid cylinder. Source: Ericson, Real-Time Collision Detection, 5.3.7. */
export function meetsCylinder(
  c: Readonly<Cylinder>,
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
): boolean {
  const dx = c.x1 - c.x0;
  const dy = c.y1 - c.y0;
  const dz = c.z1 - c.z0;
  const mx = ax - c.x0;
  const my = ay - c.y0;
  const mz = az - c.z0;
  const nx = bx - ax;
  const ny = by - ay;
  const nz = bz - az;
  const md = mx * dx + my * dy + mz * dz;
  const nd = nx * dx + ny * dy + nz * dz;
  const dd = dx * dx + dy * dy + dz * dz;
  // The part of the segment between the two end planes, as parameters of the segment.
  let enter = 0;
  let leave = 1;
  if (nd === 0) {
    if (md < 0 || md > dd) return false;
  } else {
    const p = -md / nd;
    const q = (dd - md) / nd;
    enter = Math.max(enter, Math.min(p, q));
    leave = Math.min(leave, Math.max(p, q));
  }
  // The part inside the endless cylinder: a t^2 + 2 b t + k <= 0.
  const nn = nx * nx + ny * ny + nz * nz;
  const mn = mx * nx + my * ny + mz * nz;
  const mm = mx * mx + my * my + mz * mz;
  const a = dd * nn - nd * nd;
  const b = dd * mn - nd * md;
  const k = dd * (mm - c.radius * c.radius) - md * md;
  if (a <= 1e-14 * dd * nn) return k <= 0 && enter <= leave;
  const root = b * b - a * k;
  if (root < 0) return false;
  const spread = Math.sqrt(root);
  return Math.max(enter, (-b - spread) / a) <= Math.min(leave, (-b + spread) / a);
}

/** Whether a segment meets an axis-aligned box (slabs). */
export function meetsBox(
  box: {
    readonly x0: number;
    readonly y0: number;
    readonly z0: number;
    readonly x1: number;
    readonly y1: number;
    readonly z1: number;
  },
  ax: number,
  ay: number,
  az: number,
  bx: number,
  by: number,
  bz: number,
): boolean {
  let enter = 0;
  let leave = 1;
  const ix = 1 / (bx - ax);
  const iy = 1 / (by - ay);
  const iz = 1 / (bz - az);
  let p = (box.x0 - ax) * ix;
  let q = (box.x1 - ax) * ix;
  enter = Math.max(enter, Math.min(p, q));
  leave = Math.min(leave, Math.max(p, q));
  p = (box.y0 - ay) * iy;
  q = (box.y1 - ay) * iy;
  enter = Math.max(enter, Math.min(p, q));
  leave = Math.min(leave, Math.max(p, q));
  p = (box.z0 - az) * iz;
  q = (box.z1 - az) * iz;
  enter = Math.max(enter, Math.min(p, q));
  leave = Math.min(leave, Math.max(p, q));
  // A segment along a face gives NaN for that axis: touching a face hides nothing.
  return enter < leave;
}
