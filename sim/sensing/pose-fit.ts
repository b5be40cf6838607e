import { meanFace } from '../face/mean-face.ts';

const LANDMARKS = 68;

/** The mean face's landmarks, mm, 68 x 3, and the distance of its outer eye corners (36-45). */
export const MEAN_FACE: Float64Array = meanFace();
export const OUTER_EYE_DISTANCE: number = Math.hypot(
  MEAN_FACE[45 * 3] - MEAN_FACE[36 * 3],
  MEAN_FACE[45 * 3 + 1] - MEAN_FACE[36 * 3 + 1],
  MEAN_FACE[45 * 3 + 2] - MEAN_FACE[36 * 3 + 2],
);

/**
 * Weight of each landmark in the pose fit: points on bone count fully, those that expressions or the view move count
 * less (assumed; the residue they leave is measured in docs/simulator.md).
 */
export const FIT_WEIGHTS: Float64Array = Float64Array.from({ length: LANDMARKS }, (_, l) => {
  if (l < 17) return 0.06;
  if (l < 27) return 0.15;
  if (l < 36) return 1;
  if (l === 36 || l === 39 || l === 42 || l === 45) return 1;
  if (l < 48) return 0.4;
  return 0.08;
});

/** A weak-perspective pose: image = scale (R X)_xy + (x, y), with R's rows first. */
export type WeakPose = { scale: number; readonly rotation: Float64Array; x: number; y: number };

/** A pose to be written to. */
export function emptyPose(): WeakPose {
  return { scale: 1, rotation: Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1]), x: 0, y: 0 };
}

const ROUNDS = 6;
/** Fewer seen landmarks than this do not fix a pose: then all are used, as a tracker's shape prior would fill them in. */
const FEWEST = 12;

// Weighted second moments: of the mean face (xx xy xz yy yz zz), and between image and mean face (2 x 3).
const moments = new Float64Array(6);
const mixed = new Float64Array(6);
const shape = new Float64Array(9);
const cross = new Float64Array(6);
// Weighted middles: of the mean face (x y z), and of the image (x y).
const middle = new Float64Array(5);

// The mean face about its weighted middle (68 x 3), each point times its weight; the middle, and the second moments.
const CENTERED = new Float64Array(LANDMARKS * 3);
const MIDDLE = new Float64Array(3);
const WHOLE = new Float64Array(6);
const TOTAL: number = FIT_WEIGHTS.reduce((a, b) => a + b, 0);
for (let l = 0; l < LANDMARKS; l += 1) {
  for (let d = 0; d < 3; d += 1) MIDDLE[d] += (FIT_WEIGHTS[l] * MEAN_FACE[l * 3 + d]) / TOTAL;
}
for (let l = 0; l < LANDMARKS; l += 1) {
  const [x, y, z] = [0, 1, 2].map((d) => MEAN_FACE[l * 3 + d] - MIDDLE[d]);
  const w = FIT_WEIGHTS[l];
  CENTERED.set([w * x, w * y, w * z], l * 3);
  [x * x, x * y, x * z, y * y, y * z, z * z].forEach((value, n) => {
    WHOLE[n] += w * value;
  });
}

/**
 * The weak-perspective pose of the mean face that best explains image points (68 x 2, y up), written to `pose`.
 *
 * Weighted least squares over landmarks with `seen[l] !== 0` (all, where `seen` is null): the affine solution, made a
 * scaled rotation, then Gauss-Newton on rotation and scale. The sum of squares depends on the points only through their
 * second moments, so the rounds cost nothing. With `near`, the search starts from the pose given instead of the affine
 * solution. Source: DeMenthon and Davis 1995 (scaled orthography).
 */
export function fitPose(points: Float64Array, seen: Uint8Array | null, pose: WeakPose, near = false): void {
  let count = LANDMARKS;
  if (seen !== null) {
    count = 0;
    for (let l = 0; l < LANDMARKS; l += 1) count += seen[l];
    if (count < FEWEST) count = LANDMARKS;
  }
  if (seen === null || count === LANDMARKS) gatherAll(points);
  else gatherSeen(points, seen);
  if (!near) startFromAffine(pose);
  for (let round = 0; round < ROUNDS; round += 1) if (!refine(pose)) break;
  const { rotation: r, scale } = pose;
  const mx = middle[0];
  const my = middle[1];
  const mz = middle[2];
  pose.x = middle[3] - scale * (r[0] * mx + r[1] * my + r[2] * mz);
  pose.y = middle[4] - scale * (r[3] * mx + r[4] * my + r[5] * mz);
}

