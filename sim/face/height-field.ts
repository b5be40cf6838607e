/** Depth of a mesh seen from the front on a regular grid, and the vertex nearest to each cell's surface point. */
export type HeightField = { readonly depth: Float32Array; readonly vertex: Uint16Array };

/** Cell size and extent of the grid, mm: columns along x from LEFT, rows along y from BOTTOM. */
export const CELL = 1.5;
const LEFT = -84;
const BOTTOM = -135;
export const COLUMNS = 113;
export const ROWS = 152;
/** Depth where nothing is. */
const NOTHING = -200;

/** A grid to draw into. */
export function createHeightField(): HeightField {
  return { depth: new Float32Array(COLUMNS * ROWS), vertex: new Uint16Array(COLUMNS * ROWS) };
}

/** Draws the triangles that face forward; the foremost surface stays. Positions in mm, 3 numbers a vertex. */
export function drawHeightField(triangles: Uint16Array, positions: Float32Array, field: HeightField): void {
  const { depth, vertex } = field;
  depth.fill(NOTHING);
  vertex.fill(0);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = triangles[t];
    const b = triangles[t + 1];
    const c = triangles[t + 2];
    const ax = (positions[3 * a] - LEFT) / CELL;
    const ay = (positions[3 * a + 1] - BOTTOM) / CELL;
    const bx = (positions[3 * b] - LEFT) / CELL;
    const by = (positions[3 * b + 1] - BOTTOM) / CELL;
    const cx = (positions[3 * c] - LEFT) / CELL;
    const cy = (positions[3 * c + 1] - BOTTOM) / CELL;
    const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
    if (area <= 1e-6) continue;
    const az = positions[3 * a + 2];
    const bz = positions[3 * b + 2];
    const cz = positions[3 * c + 2];
    const x0 = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
    const x1 = Math.min(COLUMNS - 1, Math.floor(Math.max(ax, bx, cx)));
    const y0 = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
    const y1 = Math.min(ROWS - 1, Math.floor(Math.max(ay, by, cy)));
    for (let y = y0; y <= y1; y++) {
      for (let x = x0; x <= x1; x++) {
        const u = ((bx - x) * (cy - y) - (cx - x) * (by - y)) / area;
        const v = ((cx - x) * (ay - y) - (ax - x) * (cy - y)) / area;
        const w = 1 - u - v;
        if (u < -1e-9 || v < -1e-9 || w < -1e-9) continue;
        const z = u * az + v * bz + w * cz;
        const cell = y * COLUMNS + x;
        if (z <= depth[cell]) continue;
        depth[cell] = z;
        vertex[cell] = u >= v && u >= w ? a : v >= w ? b : c;
      }
    }
  }
}

/** Grid coordinates (columns, rows) of a frontal position, mm. */
export function gridX(x: number): number {
  return (x - LEFT) / CELL;
}
export function gridY(y: number): number {
  return (y - BOTTOM) / CELL;
}
