import {
  DynamicDrawUsage,
  Float32BufferAttribute,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
} from 'three';
import { hairLineDistance } from '../face/hair.ts';
import { type Level, meshTemplate, meshTopology } from '../face/topology.ts';
import type { Look } from './materials.ts';

/** One draw call: a shape that every instance bends to its own row of a table. */
export type Layer = { readonly mesh: Mesh; readonly look: Look; readonly geometry: InstancedBufferGeometry };

/**
 * Two numbers a vertex of the head's mesh: mm inside the hairline (negative on skin), and 1 inside the mouth or, on the
 * neck's stump, how far down it is (0 to -1).
 */
export function paintOf(level: Level): Float32Array {
  const { vertexCount } = meshTopology(level);
  const { half, skinCount } = meshTemplate(level);
  const paint = new Float32Array(2 * vertexCount);
  for (const { index, mirror, angle, v } of half) {
    const distance = v > 1 ? -200 : hairLineDistance(angle, v);
    paint[2 * index] = distance;
    paint[2 * mirror] = distance;
    const stump = v > 0.93 ? -Math.min(1, (v - 0.93) / 0.07) : 0;
    paint[2 * index + 1] = stump;
    paint[2 * mirror + 1] = stump;
  }
  for (let i = skinCount; i < vertexCount; i++) {
    paint[2 * i] = -100;
    paint[2 * i + 1] = 1;
  }
  return paint;
}

/** A layer of up to `capacity` instances; each is told its row of the table and its viewer. */
export function layer(
  triangles: Uint16Array,
  paintName: string,
  paint: Float32Array,
  paintSize: number,
  capacity: number,
  own: Look,
): Layer {
  const geometry = new InstancedBufferGeometry();
  geometry.setIndex([...triangles]);
  geometry.setAttribute(paintName, new Float32BufferAttribute(paint, paintSize));
  const instance = new InstancedBufferAttribute(new Float32Array(2 * Math.max(1, capacity)), 2);
  instance.setUsage(DynamicDrawUsage);
  geometry.setAttribute('aInstance', instance);
  geometry.instanceCount = 0;
  const mesh = new Mesh(geometry, own.of('light'));
  mesh.frustumCulled = false;
  mesh.visible = false;
  return { mesh, look: own, geometry };
}