/** Middles and moments over all landmarks: the mean face's own are known. */
function gatherAll(points: Float64Array): void {
  let qx = 0;
  let qy = 0;
  let ux = 0;
  let uy = 0;
  let uz = 0;
  let vx = 0;
  let vy = 0;
  let vz = 0;
  for (let l = 0; l < LANDMARKS; l += 1) {
    const u = points[l * 2];
    const v = points[l * 2 + 1];
    const w = FIT_WEIGHTS[l];
    const x = CENTERED[l * 3];
    const y = CENTERED[l * 3 + 1];
    const z = CENTERED[l * 3 + 2];
    qx += w * u;
    qy += w * v;
    ux += u * x;
    uy += u * y;
    uz += u * z;
    vx += v * x;
    vy += v * y;
    vz += v * z;
  }
  mixed[0] = ux;
  mixed[1] = uy;
  mixed[2] = uz;
  mixed[3] = vx;
  mixed[4] = vy;
  mixed[5] = vz;
  moments.set(WHOLE);
  middle[0] = MIDDLE[0];
  middle[1] = MIDDLE[1];
  middle[2] = MIDDLE[2];
  middle[3] = qx / TOTAL;
  middle[4] = qy / TOTAL;
}

/** Middles and moments over the landmarks that are seen. */
function gatherSeen(points: Float64Array, seen: Uint8Array): void {
  let sum = 0;
  middle.fill(0);
  for (let l = 0; l < LANDMARKS; l += 1) {
    if (seen[l] === 0) continue;
    const w = FIT_WEIGHTS[l];
    sum += w;
    middle[0] += w * MEAN_FACE[l * 3];
    middle[1] += w * MEAN_FACE[l * 3 + 1];
    middle[2] += w * MEAN_FACE[l * 3 + 2];
    middle[3] += w * points[l * 2];
    middle[4] += w * points[l * 2 + 1];
  }
  for (let n = 0; n < 5; n += 1) middle[n] /= sum;
  moments.fill(0);
  mixed.fill(0);
  for (let l = 0; l < LANDMARKS; l += 1) {
    if (seen[l] === 0) continue;
    const w = FIT_WEIGHTS[l];
    const x = MEAN_FACE[l * 3] - middle[0];
    const y = MEAN_FACE[l * 3 + 1] - middle[1];
    const z = MEAN_FACE[l * 3 + 2] - middle[2];
    const u = w * (points[l * 2] - middle[3]);
    const v = w * (points[l * 2 + 1] - middle[4]);
    moments[0] += w * x * x;
    moments[1] += w * x * y;
    moments[2] += w * x * z;
    moments[3] += w * y * y;
    moments[4] += w * y * z;
    moments[5] += w * z * z;
    mixed[0] += u * x;
    mixed[1] += u * y;
    mixed[2] += u * z;
    mixed[3] += v * x;
    mixed[4] += v * y;
    mixed[5] += v * z;
  }
}

/** The affine least-squares map, its two rows made orthogonal and equally long without preferring either. */
function startFromAffine(pose: WeakPose): void {
  const [xx, xy, xz, yy, yz, zz] = moments;
  // A depth that few points fix is drawn toward none.
  const ridge = 1e-3 * (xx + yy + zz);
  const a = xx + ridge;
  const d = yy + ridge;
  const f = zz + ridge;
  const c00 = d * f - yz * yz;
  const c01 = xz * yz - xy * f;
  const c02 = xy * yz - xz * d;
  const c11 = a * f - xz * xz;
  const c12 = xy * xz - a * yz;
  const c22 = a * d - xy * xy;
  const inverse = 1 / (a * c00 + xy * c01 + xz * c02);
  const row = (o: number): [number, number, number] => [
    (mixed[o] * c00 + mixed[o + 1] * c01 + mixed[o + 2] * c02) * inverse,
    (mixed[o] * c01 + mixed[o + 1] * c11 + mixed[o + 2] * c12) * inverse,
    (mixed[o] * c02 + mixed[o + 1] * c12 + mixed[o + 2] * c22) * inverse,
  ];
  const u = row(0);
  const v = row(3);
  const lu = Math.hypot(...u) || 1;
  const lv = Math.hypot(...v) || 1;
  const p = [u[0] / lu + v[0] / lv, u[1] / lu + v[1] / lv, u[2] / lu + v[2] / lv];
  const m = [u[0] / lu - v[0] / lv, u[1] / lu - v[1] / lv, u[2] / lu - v[2] / lv];
  const lp = Math.hypot(p[0], p[1], p[2]) * Math.SQRT2 || 1;
  const lm = Math.hypot(m[0], m[1], m[2]) * Math.SQRT2 || 1;
  const r = pose.rotation;
  for (let e = 0; e < 3; e += 1) {
    r[e] = p[e] / lp + m[e] / lm;
    r[3 + e] = p[e] / lp - m[e] / lm;
  }
  completeRotation(r);
  pose.scale = (lu + lv) / 2;
}

