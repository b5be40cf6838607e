import { LANDMARK_COUNT } from './rig.ts';
import { buildTemplate, type Template } from './template.ts';
import type { Level } from './template-points.ts';
import { triangulateSkin } from './triangulate.ts';

export type { Level } from './template-points.ts';

/** What all faces' meshes of a level share. */
export type MeshTopology = {
  readonly vertexCount: number;
  /** Three vertices a triangle, counter-clockwise from outside; every edge belongs to two triangles. */
  readonly triangles: Uint16Array;
  /** Two texture coordinates a vertex, 0..1: azimuthal around the nose, the back of the head at the rim. */
  readonly uv: Float32Array;
  /** The vertex of each of the 68 landmarks. */
  readonly landmarkVertex: Uint16Array;
};

type Built = { readonly template: Template; readonly topology: MeshTopology };

const built: (Built | undefined)[] = [];

/** Takes the triangles between the lips' edges away and returns the rest. */
function openSlit(template: Template, triangles: readonly number[]): number[] {
  const place = new Map(template.slit.map((vertex, i) => [vertex, i] as const));
  const kept: number[] = [];
  const half = template.slit.length / 2;
  for (let k = 0; k < triangles.length; k += 3) {
    const places = [place.get(triangles[k]), place.get(triangles[k + 1]), place.get(triangles[k + 2])];
    // Clearance around the slit lets no triangle outside it have all corners on its outline.
    const between = places.every((p) => p !== undefined);
    if (!between) kept.push(triangles[k], triangles[k + 1], triangles[k + 2]);
  }
  const removed = (triangles.length - kept.length) / 3;
  if (removed !== 2 * half - 2)
    throw new Error(`face mesh: expected ${2 * half - 2} triangles in the mouth's slit, found ${removed}`);
  return kept;
}

/** Closes the open slit with the mouth's inside: a ring of vertices behind the lips, and a back wall between them. */
function closeMouth(template: Template, triangles: number[]): void {
  const { slit, skinCount } = template;
  const n = slit.length;
  const directed = new Set<number>();
  for (let k = 0; k < triangles.length; k += 3) {
    for (let e = 0; e < 3; e++) directed.add(triangles[k + e] * 65536 + triangles[k + ((e + 1) % 3)]);
  }
  // The hole is walked against the edges of the triangles around it.
  const forward = directed.has(slit[1] * 65536 + slit[0]);
  const at = (i: number) => (forward ? i % n : (n - (i % n)) % n);
  const rim = (i: number) => slit[at(i)];
  const ring = (i: number) => skinCount + at(i);
  for (let i = 0; i < n; i++) {
    if (!directed.has(rim(i + 1) * 65536 + rim(i))) throw new Error("face mesh: the mouth's outline is broken");
    triangles.push(rim(i), rim(i + 1), ring(i + 1), rim(i), ring(i + 1), ring(i));
  }
  // The two halves of the ring face each other: i and n - i.
  const half = n / 2;
  triangles.push(ring(0), ring(1), ring(n - 1));
  for (let i = 1; i < half - 1; i++) {
    triangles.push(ring(i), ring(i + 1), ring(n - i - 1), ring(i), ring(n - i - 1), ring(n - i));
  }
  triangles.push(ring(half - 1), ring(half), ring(half + 1));
}

function build(level: Level): Built {
  const template = buildTemplate(level);
  const skin = triangulateSkin(template);
  const triangles = openSlit(template, skin.triangles);
  closeMouth(template, triangles);
  const vertexCount = template.skinCount + template.slit.length;
  const uv = new Float32Array(2 * vertexCount);
  uv.set(skin.uv);
  template.slit.forEach((vertex, i) => {
    uv.set(skin.uv.subarray(2 * vertex, 2 * vertex + 2), 2 * (template.skinCount + i));
  });
  const landmarkVertex = Uint16Array.from({ length: LANDMARK_COUNT }, (_, l) => l);
  return { template, topology: { vertexCount, triangles: Uint16Array.from(triangles), uv, landmarkVertex } };
}

function builtLevel(level: Level): Built {
  let b = built[level];
  if (b === undefined) {
    b = build(level);
    built[level] = b;
  }
  return b;
}

/** The triangles, texture coordinates and landmark vertices of a level: the same object at every call. */
export function meshTopology(level: Level): MeshTopology {
  return builtLevel(level).topology;
}

/** The template behind a level's topology. */
export function meshTemplate(level: Level): Template {
  return builtLevel(level).template;
}
