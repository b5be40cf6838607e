import { expect } from 'vitest';

/** Triangles close a body: every directed edge once and its reverse once, Euler characteristic 2. Gives the vertices used. */
export function expectClosed(triangles: ArrayLike<number>): Set<number> {
  const edges = new Set<string>();
  for (let k = 0; k < triangles.length; k += 3) {
    for (let e = 0; e < 3; e++) {
      const key = `${triangles[k + e]} ${triangles[k + ((e + 1) % 3)]}`;
      expect(edges.has(key), key).toBe(false);
      edges.add(key);
    }
  }
  for (const key of edges) expect(edges.has(key.split(' ').reverse().join(' ')), key).toBe(true);
  const used = new Set(Array.from(triangles));
  expect(used.size - edges.size / 2 + triangles.length / 3).toBe(2);
  return used;
}
