import type { Anatomy } from './anatomy.ts';
import { mix, smoothstep } from './smooth.ts';

const RINGS = 17;
const CHANNELS = 8;

/** The smooth head without features: super-ellipse rings joined by cubics, see `evaluateLoft`. */
export type Loft = {
  /** Where each ring lies in v, 0 at the crown to 1 at the neck. */
  readonly knots: Float64Array;
  /** Cubic coefficients, [segment][channel][4] in powers of (v - knot). */
  readonly cubics: Float64Array;
};

/** Length of the array `evaluateLoft` fills: x y z, frontness, then derivatives of x y z by angle and by v. */
export const LOFT_RESULT = 10;

// Ring: v, height and depth of its front point, half width, height and depth of its side, of its back, squareness.
function ringTable(a: Anatomy): number[][] {
  const { width: kw, breadth: kb, front: kl, back: kr, height: kv } = a.scales;
  const kj = a.jaw;
  const f = a.identity.fat;
  const c = a.identity.chinProtrusion;
  const up = 1 + ((a.identity.foreheadHeight - 66) / 66) * 0.35;
  return [
    [0, 113 * up, -2, 0.5, 113 * up, -4, 113 * up, -6, 2],
    [0.05, 108 * up, 38 * kl, 38 * kb, 107 * up, -8, 105 * up, -55 * kr, 2],
    [0.11, 94 * up, 66 * kl, 60 * kb, 92 * up, -10, 87 * up, -83 * kr, 2.05],
    [0.19, 72, 85 * kl, 72 * kb, 66, -12, 60, -97 * kr, 2.1],
    [0.27, 46, 94.5 * kl, 76 * kb, 42, -11, 35, -101 * kr, 2.2],
    [0.34, 24, 97.5 * kl, 75.5 * kb, 22, -9, 12, -99 * kr, 2.3],
    [0.41, 4, 92 * kl, mix(74 * kb, 72.5 * kw, 0.7), 3, -3, -8, -93 * kr, 2.35],
    [0.47, -14, 92.5 * kl, 71.8 * kw, -12, 4, -25, -84 * kr, 2.4],
    [0.53, -32 * kv, 94.5 * kl, 70.3 * kw + f * 2, -24 * kv, 8, -40, -75 * kr, 2.35],
    [0.59, -50 * kv, 97 * kl, 67.5 * kw + f * 4, -38 * kv, 10, -52, -68 * kr, 2.25],
    [0.655, -72 * kv, 98 * kl, mix(64 * kw, 60 * kj, 0.5) + f * 5, -53 * kv, 12, -64, -62 * kr, 2.15],
    [0.72, -93 * kv, 93.5 * kl + c * 0.7, mix(59 * kw, 57.5 * kj, 0.7) + f * 5, -67 * kv, 14, -78, -58 * kr, 2.08],
    [0.775, -109 * kv, 94 * kl + c, 54.5 * kj + f * 5, -77 * kv, 14, -90, -56 * kr, 2.05],
    [0.82, -118.5 * kv, 89 * kl + c, 51 * kj + f * 5, -83 * kv, 13, -97, -55 * kr, 2.05],
    [0.86, -121.5 * kv - f, 80 * kl + c, 49 * kj + f * 4, -87 * kv, 10, -102, -54 * kr, 2],
    [0.92, -121 * kv - f * 4, 60 * kl, 47 * kj + f * 3, -92 * kv, 4, -108, -52 * kr, 2],
    [1, -119 * kv - f * 8, 38, 46 + f * 2, -105, -8, -125, -50 * kr, 2],
  ];
}

// Harmonic mean of the slopes on either side of a knot: no overshoot (Fritsch and Butland 1984).
function knotSlope(left: number, right: number): number {
  return left * right <= 0 ? 0 : (2 * left * right) / (left + right);
}

/** The lofted head of an anatomy. */
export function buildLoft(a: Anatomy): Loft {
  const rings = ringTable(a);
  const knots = new Float64Array(RINGS);
  for (let i = 0; i < RINGS; i++) {
    const v = rings[i][0];
    knots[i] = v;
    // Squarer at mid-face, where a plain ellipse is too pointed for a face.
    rings[i][8] += 0.5 * smoothstep(0.3, 0.42, v) * smoothstep(0.95, 0.75, v);
  }
  const cubics = new Float64Array((RINGS - 1) * CHANNELS * 4);
  for (let k = 0; k < CHANNELS; k++) {
    const value = (i: number) => rings[i][k + 1];
    const slope = (i: number) => (value(i + 1) - value(i)) / (knots[i + 1] - knots[i]);
    for (let i = 0; i < RINGS - 1; i++) {
      const h = knots[i + 1] - knots[i];
      const d = slope(i);
      const m0 = i > 0 ? knotSlope(slope(i - 1), d) : d;
      const m1 = i < RINGS - 2 ? knotSlope(d, slope(i + 1)) : d;
      const o = (i * CHANNELS + k) * 4;
      cubics[o] = value(i);
      cubics[o + 1] = m0;
      cubics[o + 2] = (3 * d - 2 * m0 - m1) / h;
      cubics[o + 3] = (m0 + m1 - 2 * d) / (h * h);
    }
  }
  return { knots, cubics };
}

