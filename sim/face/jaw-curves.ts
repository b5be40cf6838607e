import { displacements } from './displacement.ts';
import { evaluateLoft, LOFT_RESULT } from './loft.ts';
import { LOWER_STRIDE, STRIDE } from './point.ts';
import { featureRelief } from './relief.ts';
import { completeRow } from './skin.ts';
import { clamp } from './smooth.ts';
import { frontalParameters, reliefShare, type Surface, startParameters } from './surface.ts';

/** Directions of the contour a side, from straight down (the chin) to the ear's top, and candidates a direction. */
export const ANGLES = 21;
export const CANDIDATES = 22;
/** Numbers per candidate. */
export const CURVE_ROW = LOWER_STRIDE;

const FIRST_DEGREE = -90;
const LAST_DEGREE = 27;
/** Candidates keep at least this distance from the centre of directions in frontal projection, mm. */
const LEAST_RADIUS = 24;

/** Cosine and sine of each direction, on the left side of the rest frontal projection. */
export const DIRECTION_COS = new Float64Array(ANGLES);
export const DIRECTION_SIN = new Float64Array(ANGLES);
const LEAST_DEPTH = new Float64Array(ANGLES);

// The depth of the mean man's chin, for which the table holds, and the depth at which another chin changes nothing.
const CHIN_DEPTH = 95;
const SIDE_DEPTH = 14;

// The contour stays on the border of the mandible, in front of neck and ear: smallest depth (mm) by direction (deg).
const DEPTH_TABLE = [
  [-90, 88],
  [-75, 78],
  [-60, 56],
  [-45, 36],
  [-30, 24],
  [0, 14],
  [27, 8],
];

for (let i = 0; i < ANGLES; i++) {
  const degree = FIRST_DEGREE + ((LAST_DEGREE - FIRST_DEGREE) * i) / (ANGLES - 1);
  DIRECTION_COS[i] = i === 0 ? 0 : Math.cos((degree * Math.PI) / 180);
  DIRECTION_SIN[i] = i === 0 ? -1 : Math.sin((degree * Math.PI) / 180);
  let k = 0;
  while (k < DEPTH_TABLE.length - 2 && degree > DEPTH_TABLE[k + 1][0]) k++;
  const [d0, z0] = DEPTH_TABLE[k];
  const [d1, z1] = DEPTH_TABLE[k + 1];
  LEAST_DEPTH[i] = z0 + ((z1 - z0) * clamp(degree - d0, 0, d1 - d0)) / (d1 - d0);
}

/** Height of the centre the directions are counted around, mm. */
export function directionCentre(surface: Surface): number {
  return -36 * surface.anatomy.scales.height;
}

/** Smallest depth of the contour in direction `i`, mm: the table's, following the depth of the face's own chin. */
export function leastDepth(surface: Surface, i: number): number {
  const { scales, identity } = surface.anatomy;
  const chin = 94 * scales.front + identity.chinProtrusion;
  const share = Math.max(0, LEAST_DEPTH[i] - SIDE_DEPTH) / (LEAST_DEPTH[0] - SIDE_DEPTH);
  return LEAST_DEPTH[i] + share * (chin - CHIN_DEPTH);
}

/** What Newton's method drives to its target along a direction: depth, distance from the centre, or their difference. */
type Along = 'depth' | 'radius' | 'difference';

const work = new Float64Array(LOFT_RESULT);
const at = new Float64Array(2);

/**
 * The skin point (angle, v), in `at`, that lies in direction `i` and has the wanted depth, frontal distance or difference
 * distance - depth (which grows along the curve from the front over the edge of the face to behind it). Depths leave
 * the features out, except for 'depth', whose target is the real skin's.
 */
