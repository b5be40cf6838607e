import type { Camera } from '../../scenarios/schema/schema.ts';

/** A perspective camera ready to project: its axes in the world frame, focal length and principal point in px. */
export type CameraModel = {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** m, world frame. */
  readonly position: Float64Array;
  /** Rows: right, up, forward, as unit vectors of the world frame. */
  readonly axes: Float64Array;
  readonly focal: number;
};

/** The camera of a scenario entry: level horizon, square pixels, principal point in the middle, no distortion. */
export function cameraModel(camera: Camera): CameraModel {
  const position = Float64Array.from(camera.position);
  const forward = unit(camera.target.map((value, d) => value - position[d]));
  // A camera that looks straight up or down has its image's top toward the screen.
  const vertical = Math.abs(forward[1]) > 0.999999 ? [0, 0, -1] : [0, 1, 0];
  const right = unit(cross(forward, vertical));
  const up = cross(right, forward);
  return {
    name: camera.name,
    width: camera.width,
    height: camera.height,
    position,
    axes: Float64Array.from([...right, ...up, ...forward]),
    focal: camera.width / 2 / Math.tan((camera.fieldOfView * Math.PI) / 360),
  };
}

/** Pixels of a world point in m, [x right, y down] from the image's upper left corner, and its depth in m. */
export function project(camera: CameraModel, x: number, y: number, z: number): [number, number, number] {
  const { axes: a, position: p } = camera;
  const dx = x - p[0];
  const dy = y - p[1];
  const dz = z - p[2];
  const depth = a[6] * dx + a[7] * dy + a[8] * dz;
  const u = camera.width / 2 + (camera.focal * (a[0] * dx + a[1] * dy + a[2] * dz)) / depth;
  const v = camera.height / 2 - (camera.focal * (a[3] * dx + a[4] * dy + a[5] * dz)) / depth;
  return [u, v, depth];
}

function unit(v: readonly number[]): number[] {
  const length = Math.hypot(...v);
  return v.map((value) => value / length);
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
