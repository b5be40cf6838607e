/** Names for columns that have none: `column 0`, ... */
export function columnNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, d) => `column ${d}`);
}

/** Names of the columns of a dataset: x0, y0, ... x67, y67. */
export const LANDMARK_COLUMNS: readonly string[] = Array.from({ length: 68 }, (_, l) => [`x${l}`, `y${l}`]).flat();
