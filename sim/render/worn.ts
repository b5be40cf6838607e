import { STRIDE } from '../face/point.ts';
import type { FaceRig } from '../face/rig.ts';
import { mix, smoothstep } from '../face/smooth.ts';
import { latticeTriangles } from './grid-mesh.ts';

/** A shape that sits on every head alike: its triangles, and its points on one head (mm, head frame). */
export type Worn = {
  readonly triangles: Uint16Array;
  readonly vertices: number;
  /** Two numbers a vertex that the shader paints by. */
  readonly paint: Float32Array;
  points(rig: FaceRig, out: Float32Array): void;
};

/** The two ears as lofted shells with a rolled rim and a hollow; `around` x `rings` a side. */
export function ears(around: number, rings: number): Worn {
  const side = around * (rings + 1);
  const triangles = [
    ...latticeTriangles(around, rings, true, 0, false),
    ...latticeTriangles(around, rings, true, side, true),
  ];
  const paint = new Float32Array(4 * side);
  const place = (n: number): [number, number] => {
    const t = (2 * Math.PI * (n % around)) / around;
    const r = Math.floor(n / around) / rings;
    return [r * Math.cos(t), r * Math.sin(t)];
  };
  for (let n = 0; n < 2 * side; n++) paint.set(place(n % side), 2 * n);
  return {
    triangles: Uint16Array.from(triangles),
    vertices: 2 * side,
    paint,
    points({ identity, surface }, out) {
      const kw = identity.faceWidth / 142.6;
      const kv = surface.anatomy.scales.height;
      const flare = (21 * Math.PI) / 180;
      for (let n = 0; n < 2 * side; n++) {
        const [c, s] = place(n % side);
        const r = Math.hypot(c, s);
        // Wider above than at the lobe; the rim rolls outward, the hollow of the ear lies before it.
        const a = 13 + c * (12.5 + (s > 0 ? 2.5 * s : 2 * s));
        const b = s * 28.5 * kv;
        const hollow = 5 * Math.exp(-(((a - 12) / 8) ** 2 + ((b + 4) / 11) ** 2));
        const rim = 4 * Math.exp(-(((r - 0.86) / 0.12) ** 2)) + 2 * r - hollow - (r > 0.97 ? 4.5 : 0);
        const along = a + 0.12 * b;
        const sign = n < side ? 1 : -1;
        out[3 * n] = sign * (67.5 * kw + along * Math.sin(flare) + rim * Math.cos(flare));
        out[3 * n + 1] = -17 * kv + b;
        out[3 * n + 2] = 2 - along * Math.cos(flare) + rim * Math.sin(flare);
      }
    },
  };
}

/** Hair that hangs at the sides and behind, down to `bottom` mm, as a lattice of columns and rows: behind the jaw's contour, so it hides no landmark. */
export function hangingHair(bottom: number, columns: number, rows: number): Worn {
  const paint = new Float32Array(2 * (columns + 1) * (rows + 1));
  for (let n = 0; n < paint.length / 2; n++) {
    paint.set([(n % (columns + 1)) / columns, Math.floor(n / (columns + 1)) / rows], 2 * n);
  }
  return {
    triangles: Uint16Array.from(latticeTriangles(columns, rows, false, 0, true)),
    vertices: (columns + 1) * (rows + 1),
    paint,
    points({ identity }, out) {
      const volume = identity.hairVolume;
      for (let n = 0; n < paint.length / 2; n++) {
        const u = paint[2 * n];
        const v = paint[2 * n + 1];
        const open = mix(0.56, 0.455, smoothstep(0.1, 0.45, v));
        const t = mix(open, 2 - open, u) * Math.PI;
        // A gentle wave, strand by strand, and closer to the neck toward the ends.
        const wave = 2.2 * Math.sin(23 * u + 5 * v) * v;
        // Under the crown's hair at its roots, out over the ears below.
        const stand = mix(-3, 0.75 * volume + 2, smoothstep(0.04, 0.4, v));
        const x = (identity.headBreadth / 2 + stand + wave) * (1 - 0.16 * smoothstep(0.4, 1, v));
        const z = identity.headLength / 2 + 0.8 * stand + wave;
        out[3 * n] = x * Math.sin(t);
        out[3 * n + 1] = mix(64, bottom, v) + 4 * Math.sin(31 * u) * v;
        out[3 * n + 2] = -14 + z * Math.cos(t) * 0.95 - 12 * smoothstep(0.2, 1, v);
      }
    },
  };
}

