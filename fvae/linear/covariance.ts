/** Sums over rows of numbers from which mean and covariance follow; filled by addRow. */
export type Moments = {
  readonly size: number;
  /** Sum of the weights. */
  weight: number;
  /** [n] weighted sum of the rows. */
  readonly sum: Float64Array;
  /** [n, n] weighted sum of the rows' outer products, lower triangle only. */
  readonly outer: Float64Array;
};

/** Moments of rows of n numbers, none seen yet. */
export function createMoments(n: number): Moments {
  return { size: n, weight: 0, sum: new Float64Array(n), outer: new Float64Array(n * n) };
}

/** Adds the n numbers of `row` from `at` on. */
export function addRow(moments: Moments, row: Float32Array | Float64Array, at = 0, weight = 1): void {
  const { size, sum, outer } = moments;
  moments.weight += weight;
  for (let i = 0; i < size; i++) {
    const value = weight * row[at + i]!;
    sum[i]! += value;
    const line = i * size;
    for (let j = 0; j <= i; j++) outer[line + j]! += value * row[at + j]!;
  }
}

/** Adds `count` rows of n numbers that lie behind each other from `at` on: what addRow does to each, but faster. */
export function addRows(moments: Moments, rows: Float64Array, count: number, at = 0): void {
  const { size, sum, outer } = moments;
  const whole = count - (count % 4);
  for (let row = 0; row < whole; row += 4) {
    const a = at + row * size;
    const b = a + size;
    const c = b + size;
    const d = c + size;
    let i = 0;
    // Two lines at a time share the loads of the rows.
    for (; i + 1 < size; i += 2) {
      const p = rows[a + i]!;
      const q = rows[b + i]!;
      const r = rows[c + i]!;
      const s = rows[d + i]!;
      const p1 = rows[a + i + 1]!;
      const q1 = rows[b + i + 1]!;
      const r1 = rows[c + i + 1]!;
      const s1 = rows[d + i + 1]!;
      sum[i]! += p + q + r + s;
      sum[i + 1]! += p1 + q1 + r1 + s1;
      const line = i * size;
      const next = line + size;
      for (let j = 0; j <= i; j++) {
        const x = rows[a + j]!;
        const y = rows[b + j]!;
        const z = rows[c + j]!;
        const w = rows[d + j]!;
        outer[line + j]! += p * x + q * y + r * z + s * w;
        outer[next + j]! += p1 * x + q1 * y + r1 * z + s1 * w;
      }
      outer[next + i + 1]! += p1 * p1 + q1 * q1 + r1 * r1 + s1 * s1;
    }
    if (i === size) continue;
    const p = rows[a + i]!;
    const q = rows[b + i]!;
    const r = rows[c + i]!;
    const s = rows[d + i]!;
    sum[i]! += p + q + r + s;
    const line = i * size;
    for (let j = 0; j <= i; j++) {
      outer[line + j]! += p * rows[a + j]! + q * rows[b + j]! + r * rows[c + j]! + s * rows[d + j]!;
    }
  }
  moments.weight += whole;
  for (let row = whole; row < count; row++) addRow(moments, rows, at + row * size);
}

/** [n] mean of the rows; zeros when there are none. */
export function meanOf(moments: Moments): Float64Array {
  const { weight } = moments;
  return moments.sum.map((value) => (weight > 0 ? value / weight : 0));
}

/**
 * [n, n] covariance around the mean, or around zero (the mean product) with `centred` false, divided by the sum of the
 * weights; zeros when there are no rows.
 */
export function covarianceOf(moments: Moments, centred = true): Float64Array {
  const { size, weight, outer } = moments;
  const out = new Float64Array(size * size);
  if (!(weight > 0)) return out;
  const mean = meanOf(moments);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const value = outer[i * size + j]! / weight - (centred ? mean[i]! * mean[j]! : 0);
      out[i * size + j] = value;
      out[j * size + i] = value;
    }
  }
  return out;
}
