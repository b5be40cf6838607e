import { ACTION_UNIT_COUNT, AU1, AU2, AU4, AU6, AU12, AU25, AU26, AU45 } from './action-units.ts';
import { COLUMNS, createHeightField, drawHeightField, gridX, gridY, type HeightField, ROWS } from './height-field.ts';
import { buildMeshInto, poseMesh } from './mesh.ts';
import { DRIVES, fillDrives, posePoints, STRIDE } from './point.ts';
import type { FaceRig } from './rig.ts';
import { type Level, meshTopology } from './topology.ts';

/** Landmarks that the head may hide: all but the jaw's 17. */
export const FIRST_INNER = 17;
export const INNER_COUNT = 51;
/** Upper-lid landmarks: a closing eye carries them so far that they have a second horizon, where the closed lid is. */
export const LID_LANDMARKS: readonly number[] = [37, 38, 43, 44];
/** Places that have a horizon: the inner landmarks at rest, then the upper-lid landmarks on the closed eye. */
const STATIONS = INNER_COUNT + LID_LANDMARKS.length;
/** Directions around the frontal axis for which occluders are kept, and how many each has. */
export const AZIMUTHS = 48;
export const RANGES = 3;
/** A landmark is looked at from this far outside the skin, mm. */
export const LIFT = 0.75;
/** An occluder that an expression brings closer than this is the landmark's own skin, mm. */
export const LEAST_DISTANCE = 1;

/** What the head hides of itself: for each station and direction around it the skin points that stand highest. */
export type Horizon = {
  /** Point rows (layout: `point.ts`) of the skin points. */
  readonly rows: Float32Array;
  /** [station][azimuth][range]: number of the skin point, -1 for none. Azimuth 0 is the subject's left. */
  readonly occluder: Int16Array;
  /** [station][azimuth][range][2]: neutral distance sideways and rise towards the front, mm. */
  readonly profile: Float32Array;
  /** [station][3]: displacement of the landmark from its rest to the station, mm. */
  readonly offset: Float32Array;
  /** [station][azimuth]: slope (rise per mm sideways) above which no expression hides the landmark. */
  readonly highest: Float32Array;
};

const STEPS: number[] = [];
for (let d = 1.2; d < 125; d = d * 1.08 + 0.7) STEPS.push(d);
// Occluders are looked for near, at middle distance and far: the expression decides which of the three matters.
const RANGE_ENDS = [7, 22, 1000];

const FIELD_LEVEL: Level = 0;
// Expressions that bound how far horizons can rise: neutral, single units, and a laugh.
const BOUNDS: readonly (readonly number[])[] = [[], [AU1, AU2], [AU4], [AU45], [AU6, AU12], [AU25, AU26]];
/** Added to the largest slope of those expressions, for all others. */
const MARGIN = 0.25;

const COS = Float64Array.from({ length: AZIMUTHS }, (_, k) => Math.cos((2 * Math.PI * k) / AZIMUTHS));
const SIN = Float64Array.from({ length: AZIMUTHS }, (_, k) => Math.sin((2 * Math.PI * k) / AZIMUTHS));

type Memory = { rows: Float32Array; rest: Float32Array; normals: Float32Array; field: HeightField };
let memory: Memory | null = null;

const found = new Int32Array(RANGES);
const along = new Float64Array(RANGES);
const rise = new Float64Array(RANGES);

/** The steepest occluder in each range of distance from (x, y, z) in direction (cos, sin) over the drawn field. */
function march(field: HeightField, x: number, y: number, z: number, cos: number, sin: number): void {
  const { depth, vertex } = field;
  let range = 0;
  found.fill(-1);
  let best = -Infinity;
  for (const d of STEPS) {
    if (d > RANGE_ENDS[range]) {
      range++;
      best = -Infinity;
    }
    const gx = gridX(x + d * cos);
    const gy = gridY(y + d * sin);
    const cx = Math.floor(gx);
    const cy = Math.floor(gy);
    if (cx < 0 || cy < 0 || cx >= COLUMNS - 1 || cy >= ROWS - 1) return;
    const cell = cy * COLUMNS + cx;
    const fx = gx - cx;
    const fy = gy - cy;
    const low = depth[cell] + (depth[cell + 1] - depth[cell]) * fx;
    const high = depth[cell + COLUMNS] + (depth[cell + COLUMNS + 1] - depth[cell + COLUMNS]) * fx;
    const up = low + (high - low) * fy - z;
    if (up > best * d) {
      best = up / d;
      const near = cell + (fx > 0.5 ? 1 : 0) + (fy > 0.5 ? COLUMNS : 0);
      found[range] = vertex[near];
      along[range] = d;
      rise[range] = up;
    }
  }
}

/** Displacements of `count` rows at each bounding expression. */
function boundingPoses(rig: FaceRig, rows: Float32Array, count: number): Float32Array[] {
  const au = new Float64Array(ACTION_UNIT_COUNT);
  const drives = new Float64Array(DRIVES);
  return BOUNDS.map((units) => {
    au.fill(0);
    for (const u of units) au[u] = 1;
    fillDrives(rig.lids, au, 0, false, drives);
    const out = new Float32Array(3 * count);
    posePoints(rows, 0, count, drives, out, 0);
    for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) out[3 * i + k] -= rows[i * STRIDE + k];
    return out;
  });
}

