import type { Viewer } from '../audience/cast.ts';

/** For one viewer, the neighbours whose reactions spread to it and their weights (sum 1, or none). */
export type Neighbours = { readonly viewers: Uint32Array; readonly weights: Float64Array };

/** Farthest neighbour that is noticed, m. */
const REACH = 2.2;

/**
 * Neighbours of every viewer within 2.2 m, weighted by a Gaussian of the distance with SD 1 m (assumed; that close
 * neighbours synchronise more: iScience 2024 109843).
 */
export function neighbours(viewers: readonly Viewer[]): Neighbours[] {
  const cells = new Map<string, Viewer[]>();
  const cellOf = (value: number): number => Math.floor(value / REACH);
  for (const viewer of viewers) {
    const key = `${cellOf(viewer.seat.x)},${cellOf(viewer.seat.z)}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [viewer]);
    else cell.push(viewer);
  }
  return viewers.map((viewer) => {
    const near: { index: number; weight: number }[] = [];
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dz = -1; dz <= 1; dz += 1) {
        const cell = cells.get(`${cellOf(viewer.seat.x) + dx},${cellOf(viewer.seat.z) + dz}`) ?? [];
        for (const other of cell) {
          const distance = Math.hypot(other.seat.x - viewer.seat.x, other.seat.z - viewer.seat.z);
          if (other !== viewer && distance <= REACH) {
            near.push({ index: other.index, weight: Math.exp(-(distance * distance) / 2) });
          }
        }
      }
    }
    near.sort((a, b) => a.index - b.index);
    const total = near.reduce((sum, { weight }) => sum + weight, 0);
    return {
      viewers: Uint32Array.from(near, ({ index }) => index),
      weights: Float64Array.from(near, ({ weight }) => weight / total),
    };
  });
}