const TUBE = 4;

/** Glasses: two rims of so many corners, a bridge and the temples as thin tubes; lenses are clear and not drawn. */
export function glasses(corners: number): Worn {
  const rim = corners * TUBE;
  const rod = 3 * TUBE;
  const triangles: number[] = [];
  for (let g = 0; g < 2; g++) {
    for (let i = 0; i < corners; i++) {
      for (let k = 0; k < TUBE; k++) {
        const a = g * rim + i * TUBE + k;
        const b = g * rim + i * TUBE + ((k + 1) % TUBE);
        const c = g * rim + ((i + 1) % corners) * TUBE + k;
        const d = g * rim + ((i + 1) % corners) * TUBE + ((k + 1) % TUBE);
        triangles.push(a, b, c, b, d, c);
      }
    }
  }
  for (let n = 0; n < 3; n++) triangles.push(...latticeTriangles(TUBE, 2, true, 2 * rim + n * rod));
  const vertices = 2 * rim + 3 * rod;
  return {
    triangles: Uint16Array.from(triangles),
    vertices,
    paint: new Float32Array(2 * vertices),
    points: (rig, out) => glassesPoints(rig, corners, out),
  };
}

function glassesPoints({ identity, landmarks, surface }: FaceRig, corners: number, out: Float32Array): void {
  const middle = surface.anatomy.eyeX + 2.5;
  const bridge = landmarks[27 * STRIDE + 2];
  const front = bridge + 7;
  const [halfWidth, halfHeight] = [22.5 * (identity.faceWidth / 142.6), 16.5];
  let o = 0;
  for (const side of [1, -1]) {
    for (let i = 0; i < corners; i++) {
      const t = (2 * Math.PI * i) / corners;
      const [c, s] = [Math.cos(t), Math.sin(t)];
      const round = (c ** 4 + s ** 4) ** -0.25;
      for (let k = 0; k < TUBE; k++) {
        const a = (2 * Math.PI * (k + 0.5)) / TUBE;
        const r = 1 + (1.15 * Math.cos(a)) / 20;
        out[o] = side * (middle + halfWidth * c * round * r);
        out[o + 1] = -3 + halfHeight * s * round * (1 + (1.15 * Math.cos(a)) / 15);
        out[o + 2] = front - 0.004 * (middle + halfWidth * c * round) ** 2 * 0.8 + 1.4 * Math.sin(a);
        o += 3;
      }
    }
  }
  const inner = middle - halfWidth;
  const outer = middle + halfWidth;
  const hinge = front - 0.0032 * outer * outer;
  const ear = surface.anatomy.scales.width * 71;
  for (const [ax, ay, az, bx, by, bz] of [
    [inner, 2, front, -inner, 2, front],
    [outer, 3, hinge, ear + 1.5, 4, 2],
    [-outer, 3, hinge, -ear - 1.5, 4, 2],
  ]) {
    const across = ax !== -bx;
    for (let j = 0; j < 3; j++) {
      for (let k = 0; k < TUBE; k++) {
        const a = (2 * Math.PI * (k + 0.5)) / TUBE;
        const bow = across ? 2.5 * Math.sin((Math.PI * j) / 2) * Math.sign(ax) : 0;
        out[o] = mix(ax, bx, j / 2) + (across ? 1.2 * Math.cos(a) + bow : 0);
        out[o + 1] = mix(ay, by, j / 2) + 1.5 * Math.sin(a);
        out[o + 2] = mix(az, bz, j / 2) + (across ? 0 : 1.3 * Math.cos(a) + (j === 1 ? 1.5 : 0));
        o += 3;
      }
    }
  }
}
