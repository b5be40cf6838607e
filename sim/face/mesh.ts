import { displacements } from './displacement.ts';
import { hairOffset } from './hair.ts';
import { DRIVES, fillDrives, posePoints, STRIDE } from './point.ts';
import { type FaceRig, LANDMARK_COUNT } from './rig.ts';
import { type BasePoint, baseRow, storePair } from './skin.ts';
import { clamp } from './smooth.ts';
import { frontalParameters, startParameters } from './surface.ts';
import type { Template } from './template.ts';
import { closedPoint, extraFeatures, type Level } from './template-points.ts';
import { type MeshTopology, meshTemplate, meshTopology } from './topology.ts';
import { buildWarp, type Warp } from './warp.ts';

/** A face's mesh, ready to be posed: point rows (layout: `point.ts`) of all vertices. */
export type RigMesh = {
  readonly rig: FaceRig;
  readonly level: Level;
  readonly topology: MeshTopology;
  readonly rows: Float32Array;
};

const warps: (Warp | undefined)[] = [];

function warpOf(level: Level): Warp {
  let warp = warps[level];
  if (warp === undefined) {
    warp = buildWarp(meshTemplate(level));
    warps[level] = warp;
  }
  return warp;
}

const row = new Float64Array(STRIDE);
const point = new Float64Array(3);
const base: BasePoint = { x: 0, y: 0, z: 0, jaw: 0 };
/** Hair stands off radially from the axis through this height, mm. */
const HAIR_CENTRE = 5;

// A vertex between the named ones: skin, scalp moved outward by the hair, or the neck's cap.
function fillRow(rig: FaceRig, angle: number, v: number): void {
  const { surface } = rig;
  const hair = v <= 1 ? hairOffset(surface.anatomy, angle, v) : 0;
  if (v <= 1 && hair === 0) {
    baseRow(surface, angle, v, 0, true, row, base);
    return;
  }
  closedPoint(surface, angle, v, point);
  const [x, y, z] = point;
  const stretch = 1 + hair / Math.hypot(x, y - HAIR_CENTRE, z);
  base.x = x * stretch;
  base.y = HAIR_CENTRE + (y - HAIR_CENTRE) * stretch;
  base.z = z * stretch;
  row.fill(0);
  displacements(surface.anatomy, base.x, base.y, base.z, 0, row);
  base.jaw = row[15];
}

/** The shifts of the named points against the mean face, in the order of the warp's controls. */
function controlParameters(rig: FaceRig, warp: Warp, level: Level): Float64Array {
  const features = extraFeatures(rig.surface.anatomy, level);
  const parameters = new Float64Array(2 * warp.controls.length);
  const at = new Float64Array(2);
  warp.controls.forEach((control, i) => {
    if (control.kind === 'landmark') {
      parameters.set(rig.parameters.subarray(2 * control.number, 2 * control.number + 2), 2 * i);
      return;
    }
    const f = features[control.number];
    startParameters(f.x, f.y, at);
    frontalParameters(rig.surface, f.x, f.y, at);
    parameters.set(at, 2 * i);
  });
  return parameters;
}

// The mouth's inside: each vertex of the slit has one behind the lips, which moves with it.
const INSIDE_DEPTH = 14;
const INSIDE_HEIGHT = 4;
const INSIDE_WIDTH = 0.9;

function fillMouth(template: Template, rows: Float32Array): void {
  const { slit, skinCount } = template;
  const half = slit.length / 2;
  for (let i = 0; i < slit.length; i++) {
    const from = slit[i] * STRIDE;
    const to = (skinCount + i) * STRIDE;
    rows.copyWithin(to, from, from + STRIDE);
    rows[to] *= INSIDE_WIDTH;
    if (i > 0 && i < half) rows[to + 1] += INSIDE_HEIGHT;
    if (i > half) rows[to + 1] -= INSIDE_HEIGHT;
    rows[to + 2] -= INSIDE_DEPTH;
  }
}

/** The mesh of a face at a level of detail: the same vertices and triangles for all faces, landmarks among them. */
export function buildMesh(rig: FaceRig, level: Level): RigMesh {
  const rows = new Float32Array(meshTopology(level).vertexCount * STRIDE);
  return buildMeshInto(rig, level, rows);
}