/** One Gauss-Newton round on rotation and scale; false once the step no longer matters. */
function refine(pose: WeakPose): boolean {
  const { rotation: r, scale: s } = pose;
  const xx = moments[0];
  const xy = moments[1];
  const xz = moments[2];
  const yy = moments[3];
  const yz = moments[4];
  const zz = moments[5];
  // Moments of the turned face P = R X, and of the image with it.
  for (let i = 0; i < 3; i += 1) {
    const a = r[i * 3] * xx + r[i * 3 + 1] * xy + r[i * 3 + 2] * xz;
    const b = r[i * 3] * xy + r[i * 3 + 1] * yy + r[i * 3 + 2] * yz;
    const c = r[i * 3] * xz + r[i * 3 + 1] * yz + r[i * 3 + 2] * zz;
    for (let j = 0; j < 3; j += 1) shape[i * 3 + j] = a * r[j * 3] + b * r[j * 3 + 1] + c * r[j * 3 + 2];
    cross[i] = mixed[0] * r[i * 3] + mixed[1] * r[i * 3 + 1] + mixed[2] * r[i * 3 + 2];
    cross[3 + i] = mixed[3] * r[i * 3] + mixed[4] * r[i * 3 + 1] + mixed[5] * r[i * 3 + 2];
  }
  const pxx = shape[0];
  const pxz = shape[2];
  const pyy = shape[4];
  const pyz = shape[5];
  const pzz = shape[8];
  // Right-hand sides: the residual's moments, for turns about x, y, z and for the scale.
  const gx = -s * (cross[5] - s * pyz);
  const gy = s * (cross[2] - s * pxz);
  const gz = s * (cross[3] - cross[1]);
  const gs = cross[0] - s * pxx + (cross[4] - s * pyy);
  // Normal equations in (a, b, c, grow): a and b couple to c and grow only, so they are eliminated in one go.
  const ss = s * s;
  const hz = ss * pzz * (1 + 1e-9);
  const ac = -ss * pxz;
  const ag = -s * pyz;
  const bc = -ss * pyz;
  const bg = s * pxz;
  const cc = ss * (pxx + pyy) - (ac * ac + bc * bc) / hz;
  const cg = -(ac * ag + bc * bg) / hz;
  const gg = pxx + pyy - (ag * ag + bg * bg) / hz;
  const rc = gz - (ac * gx + bc * gy) / hz;
  const rg = gs - (ag * gx + bg * gy) / hz;
  const det = cc * gg - cg * cg;
  const c = (rc * gg - rg * cg) / det;
  const grow = (rg * cc - rc * cg) / det;
  const a = (gx - ac * c - ag * grow) / hz;
  const b = (gy - bc * c - bg * grow) / hz;
  const size = Math.sqrt(a * a + b * b + c * c);
  // Farther than 0.3 rad the quadratic model is no guide.
  const damp = size > 0.3 ? 0.3 / size : 1;
  turn(r, a * damp, b * damp, c * damp);
  pose.scale = Math.max(0.2 * s, s + grow * damp);
  return size > 1e-7 || Math.abs(grow) > 1e-7 * s;
}

/** Turns a rotation by the vector (a, b, c) in the image's frame, keeping it orthonormal. */
function turn(r: Float64Array, a: number, b: number, c: number): void {
  for (let j = 0; j < 3; j += 1) {
    const x = r[j];
    const y = r[3 + j];
    const z = r[6 + j];
    r[j] = x + b * z - c * y;
    r[3 + j] = y + c * x - a * z;
  }
  const lx = 1 / Math.sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
  for (let j = 0; j < 3; j += 1) r[j] *= lx;
  const dot = r[0] * r[3] + r[1] * r[4] + r[2] * r[5];
  for (let j = 0; j < 3; j += 1) r[3 + j] -= dot * r[j];
  const ly = 1 / Math.sqrt(r[3] * r[3] + r[4] * r[4] + r[5] * r[5]);
  for (let j = 0; j < 3; j += 1) r[3 + j] *= ly;
  completeRotation(r);
}

function completeRotation(r: Float64Array): void {
  r[6] = r[1] * r[5] - r[2] * r[4];
  r[7] = r[2] * r[3] - r[0] * r[5];
  r[8] = r[0] * r[4] - r[1] * r[3];
}