function stationLandmark(station: number): number {
  return station < INNER_COUNT ? FIRST_INNER + station : LID_LANDMARKS[station - INNER_COUNT];
}

/** Where the stations lie as seen from their landmarks at rest. */
function stationOffsets(rig: FaceRig): Float32Array {
  const offset = new Float32Array(3 * STATIONS);
  const closed = new Float64Array(ACTION_UNIT_COUNT);
  closed[AU45] = 1;
  const drives = new Float64Array(DRIVES);
  fillDrives(rig.lids, closed, 0, false, drives);
  LID_LANDMARKS.forEach((l, i) => {
    const o = 3 * (INNER_COUNT + i);
    posePoints(rig.landmarks, l, l + 1, drives, offset, o);
    for (let k = 0; k < 3; k++) offset[o + k] -= rig.landmarks[l * STRIDE + k];
  });
  return offset;
}

/** The largest slope that any bounding expression gives to the profile at `o`, of landmark `l` (thrice its number). */
function highestSlope(
  horizon: Horizon,
  station: number,
  o: number,
  l: number,
  cos: number,
  sin: number,
  points: readonly Float32Array[],
  landmarks: readonly Float32Array[],
): number {
  let most = -Infinity;
  for (let r = 0; r < RANGES; r++) {
    const v = 3 * horizon.occluder[o + r];
    if (v < 0) continue;
    const along = horizon.profile[2 * (o + r)];
    const rise = horizon.profile[2 * (o + r) + 1];
    for (let p = 0; p < points.length; p++) {
      const q = points[p];
      const w = landmarks[p];
      const dx = q[v] - w[l] + horizon.offset[3 * station];
      const dy = q[v + 1] - w[l + 1] + horizon.offset[3 * station + 1];
      const d = along + dx * cos + dy * sin;
      if (d < LEAST_DISTANCE) continue;
      const slope = (rise + q[v + 2] - w[l + 2] + horizon.offset[3 * station + 2]) / d;
      if (slope > most) most = slope;
    }
  }
  return most + MARGIN;
}

/**
 * The horizons of a face: the depth of its finest neutral mesh, seen from the front, is walked from each landmark in 48
 * directions; the steepest skin point of each range of distance is kept, to be posed when a view comes near it.
 */
export function buildHorizon(rig: FaceRig): Horizon {
  const { vertexCount, triangles } = meshTopology(FIELD_LEVEL);
  if (memory === null) {
    memory = {
      rows: new Float32Array(vertexCount * STRIDE),
      rest: new Float32Array(3 * vertexCount),
      normals: new Float32Array(3 * vertexCount),
      field: createHeightField(),
    };
  }
  const { rest, normals, field } = memory;
  const mesh = buildMeshInto(rig, FIELD_LEVEL, memory.rows);
  poseMesh(mesh, new Float64Array(ACTION_UNIT_COUNT), 0, rest, normals);
  drawHeightField(triangles, rest, field);
  const slots = STATIONS * AZIMUTHS * RANGES;
  const offset = stationOffsets(rig);
  const occluder = new Int16Array(slots).fill(-1);
  const profile = new Float32Array(2 * slots);
  const number = new Int16Array(vertexCount).fill(-1);
  const used: number[] = [];
  for (let n = 0; n < STATIONS; n++) {
    const l = 3 * stationLandmark(n);
    const x = rest[l] + LIFT * normals[l] + offset[3 * n];
    const y = rest[l + 1] + LIFT * normals[l + 1] + offset[3 * n + 1];
    const z = rest[l + 2] + LIFT * normals[l + 2] + offset[3 * n + 2];
    for (let k = 0; k < AZIMUTHS; k++) {
      march(field, x, y, z, COS[k], SIN[k]);
      const o = (n * AZIMUTHS + k) * RANGES;
      for (let r = 0; r < RANGES; r++) {
        const v = found[r];
        if (v < 0) continue;
        if (number[v] < 0) number[v] = used.push(v) - 1;
        occluder[o + r] = number[v];
        profile[2 * (o + r)] = along[r];
        profile[2 * (o + r) + 1] = rise[r];
      }
    }
  }
  const rows = new Float32Array(used.length * STRIDE);
  used.forEach((v, i) => {
    rows.set(mesh.rows.subarray(v * STRIDE, (v + 1) * STRIDE), i * STRIDE);
  });
  const highest = new Float32Array(STATIONS * AZIMUTHS);
  const horizon = { rows, occluder, profile, offset, highest };
  const points = boundingPoses(rig, rows, used.length);
  const landmarks = boundingPoses(rig, rig.landmarks, FIRST_INNER + INNER_COUNT);
  for (let n = 0; n < STATIONS; n++) {
    const l = 3 * stationLandmark(n);
    for (let k = 0; k < AZIMUTHS; k++) {
      const i = n * AZIMUTHS + k;
      highest[i] = highestSlope(horizon, n, i * RANGES, l, COS[k], SIN[k], points, landmarks);
    }
  }
  return horizon;
}