/** `buildMesh` with the memory for its rows passed in: vertexCount * STRIDE numbers. */
export function buildMeshInto(rig: FaceRig, level: Level, rows: Float32Array): RigMesh {
  const template = meshTemplate(level);
  const topology = meshTopology(level);
  const warp = warpOf(level);
  const parameters = controlParameters(rig, warp, level);
  const features = extraFeatures(rig.surface.anatomy, level);
  const count = warp.controls.length;
  const shift = new Float64Array(2 * count);
  warp.controls.forEach((control, i) => {
    const angle = parameters[2 * i];
    const v = parameters[2 * i + 1];
    shift[2 * i] = angle - control.angle;
    shift[2 * i + 1] = v - control.v;
    if (control.kind !== 'extra') return;
    const { lip, lids } = features[control.number];
    baseRow(rig.surface, angle, v, lip, lids, row, base);
    storePair(rig.surface.anatomy, row, base, rows, control.index, control.mirror);
  });
  warp.fills.forEach((vertex, f) => {
    let angle = vertex.angle;
    let v = vertex.v;
    const w = f * count;
    for (let i = 0; i < count; i++) {
      angle += warp.odd[w + i] * shift[2 * i];
      v += warp.even[w + i] * shift[2 * i + 1];
    }
    // The neck's rim and cap stay where they are.
    if (vertex.v >= 1) {
      angle = vertex.angle;
      v = vertex.v;
    } else v = clamp(v, 0, 1);
    fillRow(rig, angle, v);
    storePair(rig.surface.anatomy, row, base, rows, vertex.index, vertex.mirror);
  });
  rows.set(rig.landmarks.subarray(0, LANDMARK_COUNT * STRIDE));
  fillMouth(template, rows);
  return { rig, level, topology, rows };
}

/** Unit normals of posed vertices: the sum of the adjoining triangles' normals weighted by their areas. */
export function vertexNormals(
  topology: Pick<MeshTopology, 'triangles'>,
  positions: Float32Array,
  normals: Float32Array,
): void {
  const t = topology.triangles;
  normals.fill(0);
  for (let k = 0; k < t.length; k += 3) {
    const a = 3 * t[k];
    const b = 3 * t[k + 1];
    const c = 3 * t[k + 2];
    const ux = positions[b] - positions[a];
    const uy = positions[b + 1] - positions[a + 1];
    const uz = positions[b + 2] - positions[a + 2];
    const vx = positions[c] - positions[a];
    const vy = positions[c + 1] - positions[a + 1];
    const vz = positions[c + 2] - positions[a + 2];
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    normals[a] += nx;
    normals[a + 1] += ny;
    normals[a + 2] += nz;
    normals[b] += nx;
    normals[b + 1] += ny;
    normals[b + 2] += nz;
    normals[c] += nx;
    normals[c + 1] += ny;
    normals[c + 2] += nz;
  }
  for (let i = 0; i < normals.length; i += 3) {
    const length = Math.sqrt(
      normals[i] * normals[i] + normals[i + 1] * normals[i + 1] + normals[i + 2] * normals[i + 2],
    );
    if (length > 0) {
      normals[i] /= length;
      normals[i + 1] /= length;
      normals[i + 2] /= length;
    } else normals[i + 2] = 1;
  }
}

const drives = new Float64Array(DRIVES);

/**
 * Poses a mesh at the action units au[auOffset..]: `positions` and unit `normals`, 3 numbers a vertex, mm in the head
 * frame. Landmark vertices get exactly what `poseLandmarks` gives, rounded to single precision.
 */
export function poseMesh(
  mesh: RigMesh,
  au: ArrayLike<number>,
  auOffset: number,
  positions: Float32Array,
  normals: Float32Array,
): void {
  fillDrives(mesh.rig.lids, au, auOffset, false, drives);
  posePoints(mesh.rows, 0, mesh.topology.vertexCount, drives, positions, 0);
  vertexNormals(mesh.topology, positions, normals);
}
