import type { Template } from './template.ts';
import { closedPoint } from './template-points.ts';
import { meshTemplate } from './topology.ts';
import { triangulateSkin } from './triangulate.ts';

/** Vertices of a head seen from afar are this far apart at least, mm. */
const APART = 40;
/** Landmarks that make a head's outline: chin, tip of the nose, jaw by the ear, angle of the jaw. */
const OUTLINE = [8, 30, 16, 12];

/** Left-half vertices in the order in which they are wanted: the outline's, those between the features, other landmarks. */
function wanted({ half, slit }: Template): Template['half'] {
  const rank = ({ kind, number }: Template['half'][number]): number => {
    if (kind === 'landmark' && OUTLINE.includes(number)) return OUTLINE.indexOf(number);
    return kind === 'fill' ? OUTLINE.length : OUTLINE.length + 1;
  };
  return half.filter(({ index }) => !slit.includes(index)).toSorted((a, b) => rank(a) - rank(b));
}

/**
 * Triangles over a few of the vertices of a level's mesh, three numbers each, counter-clockwise from outside: a closed head
 * without the mouth's inside, for pictures in which a face is a dozen pixels wide.
 */
export function distantTriangles(level: 3): Uint16Array {
  const template = meshTemplate(level);
  const taken: Float64Array[] = [];
  const vertices: number[] = [];
  const point = new Float64Array(3);
  for (const { angle, v, index, mirror } of wanted(template)) {
    closedPoint(template.mean.surface, angle, v, point);
    const middle = index === mirror;
    if (!middle && 2 * point[0] < APART) continue;
    if (taken.some((other) => Math.hypot(other[0] - point[0], other[1] - point[1], other[2] - point[2]) < APART))
      continue;
    taken.push(point.slice());
    vertices.push(...(middle ? [index] : [index, mirror]));
  }
  return Uint16Array.from(
    triangulateSkin(
      template,
      vertices.sort((a, b) => a - b),
    ).triangles,
  );
}
