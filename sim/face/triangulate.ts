import Delaunator from 'delaunator';
import { evaluateLoft, LOFT_RESULT } from './loft.ts';
import type { Template } from './template.ts';
import { closedPoint } from './template-points.ts';

/** The skin's triangles (three vertices each, counter-clockwise from outside) and texture coordinates. */
export type Skin = { readonly triangles: number[]; readonly uv: Float64Array };

// Point from which the head is projected onto a sphere, mm; the smooth head is star-shaped around it.
const CENTRE_Y = -15;
const CENTRE_Z = 5;
/** The lips' edges are opened by this for the triangulation, mm. */
const SLIT_OPENING = 0.8;

/** Unit directions of all skin vertices from the centre of the mean head, the features' relief left out. */
function directions(template: Template): Float64Array {
  const { surface } = template.mean;
  const out = new Float64Array(3 * template.skinCount);
  const loft = new Float64Array(LOFT_RESULT);
  const corner = template.slit.length / 2;
  for (const vertex of template.half) {
    if (vertex.v > 1) closedPoint(surface, vertex.angle, vertex.v, loft);
    else evaluateLoft(surface.loft, vertex.angle, vertex.v, loft);
    const middle = vertex.mirror === vertex.index;
    const x = middle ? 0 : loft[0];
    let y = loft[1] - CENTRE_Y;
    const place = template.slit.indexOf(vertex.index);
    if (place > 0 && place !== corner) y += place < corner ? SLIT_OPENING : -SLIT_OPENING;
    const z = loft[2] - CENTRE_Z;
    const length = Math.hypot(x, y, z);
    for (const [index, sign] of [
      [vertex.index, 1],
      [vertex.mirror, -1],
    ]) {
      out[3 * index] = (sign * x) / length;
      out[3 * index + 1] = y / length;
      out[3 * index + 2] = z / length;
    }
    if (middle) out[3 * vertex.index] = 0;
  }
  return out;
}

/** The one of the vertices that is nearest to the direction straight back. */
function rearmost(direction: Float64Array, vertices: readonly number[]): number {
  return vertices.reduce((best, i) => (direction[3 * i + 2] < direction[3 * best + 2] ? i : best));
}

/**
 * Delaunay triangulation on the sphere: the rearmost vertex is the pole of a stereographic projection, under which
 * circles stay circles, so the plane's Delaunay triangles are the sphere's, and the pole sees the hull's edges.
 * `vertices`: those that take part, all if left out; texture coordinates of others are 0.
 */
export function triangulateSkin(
  template: Template,
  vertices: readonly number[] = Array.from({ length: template.skinCount }, (_, i) => i),
): Skin {
  const direction = directions(template);
  const pole = rearmost(direction, vertices);
  // Turn around the x axis so that the pole looks straight back.
  const length = Math.hypot(direction[3 * pole + 1], direction[3 * pole + 2]);
  const cos = -direction[3 * pole + 2] / length;
  const sin = -direction[3 * pole + 1] / length;
  const plane = new Float64Array(2 * (vertices.length - 1));
  const uv = new Float64Array(2 * template.skinCount);
  const vertexOf: number[] = [];
  for (const i of vertices) {
    if (i === pole) {
      uv[2 * i] = 0.5;
      uv[2 * i + 1] = 1;
      continue;
    }
    const x = direction[3 * i];
    const y = cos * direction[3 * i + 1] - sin * direction[3 * i + 2];
    const z = sin * direction[3 * i + 1] + cos * direction[3 * i + 2];
    const n = vertexOf.length;
    plane[2 * n] = x / (1 + z);
    plane[2 * n + 1] = y / (1 + z);
    vertexOf.push(i);
    const r = Math.hypot(x, y);
    const polar = r > 0 ? Math.atan2(r, z) / (2 * Math.PI * r) : 0;
    uv[2 * i] = 0.5 + polar * x;
    uv[2 * i + 1] = 0.5 + polar * y;
  }
  const delaunay = new Delaunator(plane);
  const triangles: number[] = [];
  const t = delaunay.triangles;
  // Delaunator winds clockwise in a y-up plane.
  for (let k = 0; k < t.length; k += 3) triangles.push(vertexOf[t[k]], vertexOf[t[k + 2]], vertexOf[t[k + 1]]);
  const hull = delaunay.hull;
  for (let k = 0; k < hull.length; k++) {
    triangles.push(pole, vertexOf[hull[k]], vertexOf[hull[(k + 1) % hull.length]]);
  }
  return { triangles, uv };
}
