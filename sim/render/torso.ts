import type { Body } from '../audience/anthropometry.ts';
import { latticeTriangles } from './grid-mesh.ts';

/** How fine a body is: points around the trunk and the limbs, and which of the rings below it has. */
export type Build = { readonly around: number; readonly limb: number; readonly rings: readonly number[] };
/** For the two finest levels of heads, and for the others. */
export const BODIES: readonly Build[] = [
  { around: 16, limb: 8, rings: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] },
  { around: 8, limb: 4, rings: [1, 2, 3, 5, 7, 9, 11] },
  { around: 6, limb: 3, rings: [1, 3, 5, 8, 11] },
];

/** Height, half width, half depth (m at the mean adult's size, S: shares of half the shoulders' breadth), depth of the middle. */
const RINGS: readonly { y: number; neck?: number; share?: number; depth: number; z: number; power: number }[] = [
  { y: -0.045, neck: 0.9, depth: 0.95, z: -0.016, power: 2 },
  { y: -0.085, neck: 0.98, depth: 1.0, z: -0.017, power: 2 },
  { y: -0.112, neck: 1.08, depth: 1.06, z: -0.019, power: 2 },
  { y: -0.13, neck: 1.34, depth: 1.14, z: -0.024, power: 2 },
  { y: -0.143, share: 0.52, depth: 0.074, z: -0.026, power: 2 },
  { y: -0.15, share: 0.78, depth: 0.078, z: -0.026, power: 2.1 },
  { y: -0.166, share: 0.92, depth: 0.085, z: -0.024, power: 2.2 },
  { y: -0.19, share: 0.99, depth: 0.094, z: -0.021, power: 2.3 },
  { y: -0.23, share: 1.01, depth: 0.108, z: -0.018, power: 2.5 },
  { y: -0.3, share: 1.0, depth: 0.122, z: -0.014, power: 2.5 },
  { y: -0.42, share: 0.97, depth: 0.126, z: -0.012, power: 2.4 },
  { y: -0.6, share: 0.95, depth: 0.13, z: -0.01, power: 2.4 },
];
/** Half the neck's breadth, m, women and men. */
const NECK = [0.05, 0.058];

type Limb = {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly thick: number;
  readonly thin: number;
};

// Left side; x is a share of half the shoulders' breadth, the rest m: forearms on the rests, thighs, shins.
const LIMBS: readonly Limb[] = [
  { from: [0.98, -0.5, 0.02], to: [0.94, -0.55, 0.27], thick: 0.052, thin: 0.036 },
  { from: [0.94, -0.55, 0.27], to: [0.84, -0.555, 0.36], thick: 0.036, thin: 0.03 },
  { from: [0.42, -0.68, -0.02], to: [0.52, -0.66, 0.42], thick: 0.088, thin: 0.066 },
  { from: [0.52, -0.66, 0.42], to: [0.5, -1.1, 0.44], thick: 0.06, thin: 0.045 },
];

/** What a point of the body is made of, in the order of the shader: cloth, trousers, skin of the hands. */
const LIMB_PART = [0, 2, 1, 1];

/** Vertices of a body: trunk, then limbs left and right. */
export function bodyVertices({ around, limb, rings }: Build): number {
  return around * rings.length + 2 * LIMBS.length * 3 * limb;
}

/** The triangles of every body of a build. */
export function bodyTriangles({ around, limb, rings }: Build): Uint16Array {
  const list = latticeTriangles(around, rings.length - 1, true);
  for (let n = 0; n < 2 * LIMBS.length; n++) {
    list.push(...latticeTriangles(limb, 2, true, around * rings.length + n * 3 * limb, n % 2 === 1));
  }
  return Uint16Array.from(list);
}

/** What each vertex is made of: 0 cloth and neck, 1 trousers, 2 hand. */
export function bodyParts(build: Build): Float32Array {
  const { around, limb, rings } = build;
  const parts = new Float32Array(bodyVertices(build));
  LIMB_PART.forEach((part, n) => {
    const from = around * rings.length + 6 * n * limb;
    parts.fill(part, from, from + 6 * limb);
  });
  return parts;
}

/**
 * Points of one body, mm from the head's origin: x to the subject's left, y up, z toward the screen. It follows the
 * capsules that hide other viewers in `sim/visibility` (neck, shoulders, chest), rounded where people are round.
 */
export function bodyPoints(build: Build, body: Body, growth: number, sex: 0 | 1, out: Float32Array): void {
  const { around } = build;
  const half = (1000 * body.shoulderBreadth) / 2;
  const neck = 1000 * NECK[sex] * growth;
  const scale = 1000 * growth;
  let o = 0;
  for (const ring of build.rings.map((k) => RINGS[k])) {
    const w = ring.neck === undefined ? half * ring.share! : ring.neck * neck;
    const d = ring.neck === undefined ? ring.depth * scale : ring.depth * neck;
    for (let i = 0; i < around; i++) {
      const t = (2 * Math.PI * i) / around;
      const c = Math.cos(t);
      const s = Math.sin(t);
      const n = (Math.abs(s) ** ring.power + Math.abs(c) ** ring.power) ** (-1 / ring.power);
      // Shoulders slope: the trunk's sides lie a little lower than its middle.
      const drop = ring.neck === undefined ? 0.012 * s * s * scale : 0;
      out[o] = w * s * n;
      out[o + 1] = ring.y * scale - drop;
      out[o + 2] = ring.z * scale + d * c * n;
      o += 3;
    }
  }
  LIMBS.forEach((limb) => {
    for (const side of [1, -1]) o = limbPoints(limb, build.limb, side, half, scale, out, o);
  });
}

function limbPoints(
  limb: Limb,
  around: number,
  side: number,
  half: number,
  scale: number,
  out: Float32Array,
  start: number,
): number {
  let o = start;
  const [ax, ay, az] = [limb.from[0] * half * side, limb.from[1] * scale, limb.from[2] * scale];
  const [bx, by, bz] = [limb.to[0] * half * side, limb.to[1] * scale, limb.to[2] * scale];
  const length = Math.hypot(bx - ax, by - ay, bz - az);
  const [dx, dy, dz] = [(bx - ax) / length, (by - ay) / length, (bz - az) / length];
  // Two directions square to the limb: one level, to the subject's left, and their cross product.
  const level = Math.hypot(dx, dz) || 1;
  const [ux, uz] = [dz / level, -dx / level];
  const [vx, vy, vz] = [dy * uz, dz * ux - dx * uz, -dy * ux];
  for (const [share, radius] of [
    [0, limb.thick],
    [0.94, limb.thin],
    [1.03, 0.02 * limb.thin],
  ]) {
    const r = radius * scale;
    for (let i = 0; i < around; i++) {
      const t = (2 * Math.PI * i) / around;
      const c = r * Math.cos(t);
      const s = r * Math.sin(t) * side;
      out[o] = ax + (bx - ax) * share + ux * s + vx * c;
      out[o + 1] = ay + (by - ay) * share + vy * c;
      out[o + 2] = az + (bz - az) * share + uz * s + vz * c;
      o += 3;
    }
  }
  return o;
}