function solveAlong(surface: Surface, i: number, along: Along, target: number): void {
  const cos = DIRECTION_COS[i];
  const sin = DIRECTION_SIN[i];
  const cy = directionCentre(surface);
  for (let step = 0; step < 12; step++) {
    evaluateLoft(surface.loft, at[0], at[1], work);
    const x = work[0];
    const y = work[1] - cy;
    const across = x * sin - y * cos;
    const a1 = work[4] * sin - work[5] * cos;
    const b1 = work[7] * sin - work[8] * cos;
    let value = x * cos + y * sin;
    let a2 = work[4] * cos + work[5] * sin;
    let b2 = work[7] * cos + work[8] * sin;
    if (along === 'depth') {
      const share = reliefShare(work[3], at[1]);
      value = -work[2] - (share > 0 ? share * featureRelief(surface.anatomy, x, work[1]) : 0);
      a2 = -work[6];
      b2 = -work[9];
    } else if (along === 'difference') {
      value -= work[2];
      a2 -= work[6];
      b2 -= work[9];
    }
    const want = along === 'depth' ? -target : target;
    const f2 = want - value;
    const det = a1 * b2 - a2 * b1;
    const da = (-across * b2 - f2 * b1) / det;
    const dv = (a1 * f2 + a2 * across) / det;
    at[0] = clamp(at[0] + clamp(da, -0.2, 0.2), i === 0 ? 0 : 1e-4, 2);
    at[1] = clamp(at[1] + clamp(dv, -0.04, 0.04), 0.2, 1);
    if (Math.abs(da) < 1e-7 && Math.abs(dv) < 1e-7) break;
  }
  if (i === 0) at[0] = 0;
}

/** Candidate parameters of the left half: [direction][candidate](angle, v), from the least depth to the front. */
export function traceCurves(surface: Surface, directions: number): Float64Array {
  const parameters = new Float64Array(directions * CANDIDATES * 2);
  const cy = directionCentre(surface);
  const rear = new Float64Array([0, 0.83]);
  const front = new Float64Array(2);
  for (let i = 0; i < directions; i++) {
    at.set(rear);
    if (i === 1) at[0] = 0.2;
    solveAlong(surface, i, 'depth', leastDepth(surface, i));
    rear.set(at);
    evaluateLoft(surface.loft, at[0], at[1], work);
    const first = work[0] * DIRECTION_COS[i] + (work[1] - cy) * DIRECTION_SIN[i] - work[2];
    const fx = LEAST_RADIUS * DIRECTION_COS[i];
    const fy = cy + LEAST_RADIUS * DIRECTION_SIN[i];
    if (i === 0) startParameters(fx, fy, front);
    frontalParameters(surface, fx, fy, front);
    evaluateLoft(surface.loft, front[0], front[1], work);
    const last = LEAST_RADIUS - work[2];
    at.set(rear);
    for (let k = 0; k < CANDIDATES; k++) {
      if (k > 0) solveAlong(surface, i, 'difference', first + ((last - first) * k) / (CANDIDATES - 1));
      const o = (i * CANDIDATES + k) * 2;
      parameters[o] = at[0];
      parameters[o + 1] = at[1];
    }
  }
  return parameters;
}

const row = new Float64Array(STRIDE);

/**
 * Rows of all candidates of one side, [direction][candidate][CURVE_ROW] (layout: the first part of a point row), for
 * the left half's candidate parameters; `mirrored` gives the right side.
 */
export function curveRows(surface: Surface, parameters: Float64Array, left: Float32Array, right: Float32Array): void {
  const a = surface.anatomy;
  const count = parameters.length / 2;
  for (let k = 0; k < count; k++) {
    evaluateLoft(surface.loft, parameters[2 * k], parameters[2 * k + 1], work);
    const x = work[0];
    const y = work[1];
    const share = reliefShare(work[3], parameters[2 * k + 1]);
    const z = work[2] + (share > 0 ? share * featureRelief(a, x, y) : 0);
    displacements(a, x, y, z, 0, row);
    const jaw = row[15];
    const o = k * CURVE_ROW;
    completeRow(a, x, y, z, false, row);
    for (let n = 0; n < CURVE_ROW; n++) left[o + n] = row[n];
    row[15] = jaw;
    completeRow(a, x, y, z, true, row);
    for (let n = 0; n < CURVE_ROW; n++) right[o + n] = row[n];
  }
}
