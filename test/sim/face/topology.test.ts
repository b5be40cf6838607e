import { describe, expect, test } from 'vitest';
import { LANDMARK_COUNT } from '../../../sim/face/rig.ts';
import { meshTemplate, meshTopology } from '../../../sim/face/topology.ts';
import { expectClosed } from '../../laws/closed.ts';

const SIZES = { 0: [5700, 6300], 1: [1400, 1650], 2: [550, 650], 3: [220, 300] } as const;

describe.each([0, 1, 2, 3] as const)('level %d', (level) => {
  const { vertexCount, triangles, uv, landmarkVertex } = meshTopology(level);

  test('has about the wanted number of triangles, and is the same object at every call', () => {
    expect(triangles.length / 3).toBeGreaterThanOrEqual(SIZES[level][0]);
    expect(triangles.length / 3).toBeLessThanOrEqual(SIZES[level][1]);
    expect(meshTopology(level).triangles).toBe(triangles);
  });

  test('is closed and oriented: every directed edge once, its reverse once, Euler characteristic 2', () => {
    expect(expectClosed(triangles).size).toBe(vertexCount);
  });

  test('the triangles around each vertex form one fan', () => {
    const next = new Map<number, Map<number, number>>();
    for (let k = 0; k < triangles.length; k += 3) {
      for (let e = 0; e < 3; e++) {
        const from = triangles[k + e];
        const around = next.get(from) ?? new Map<number, number>();
        around.set(triangles[k + ((e + 1) % 3)], triangles[k + ((e + 2) % 3)]);
        next.set(from, around);
      }
    }
    for (const around of next.values()) {
      const start = around.keys().next().value as number;
      let at = start;
      let steps = 0;
      do {
        at = around.get(at) as number;
        steps++;
      } while (at !== start && steps <= around.size);
      expect(steps).toBe(around.size);
    }
  });

  test('holds all landmarks as different vertices, and texture coordinates inside the unit square', () => {
    expect(new Set(landmarkVertex).size).toBe(LANDMARK_COUNT);
    expect(uv.length).toBe(2 * vertexCount);
    for (const c of uv) {
      expect(c).toBeGreaterThanOrEqual(0);
      expect(c).toBeLessThanOrEqual(1);
    }
    const { skinCount } = meshTemplate(level);
    const places = new Set<string>();
    for (let i = 0; i < skinCount; i++) places.add(`${uv[2 * i]} ${uv[2 * i + 1]}`);
    expect(places.size).toBe(skinCount);
  });

  test('the lids and the lips are edges of the mesh', () => {
    const edges = new Set<number>();
    for (let k = 0; k < triangles.length; k += 3) {
      for (let e = 0; e < 3; e++) edges.add(triangles[k + e] * 65536 + triangles[k + ((e + 1) % 3)]);
    }
    const { slit } = meshTemplate(level);
    expect(slit).toEqual(expect.arrayContaining([60, 61, 62, 63, 64, 65, 66, 67]));
    slit.forEach((vertex, i) => {
      const following = slit[(i + 1) % slit.length];
      expect(edges.has(vertex * 65536 + following)).toBe(true);
    });
  });
});
