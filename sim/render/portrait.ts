import { type CameraModel, cameraModel, project } from '../cameras/camera.ts';

/** Share of a portrait's width that the hull of the landmarks takes. */
export const PORTRAIT_SHARE = 0.6;

/** Height of the hull's middle in the picture, from the top: foreheads have no landmarks. */
const LOWER = 0.57;

/**
 * The same camera with a lens so long that a face fills its square picture of `size` px: from where the camera really is,
 * aimed at the middle of the landmarks (`world`: 68 x 3, m), which take PORTRAIT_SHARE of the width.
 */
export function portraitCamera(camera: CameraModel, world: ArrayLike<number>, size: number): CameraModel {
  const count = world.length / 3;
  const target = [0, 0, 0];
  for (let l = 0; l < count; l++) for (let d = 0; d < 3; d++) target[d] += world[3 * l + d] / count;
  let fieldOfView = 2;
  let made = camera;
  // Aim, then the lens's length: two rounds are exact to a thousandth of a pixel for a face some metres away.
  for (let round = 0; round < 3; round++) {
    made = cameraModel({
      name: camera.name,
      position: [...camera.position] as [number, number, number],
      target: target as [number, number, number],
      fieldOfView,
      width: size,
      height: size,
    });
    const [low, high] = [
      [Infinity, Infinity],
      [-Infinity, -Infinity],
    ];
    let depth = 0;
    for (let l = 0; l < count; l++) {
      const [u, v, z] = project(made, world[3 * l], world[3 * l + 1], world[3 * l + 2]);
      low[0] = Math.min(low[0], u);
      low[1] = Math.min(low[1], v);
      high[0] = Math.max(high[0], u);
      high[1] = Math.max(high[1], v);
      depth += z / count;
    }
    const { axes: a, focal } = made;
    const du = ((low[0] + high[0]) / 2 - size / 2) * (depth / focal);
    const dv = (size * LOWER - (low[1] + high[1]) / 2) * (depth / focal);
    for (let d = 0; d < 3; d++) target[d] += du * a[d] + dv * a[3 + d];
    const wanted = (focal * PORTRAIT_SHARE * size) / (high[0] - low[0]);
    fieldOfView = (2 * Math.atan(size / 2 / wanted) * 180) / Math.PI;
  }
  return { ...made, focal: size / 2 / Math.tan((fieldOfView * Math.PI) / 360) };
}
