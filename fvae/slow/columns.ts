/** Powers of time in a trend. */
export const TREND = 3;

/** [count, TREND]: powers of time, which goes from -1 to 1 over the film, each of mean 0. */
export function trend(count: number): Float64Array {
  const time = Float64Array.from({ length: count }, (_, b) => (2 * b) / (count - 1) - 1);
  const out = new Float64Array(count * TREND);
  for (let c = 0; c < TREND; c += 1) {
    const powers = time.map((value) => value ** (c + 1));
    const mean = powers.reduce((sum, value) => sum + value, 0) / count;
    powers.forEach((value, b) => {
      out[b * TREND + c] = value - mean;
    });
  }
  return out;
}

/** [N, count, K + C]: columns [N, count, K], and after them others [count, C] that are the same for all N viewers. */
export function withColumns(columns: Float64Array, others: Float64Array, count: number, N: number): Float64Array {
  const K = columns.length / (N * count);
  const C = others.length / count;
  return Float64Array.from({ length: N * count * (K + C) }, (_, at) => {
    const row = Math.floor(at / (K + C));
    const c = at % (K + C);
    return c < K ? columns[row * K + c]! : others[(row % count) * C + c - K]!;
  });
}
