import type { CameraModel } from '../cameras/camera.ts';

/** An infrared lamp beside a camera, its beam aimed where the camera looks. */
export type Lamp = {
  /** m, world frame. */
  readonly x: number;
  readonly y: number;
  readonly z: number;
  /** Unit vector along the beam. */
  readonly aim: readonly [number, number, number];
  /** Radiant intensity on the beam's axis: 1 gives irradiance 1 at 1 m. */
  readonly power: number;
  /** Standard deviation of the beam's angle, rad. */
  readonly spread: number;
};

/** Lamps that the shaders know: of more cameras, the first ones have lamps. */
export const MOST_LAMPS = 8;
/** A lamp sits this far beside and above its lens, m: near enough for bright pupils, far enough for dark ones. */
const BESIDE = 0.06;
const ABOVE = 0.04;
/** Share of a beam's light outside of it: reflections in the housing (assumed). */
export const SPILL = 0.04;

/**
 * The lamps of a set of cameras. A lamp lights the seats that its camera looks at to the same irradiance, 1 at `distance`
 * m on its axis, whatever the distance: the far ones have the stronger lamps, as installers choose them (assumed).
 */
export function lampsOf(cameras: readonly CameraModel[], distances: readonly number[]): Lamp[] {
  return cameras.slice(0, MOST_LAMPS).map(({ axes: a, position: p, focal, width }, c) => ({
    x: p[0] + BESIDE * a[0] + ABOVE * a[3],
    y: p[1] + BESIDE * a[1] + ABOVE * a[4],
    z: p[2] + BESIDE * a[2] + ABOVE * a[5],
    aim: [a[6], a[7], a[8]],
    power: distances[c] ** 2,
    spread: Math.max(0.15, 0.85 * Math.atan(width / 2 / focal)),
  }));
}

/** Irradiance vector at a point, m: the sum over lamps of direction times irradiance, into out[0..2]; returns its length. */
export function irradiance(lamps: readonly Lamp[], x: number, y: number, z: number, out: Float64Array): number {
  out.fill(0, 0, 3);
  for (const lamp of lamps) {
    const dx = lamp.x - x;
    const dy = lamp.y - y;
    const dz = lamp.z - z;
    const squared = dx * dx + dy * dy + dz * dz;
    const length = Math.sqrt(squared);
    const cosine = -(lamp.aim[0] * dx + lamp.aim[1] * dy + lamp.aim[2] * dz) / length;
    const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
    const beam = SPILL + (1 - SPILL) * Math.exp(-0.5 * (angle / lamp.spread) ** 2);
    const e = (lamp.power * beam) / squared / length;
    out[0] += e * dx;
    out[1] += e * dy;
    out[2] += e * dz;
  }
  return Math.hypot(out[0], out[1], out[2]);
}
