import type { Factor } from '../audience/sensitivity.ts';
import { FACTOR_COUNT, FACTORS } from '../audience/sensitivity.ts';
import { ACTION_UNIT_COUNT, ACTION_UNITS } from '../face/action-units.ts';

/**
 * How strongly each factor at full contraction drives each action unit, 0..1.
 *
 * Amused smiles: 6 + 12 with parted lips (Ambadar 2009); laughter adds 26 and 7; surprise 1 + 2 + 5 + 26; fatigue 43
 * (FACS). The sizes are assumed.
 */
const DRIVE: Readonly<Record<Factor, Readonly<Partial<Record<(typeof ACTION_UNITS)[number], number>>>>> = {
  amusement: { AU6: 0.6, AU7: 0.15, AU12: 0.85, AU25: 0.35 },
  laughter: { AU6: 0.55, AU7: 0.6, AU12: 0.6, AU25: 0.8, AU26: 0.75 },
  surprise: { AU1: 0.9, AU2: 0.85, AU5: 0.8, AU25: 0.45, AU26: 0.45 },
  fatigue: { AU1: 0.1, AU4: 0.2, AU43: 0.5 },
};

/** The drive as K x A. */
export const DRIVE_MATRIX: Float64Array = Float64Array.from(
  FACTORS.flatMap((factor) => ACTION_UNITS.map((unit) => DRIVE[factor][unit] ?? 0)),
);

/** The z at which a factor's contraction is full. */
export const FULL = 2;

/**
 * Contraction 0..1 of a factor at z: (1 - exp(-s z)) / (1 - exp(-s FULL)) for 0 <= z <= FULL, held outside.
 *
 * The saturation s is the link's curvature: near 0 it is a straight line, large it is a switch.
 */
export function contraction(z: number, saturation: number): number {
  if (z <= 0) return 0;
  if (z >= FULL) return 1;
  return Math.expm1(-saturation * z) / Math.expm1(-saturation * FULL);
}

/**
 * Action units of a reaction, A intensities in 0..1, written to `out[offset..]`.
 *
 * Factors add up as independent pulls on one muscle: 1 - prod_k (1 - drive_ka contraction(z_k)).
 */
export function driveActionUnits(
  z: ArrayLike<number>,
  zOffset: number,
  saturation: number,
  out: Float32Array,
  offset: number,
): void {
  const c0 = contraction(z[zOffset], saturation);
  const c1 = contraction(z[zOffset + 1], saturation);
  const c2 = contraction(z[zOffset + 2], saturation);
  const c3 = contraction(z[zOffset + 3], saturation);
  const n = ACTION_UNIT_COUNT;
  for (let a = 0; a < n; a += 1) {
    out[offset + a] =
      1 -
      (1 - DRIVE_MATRIX[a] * c0) *
        (1 - DRIVE_MATRIX[n + a] * c1) *
        (1 - DRIVE_MATRIX[2 * n + a] * c2) *
        (1 - DRIVE_MATRIX[3 * n + a] * c3);
  }
}

/**
 * Action units of the linear control, written to `out[offset..]`: sum_k gain_k drive_ka z_k, unbounded.
 */
export function driveLinearly(
  z: ArrayLike<number>,
  zOffset: number,
  gains: Float64Array,
  out: Float32Array | Float64Array,
  offset: number,
): void {
  for (let a = 0; a < ACTION_UNIT_COUNT; a += 1) {
    let sum = 0;
    for (let k = 0; k < FACTOR_COUNT; k += 1)
      sum += gains[k] * DRIVE_MATRIX[k * ACTION_UNIT_COUNT + a] * z[zOffset + k];
    out[offset + a] = sum;
  }
}
