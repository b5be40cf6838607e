import { ACTION_UNIT_COUNT } from './action-units.ts';
import { ANGLES, CANDIDATES, CURVE_ROW, DIRECTION_COS, DIRECTION_SIN } from './jaw-curves.ts';
import { DRIVES, poseLowerPoint } from './point.ts';
import { clamp } from './smooth.ts';

/** Candidates of the jaw contour of one face. */
export type JawCurves = {
  /** [side: left, right][direction][candidate][CURVE_ROW], mm. */
  readonly rows: Float32Array;
  /** The candidate that is outermost on the neutral face from the front, [side][direction]. */
  readonly start: Uint8Array;
};

/** Memory of one contour search; holds the last result. Not to be shared between threads of work that interleave. */
export type ContourScratch = {
  readonly drives: Float64Array;
  /** The face and the action units that the posed candidates belong to. */
  curves: JawCurves | null;
  readonly units: Float64Array;
  /** Posed candidates and the search in which each was posed. */
  readonly posed: Float64Array;
  readonly stamp: Int32Array;
  generation: number;
  /** Screen axes in the head frame: right, then up. */
  readonly axes: Float64Array;
  /** Contour points, [side][direction]: middle candidate, its offset -1..1, position, screen arc length from the chin. */
  readonly middle: Int32Array;
  readonly offset: Float64Array;
  readonly points: Float64Array;
  readonly arc: Float64Array;
};

const SLOTS = 2 * ANGLES;

/** Memory for `poseContour`. */
export function createContourScratch(): ContourScratch {
  return {
    drives: new Float64Array(DRIVES),
    curves: null,
    units: new Float64Array(ACTION_UNIT_COUNT),
    posed: new Float64Array(SLOTS * CANDIDATES * 3),
    stamp: new Int32Array(SLOTS * CANDIDATES),
    generation: 0,
    axes: new Float64Array(6),
    middle: new Int32Array(SLOTS),
    offset: new Float64Array(SLOTS),
    points: new Float64Array(SLOTS * 3),
    arc: new Float64Array(SLOTS),
  };
}

/** Forgets the posed candidates: to be called when the face or its expression changes. */
export function forgetPosed(scratch: ContourScratch): void {
  scratch.generation++;
  if (scratch.generation > 2_000_000_000) {
    scratch.stamp.fill(0);
    scratch.generation = 1;
  }
}

/** Screen axes of a viewer in direction (vx, vy, vz): right is level, up is square to it. */
export function setAxes(scratch: ContourScratch, vx: number, vy: number, vz: number): void {
  const axes = scratch.axes;
  const level = Math.sqrt(vx * vx + vz * vz);
  const rx = level > 1e-9 ? vz / level : 1;
  const rz = level > 1e-9 ? -vx / level : 0;
  axes[0] = rx;
  axes[1] = 0;
  axes[2] = rz;
  axes[3] = vy * rz;
  axes[4] = vz * rx - vx * rz;
  axes[5] = -vy * rx;
}

/** Weight of the candidate before, at and after the middle of a uniform quadratic B-spline, at `offset` -1..1. */
export function splineBefore(offset: number): number {
  return 0.5 * (0.5 - offset) * (0.5 - offset);
}
export function splineMiddle(offset: number): number {
  return 0.75 - offset * offset;
}
export function splineAfter(offset: number): number {
  return 0.5 * (0.5 + offset) * (0.5 + offset);
}

/**
 * Finds the outermost point of every direction's curve as seen along the scratch's axes. The candidates are the control
 * points of a quadratic B-spline, whose farthest point moves smoothly with view and expression; the farthest
 * control point is climbed to from the neighbouring direction's. Where a curve has two summits (at large yaw the muzzle
 * can stand out past the far cheek) the climb keeps to the cheek; between two edges of a cheek it may leap.
 */
