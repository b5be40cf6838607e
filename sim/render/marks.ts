import { Float32BufferAttribute, InstancedBufferAttribute, InstancedBufferGeometry, Points, Scene } from 'three';
import type { CameraModel } from '../cameras/camera.ts';
import { LANDMARK_COUNT } from '../face/rig.ts';
import { look } from './materials.ts';
import type { Sensor } from './sensor.ts';
import { HEAD_VERTEX, KIND, MARK_FRAGMENT } from './shaders/head.ts';
import type { TheaterScene } from './theater-scene.ts';
import { threeCamera } from './view.ts';

/**
 * A check of the pictures: each of a viewer's 68 landmark vertices as one pixel, by the way that heads are drawn. Resolves
 * to the pixel [x, y] of each landmark, rows from the top; null where others or the picture's frame leave none. The
 * scene must be set to a moment in which the viewer is there.
 */
export function markLandmarks(
  scene: TheaterScene,
  viewer: number,
  view: CameraModel,
  sensor: Sensor,
): ([number, number] | null)[] {
  const { people, context } = scene;
  const level = people.levels[viewer];
  const own = look(
    HEAD_VERTEX,
    MARK_FRAGMENT,
    { KIND: KIND.skin, MARKS: 1 },
    { ...people.common, tVertex: { value: people.tables[level].texture }, uShell: { value: 0 } },
  );
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute('aPaint', new Float32BufferAttribute(new Float32Array(2 * LANDMARK_COUNT), 2));
  geometry.setAttribute('aInstance', new InstancedBufferAttribute(Float32Array.of(people.slots[viewer], viewer), 2));
  geometry.setDrawRange(0, LANDMARK_COUNT);
  geometry.instanceCount = 1;
  const material = own.of('id');
  material.depthTest = false;
  const points = new Points(geometry, material);
  points.frustumCulled = false;
  const stand = new Scene();
  stand.add(points);
  const { renderer } = context;
  const { width, height } = sensor;
  renderer.setRenderTarget(sensor.target('id'));
  renderer.setClearColor(0x000000, 0);
  renderer.clear();
  renderer.render(stand, threeCamera(view));
  const bytes = new Uint8Array(4 * width * height);
  renderer.readRenderTargetPixels(sensor.target('id'), 0, 0, width, height, bytes);
  const found: ([number, number] | null)[] = new Array(LANDMARK_COUNT).fill(null);
  for (let n = 0; n < width * height; n++) {
    const mark = bytes[4 * n];
    if (mark > 0) found[mark - 1] = [n % width, height - 1 - Math.floor(n / width)];
  }
  geometry.dispose();
  own.dispose();
  return found;
}
