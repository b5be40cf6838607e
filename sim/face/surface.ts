import type { Anatomy } from './anatomy.ts';
import { evaluateLoft, LOFT_RESULT, type Loft } from './loft.ts';
import { featureRelief } from './relief.ts';
import { clamp, smoothstep } from './smooth.ts';

/** One symmetric neutral head: its feature layout and its smooth loft. */
export type Surface = { readonly anatomy: Anatomy; readonly loft: Loft };

/** Share of the feature relief that applies at a frontness and v: none at the sides and at the neck. */
export function reliefShare(front: number, v: number): number {
  return smoothstep(0, 0.35, front) * smoothstep(1.02, 0.9, v);
}

const work = new Float64Array(LOFT_RESULT);

/** The neutral skin at (angle >= 0, v), without hair and without asymmetry: x y z in mm at `offset` of `out`. */
export function restPoint(surface: Surface, angle: number, v: number, out: Float64Array, offset: number): void {
  evaluateLoft(surface.loft, angle, v, work);
  const share = reliefShare(work[3], v);
  out[offset] = work[0];
  out[offset + 1] = work[1];
  out[offset + 2] = work[2] + (share > 0 ? share * featureRelief(surface.anatomy, work[0], work[1]) : 0);
}

/**
 * The parameters (angle, v) of the front skin at frontal position (x >= 0, y), written to out[0] and out[1]: Newton's
 * method from the values already in `out`. The relief runs along z, so only the loft matters.
 */
export function frontalParameters(surface: Surface, x: number, y: number, out: Float64Array): void {
  let angle = out[0];
  let v = out[1];
  for (let step = 0; step < 40; step++) {
    evaluateLoft(surface.loft, angle, v, work);
    const fx = x - work[0];
    const fy = y - work[1];
    if (Math.abs(fx) + Math.abs(fy) < 1e-9) break;
    const det = work[4] * work[8] - work[7] * work[5];
    if (Math.abs(det) < 1e-9) break;
    angle = clamp(angle + clamp((work[8] * fx - work[7] * fy) / det, -0.25, 0.25), 0, 1.5);
    v = clamp(v + clamp((work[4] * fy - work[5] * fx) / det, -0.08, 0.08), 0.01, 0.99);
  }
  // Exactly on the midline for x = 0, so that a face and its mirror image agree to the bit.
  out[0] = x === 0 ? 0 : angle;
  out[1] = v;
}

/** A good start for `frontalParameters` at frontal position (x, y). */
export function startParameters(x: number, y: number, out: Float64Array): void {
  out[0] = clamp(x / 75, 0, 1.2);
  out[1] = clamp(0.425 - y / 300, 0.15, 0.85);
}
