import { vertexNormals } from '../face/mesh.ts';

/** Triangles of a lattice of (columns + 1) x (rows + 1) points, or of `columns` x (rows + 1) that close around. */
export function latticeTriangles(columns: number, rows: number, closed: boolean, first = 0, turned = false): number[] {
  const width = closed ? columns : columns + 1;
  const list: number[] = [];
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      const a = first + j * width + i;
      const b = first + j * width + ((i + 1) % width);
      const [c, d] = [a + width, b + width];
      if (turned) list.push(a, b, c, b, d, c);
      else list.push(a, c, b, b, c, d);
    }
  }
  return list;
}

/** Unit normals of points (3 numbers each) by their triangles. */
export function normalsOf(triangles: Uint16Array, positions: Float32Array): Float32Array {
  const normals = new Float32Array(positions.length);
  vertexNormals({ triangles }, positions, normals);
  return normals;
}
