import { PerspectiveCamera } from 'three';
import type { CameraModel } from '../cameras/camera.ts';

/** The same camera with a picture of another size: the horizontal field of view stays. */
export function resized(camera: CameraModel, width: number, height: number): CameraModel {
  return { ...camera, width, height, focal: (camera.focal * width) / camera.width };
}

const NEAR = 0.2;
const FAR = 90;

/** three's camera for one of ours: the same pixels for the same points. */
export function threeCamera(model: CameraModel): PerspectiveCamera {
  const { axes: a, position: p, focal, width, height } = model;
  const camera = new PerspectiveCamera((2 * Math.atan(height / 2 / focal) * 180) / Math.PI, width / height, NEAR, FAR);
  camera.matrixAutoUpdate = false;
  // Columns right, up, backward and place.
  camera.matrix.set(a[0], a[3], -a[6], p[0], a[1], a[4], -a[7], p[1], a[2], a[5], -a[8], p[2], 0, 0, 0, 1);
  camera.matrixWorld.copy(camera.matrix);
  camera.matrixWorldInverse.copy(camera.matrix).invert();
  camera.matrixWorldNeedsUpdate = false;
  return camera;
}

/** Whether a ball of `radius` m could be in the picture. */
export function inView(model: CameraModel, x: number, y: number, z: number, radius: number): boolean {
  const { axes: a, position: p, focal, width, height } = model;
  const dx = x - p[0];
  const dy = y - p[1];
  const dz = z - p[2];
  const depth = a[6] * dx + a[7] * dy + a[8] * dz;
  if (depth < NEAR - radius || depth > FAR + radius) return false;
  const u = Math.abs(a[0] * dx + a[1] * dy + a[2] * dz);
  const v = Math.abs(a[3] * dx + a[4] * dy + a[5] * dz);
  // Distance from the side planes of the view's pyramid.
  const w = width / 2 / focal;
  const h = height / 2 / focal;
  return u - depth * w < radius * Math.hypot(1, w) && v - depth * h < radius * Math.hypot(1, h);
}
