import { DataTexture, FloatType, NearestFilter, RGBAFormat } from 'three';

/** A float texture that vertex shaders read: one row an instance, one texel (x y z, packed normal) a vertex. */
export type VertexTable = {
  readonly texture: DataTexture;
  readonly data: Float32Array;
  readonly vertices: number;
  readonly rows: number;
};

/** A float texture of `width` x `rows` texels of four numbers, for `texelFetch`. */
export function floatTexture(width: number, rows: number): DataTexture {
  const texture = new DataTexture(new Float32Array(4 * width * rows), width, rows, RGBAFormat, FloatType);
  texture.minFilter = NearestFilter;
  texture.magFilter = NearestFilter;
  texture.generateMipmaps = false;
  texture.needsUpdate = true;
  return texture;
}

/** A table of `rows` rows of `vertices` vertices. */
export function vertexTable(vertices: number, rows: number): VertexTable {
  const texture = floatTexture(vertices, Math.max(1, rows));
  return { texture, data: texture.image.data as unknown as Float32Array, vertices, rows };
}

/** Writes posed vertices (3 numbers each) and unit normals to a row. */
export function writeRow(table: VertexTable, row: number, positions: Float32Array, normals: Float32Array): void {
  const { data, vertices } = table;
  let to = 4 * row * vertices;
  for (let i = 0; i < 3 * vertices; i += 3, to += 4) {
    data[to] = positions[i];
    data[to + 1] = positions[i + 1];
    data[to + 2] = positions[i + 2];
    data[to + 3] = packNormal(normals[i], normals[i + 1], normals[i + 2]);
  }
}

/** A unit vector as a whole number below 2^24: 12 bits for each side of the octahedron it is projected onto. */
export function packNormal(x: number, y: number, z: number): number {
  const size = Math.abs(x) + Math.abs(y) + Math.abs(z);
  if (size === 0) return 2047 * 4096 + 2047;
  let u = x / size;
  let v = y / size;
  if (z < 0) {
    const folded = (1 - Math.abs(v)) * (u < 0 ? -1 : 1);
    v = (1 - Math.abs(u)) * (v < 0 ? -1 : 1);
    u = folded;
  }
  return Math.round((u + 1) * 2047) * 4096 + Math.round((v + 1) * 2047);
}