function segmentOf(knots: Float64Array, v: number): number {
  let i = 0;
  while (i < RINGS - 2 && v > knots[i + 1]) i++;
  return i;
}

function channel(cubics: Float64Array, o: number, h: number): number {
  return cubics[o] + h * (cubics[o + 1] + h * (cubics[o + 2] + h * cubics[o + 3]));
}

function channelSlope(cubics: Float64Array, o: number, h: number): number {
  return cubics[o + 1] + h * (2 * cubics[o + 2] + h * 3 * cubics[o + 3]);
}

/** Half width, height and depth of the head's side (its widest line) at v, mm, into `out`. */
export function evaluateSide(loft: Loft, v: number, out: Float64Array): void {
  const i = segmentOf(loft.knots, v);
  const h = v - loft.knots[i];
  const o = i * CHANNELS * 4;
  out[0] = channel(loft.cubics, o + 8, h);
  out[1] = channel(loft.cubics, o + 12, h);
  out[2] = channel(loft.cubics, o + 16, h);
}

/**
 * A point of the featureless head: x y z (mm), frontness (1 on the front midline, 0 at the side, -1 at the back), then
 * the derivatives of x y z by angle (mm/rad) and by v (mm), LOFT_RESULT numbers into `out`. `angle` runs from 0 at the
 * front over pi/2 at the subject's left side to pi at the back; negative angles are the right side. In front
 * (x/w)^p + (z'/d)^p = 1 with the point in direction `angle`; an ellipse behind.
 */
export function evaluateLoft(loft: Loft, angle: number, v: number, out: Float64Array): void {
  const { knots, cubics } = loft;
  const i = segmentOf(knots, v);
  const h = v - knots[i];
  const o = i * CHANNELS * 4;
  const w = channel(cubics, o + 8, h);
  const ys = channel(cubics, o + 12, h);
  const zs = channel(cubics, o + 16, h);
  const dw = channelSlope(cubics, o + 8, h);
  const dys = channelSlope(cubics, o + 12, h);
  const dzs = channelSlope(cubics, o + 16, h);
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  if (cosine < 0) {
    const yb = channel(cubics, o + 20, h);
    const zb = channel(cubics, o + 24, h);
    out[0] = w * sine;
    out[1] = ys + (ys - yb) * cosine;
    out[2] = zs + (zs - zb) * cosine;
    out[3] = cosine;
    out[4] = w * cosine;
    out[5] = -(ys - yb) * sine;
    out[6] = -(zs - zb) * sine;
    out[7] = dw * sine;
    out[8] = dys + (dys - channelSlope(cubics, o + 20, h)) * cosine;
    out[9] = dzs + (dzs - channelSlope(cubics, o + 24, h)) * cosine;
    return;
  }
  const yf = channel(cubics, o, h);
  const zf = channel(cubics, o + 4, h);
  const p = channel(cubics, o + 28, h);
  const dp = channelSlope(cubics, o + 28, h);
  const s = sine < 0 ? -sine : sine;
  const logS = s > 1e-12 ? Math.log(s) : -28;
  const logC = cosine > 1e-12 ? Math.log(cosine) : -28;
  const s1 = Math.exp((p - 1) * logS);
  const c1 = Math.exp((p - 1) * logC);
  const sum = s1 * s + c1 * cosine;
  const logSum = Math.log(sum);
  const logN = -logSum / p;
  const n = Math.exp(logN);
  const x = s * n;
  const z = cosine * n;
  const front = Math.exp((p / 2) * (logC + logN));
  // Derivatives of log n: by the angle, and by the exponent p.
  const nAngle = -(s1 * cosine - c1 * s) / sum;
  const nPower = logSum / (p * p) - (s1 * s * logS + c1 * cosine * logC) / (sum * p);
  const xAngle = n * (cosine + s * nAngle);
  const zAngle = n * (-s + cosine * nAngle);
  const frontAngle = z > 1e-9 ? ((p / 2) * front * zAngle) / z : 0;
  const frontV = front * (0.5 * (logC + logN) + (p / 2) * nPower) * dp;
  const side = sine < 0 ? -1 : 1;
  const dyf = channelSlope(cubics, o, h);
  const dzf = channelSlope(cubics, o + 4, h);
  out[0] = side * w * x;
  out[1] = ys + (yf - ys) * front;
  out[2] = zs + (zf - zs) * z;
  out[3] = front;
  // Odd in the angle for x, even for y and z.
  out[4] = w * xAngle;
  out[5] = side * (yf - ys) * frontAngle;
  out[6] = side * (zf - zs) * zAngle;
  out[7] = side * (dw * x + w * x * nPower * dp);
  out[8] = dys + (dyf - dys) * front + (yf - ys) * frontV;
  out[9] = dzs + (dzf - dzs) * z + (zf - zs) * z * nPower * dp;
}
