import type { Anatomy } from './anatomy.ts';
import { type Feature, lidFeature, slitFeature } from './features.ts';
import { cornerLine, lowerArch, upperArch } from './lids.ts';
import { clamp, mix, smoothstep } from './smooth.ts';
import { restPoint, type Surface } from './surface.ts';

/** How fine a mesh is: 0 about 6,000, 1 about 1,500, 2 about 600, 3 about 300 triangles. */
export type Level = 0 | 1 | 2 | 3;

// Distance of fill points as a multiple of the finest level's, chosen for the triangle counts.
const COARSENESS = [0.765, 1.6, 2.6, 4.4];

/** Points are nowhere farther apart than this, mm: crown and nape stay round. */
const FARTHEST = 46;

// Vertices of both lids' margins beyond the landmarks, by level: the same places above and below, so that the closed
// eye's narrow gap keeps its triangles upright.
const LID_PLACES = [[0.1, 0.2, 0.43, 0.55, 0.78, 0.85], [0.16, 0.49, 0.84], [], []];
/** Shares of the half mouth's width at which the slit has vertices beyond the landmarks, by level. */
export const SLIT_SHARES = [[0.16, 0.46, 0.6, 0.73], [0.16, 0.5, 0.68], [0.6], [0.6]];

// Fill points this near the mouth line would cut its edges in the triangulation, mm.
const LIP_CLEARANCE = 3;

// The given points start with the jaw's, which wander on the skin from face to face and need room.
const JAW_POINTS = 9;

/** Points of the eyes' and mouth's edges, left half, beyond the landmarks: the same places on every face. */
export function extraFeatures(a: Anatomy, level: Level): Feature[] {
  const list: Feature[] = [];
  for (const share of SLIT_SHARES[level]) list.push(slitFeature(a, share, 1), slitFeature(a, share, -1));
  for (const s of LID_PLACES[level]) list.push(lidFeature(a, s, true), lidFeature(a, s, false));
  return list;
}

/** A point of the left half by surface parameters; v beyond 1 lies on the cap that closes the neck. */
export type HalfPoint = { readonly angle: number; readonly v: number };

const CAP_Y = -118;
const CAP_Z = -6;
/** The v of the middle of the neck's cap. */
export const CAP_V = 2;

/** The neutral skin at (angle >= 0, v), the neck's cap included: x y z in mm. */
export function closedPoint(surface: Surface, angle: number, v: number, out: Float64Array): void {
  restPoint(surface, angle, Math.min(v, 1), out, 0);
  if (v <= 1) return;
  out[0] = mix(out[0], 0, v - 1);
  out[1] = mix(out[1], CAP_Y, v - 1);
  out[2] = mix(out[2], CAP_Z, v - 1);
}

/** Wanted distance of neighbouring points at a neutral place of the finest mesh, mm: fine at eyes, nose and mouth. */
function spacing(x: number, y: number, z: number): number {
  const eye = Math.hypot((x - 30) / 26, (y - 1) / 13);
  const nose = Math.hypot(x / 20, (y + 36) / 22);
  const mouth = Math.hypot(x / 30, (y + 73) / 15);
  const near = Math.min(eye, nose, mouth);
  const face = mix(2.9, 5.2, smoothstep(0.8, 2.2, near));
  return mix(15, face, smoothstep(-35, 55, z)) + 2 * smoothstep(40, 75, y);
}

function insideEye(a: Anatomy, x: number, y: number, margin: number): boolean {
  const s = (x - a.eyeInner) / (a.eyeOuter - a.eyeInner);
  const near = clamp(s, 0.02, 0.98);
  if (s < -0.08 || s > 1.04) return false;
  const line = cornerLine(a, near);
  return y < line + a.lidUp * upperArch(near) + margin && y > line - a.lidDown * lowerArch(near) - margin;
}

/**
 * Points that fill the left half between the given ones, on the mean face: never closer to a point than the local
 * spacing, tried in the order of a two-dimensional low-discrepancy sequence (Roberts' R2), so always the same.
 */
export function fillPoints(surface: Surface, level: Level, given: readonly HalfPoint[]): HalfPoint[] {
  const coarse = COARSENESS[level];
  const xs: number[] = [];
  const ys: number[] = [];
  const zs: number[] = [];
  const fill: HalfPoint[] = [];
  const p = new Float64Array(3);
  const add = (angle: number, v: number) => {
    closedPoint(surface, angle, v, p);
    xs.push(p[0]);
    ys.push(p[1]);
    zs.push(p[2]);
  };
  const fits = (h: number) => {
    for (let i = xs.length - 1; i >= 0; i--) {
      const reach = i < JAW_POINTS ? 1.35 * h : h;
      const x = xs[i] - p[0];
      const y = ys[i] - p[1];
      const z = zs[i] - p[2];
      if (x * x + y * y + z * z < reach * reach) return false;
    }
    return true;
  };
  const offer = (angle: number, v: number, closeness: number) => {
    closedPoint(surface, angle, v, p);
    const h = Math.min(FARTHEST, coarse * spacing(p[0], p[1], p[2]));
    // Pairs of mirror images keep the distance too.
    if (p[0] !== 0 && 2 * p[0] < 0.9 * h) return;
    if (p[2] > 40 && insideEye(surface.anatomy, p[0], p[1], 0.45 * h)) return;
    if (p[2] > 40 && Math.abs(p[1] - surface.anatomy.yMouth) < LIP_CLEARANCE && p[0] < surface.anatomy.mouth) return;
    if (!fits(closeness * h)) return;
    fill.push({ angle, v });
    add(angle, v);
  };
  for (const g of given) add(g.angle, g.v);
  offer(0, 0, 0);
  offer(0, CAP_V, 0);
  for (let angle = 0; angle <= Math.PI + 1e-9; angle += Math.PI / 64) offer(Math.min(angle, Math.PI), 1, 0.9);
  for (let v = 0.02; v < 1; v += 0.002) {
    offer(0, v, 0.92);
    offer(Math.PI, v, 0.92);
  }
  const tries = level === 0 ? 24_000 : 8000;
  for (let i = 1; i <= tries; i++) {
    const u = (i * 0.7548776662466927) % 1;
    const w = (i * 0.5698402909980532) % 1;
    // Two in three tries on the face, where points are dense.
    const angle = i % 3 === 0 ? Math.PI * u : 1.3 * u;
    const v = i % 24 === 0 ? 1 + w : i % 3 === 0 ? w : 0.2 + 0.7 * w;
    if (v > 0.015) offer(angle, v, 1);
  }
  return fill;
}