export function searchContour(curves: JawCurves, scratch: ContourScratch): void {
  const { posed, stamp, generation, axes, middle, offset, points, drives } = scratch;
  const rows = curves.rows;
  for (let side = 0; side < 2; side++) {
    const sign = side === 0 ? 1 : -1;
    let j = curves.start[side * ANGLES];
    for (let i = 0; i < ANGLES; i++) {
      const slot = side * ANGLES + i;
      const base = slot * CANDIDATES;
      const cos = sign * DIRECTION_COS[i];
      const sin = DIRECTION_SIN[i];
      const ux = cos * axes[0] + sin * axes[3];
      const uy = cos * axes[1] + sin * axes[4];
      const uz = cos * axes[2] + sin * axes[5];
      if (i > 0) j += curves.start[slot] - curves.start[slot - 1];
      j = clamp(j, 1, CANDIDATES - 2);
      const q = base + j;
      for (let c = q - 1; c <= q + 1; c++) {
        if (stamp[c] !== generation) {
          stamp[c] = generation;
          poseLowerPoint(rows, c * CURVE_ROW, drives, posed, 3 * c);
        }
      }
      let o = 3 * q;
      let before = posed[o - 3] * ux + posed[o - 2] * uy + posed[o - 1] * uz;
      let here = posed[o] * ux + posed[o + 1] * uy + posed[o + 2] * uz;
      let after = posed[o + 3] * ux + posed[o + 4] * uy + posed[o + 5] * uz;
      while (after > here && j < CANDIDATES - 2) {
        j++;
        const c = base + j + 1;
        if (stamp[c] !== generation) {
          stamp[c] = generation;
          poseLowerPoint(rows, c * CURVE_ROW, drives, posed, 3 * c);
        }
        before = here;
        here = after;
        after = posed[3 * c] * ux + posed[3 * c + 1] * uy + posed[3 * c + 2] * uz;
      }
      while (before > here && j > 1) {
        j--;
        const c = base + j - 1;
        if (stamp[c] !== generation) {
          stamp[c] = generation;
          poseLowerPoint(rows, c * CURVE_ROW, drives, posed, 3 * c);
        }
        after = here;
        here = before;
        before = posed[3 * c] * ux + posed[3 * c + 1] * uy + posed[3 * c + 2] * uz;
      }
      // The end segments reach to the end candidates.
      const low = j === 1 ? -1 : -0.5;
      const high = j === CANDIDATES - 2 ? 1 : 0.5;
      const bend = before - 2 * here + after;
      let d = bend < -1e-12 ? (0.5 * (before - after)) / bend : before > after ? low : high;
      d = clamp(d, low, high);
      middle[slot] = j;
      offset[slot] = d;
      const wb = splineBefore(d);
      const wm = splineMiddle(d);
      const wa = splineAfter(d);
      o = 3 * (base + j);
      points[3 * slot] = wb * posed[o - 3] + wm * posed[o] + wa * posed[o + 3];
      points[3 * slot + 1] = wb * posed[o - 2] + wm * posed[o + 1] + wa * posed[o + 4];
      points[3 * slot + 2] = wb * posed[o - 1] + wm * posed[o + 2] + wa * posed[o + 5];
    }
  }
}

/** Adds up the contour's screen arc length from the chin on, each side, into the scratch. */
export function measureArcs(scratch: ContourScratch): void {
  const { axes, points, arc } = scratch;
  for (let side = 0; side < 2; side++) {
    let s = 0;
    arc[side * ANGLES] = 0;
    for (let slot = side * ANGLES + 1; slot < (side + 1) * ANGLES; slot++) {
      const o = 3 * slot;
      const x = points[o] - points[o - 3];
      const y = points[o + 1] - points[o - 2];
      const z = points[o + 2] - points[o - 1];
      const right = x * axes[0] + z * axes[2];
      const up = x * axes[3] + y * axes[4] + z * axes[5];
      s += Math.sqrt(right * right + up * up);
      arc[slot] = s;
    }
  }
}
