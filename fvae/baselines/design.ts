/** Loadings that may change from sample to sample: B_t, [R, D] in C order. */
export type Design = {
  readonly rank: number;
  /** Writes B_t. */
  fill(sample: number, into: Float64Array): void;
  /** The design B_t M for a matrix M [D, D] in C order. */
  times(matrix: Float64Array): Design;
};

/** B_tkd = V_tk W_kd: the loadings of a CP model, for `time` [T, K] and `loading` [K, D]. */
export function productDesign(time: Float64Array, loading: Float64Array, rank: number, features: number): Design {
  return {
    rank,
    fill(sample, into) {
      for (let k = 0; k < rank; k++) {
        const v = time[sample * rank + k]!;
        for (let f = 0; f < features; f++) into[k * features + f] = v * loading[k * features + f]!;
      }
    },
    times: (matrix) => productDesign(time, timesMatrix(loading, matrix, rank, features), rank, features),
  };
}

/** B_trd = Σ_p b_trp E_pd: free courses `course` [T, R, P] in a subspace with `back` [P, D]. */
export function courseDesign(
  course: Float64Array,
  back: Float64Array,
  rank: number,
  size: number,
  features: number,
): Design {
  return {
    rank,
    fill(sample, into) {
      into.fill(0, 0, rank * features);
      for (let r = 0; r < rank; r++) {
        for (let p = 0; p < size; p++) {
          const value = course[(sample * rank + r) * size + p]!;
          for (let f = 0; f < features; f++) into[r * features + f]! += value * back[p * features + f]!;
        }
      }
    },
    times: (matrix) => courseDesign(course, timesMatrix(back, matrix, size, features), rank, size, features),
  };
}

/** No loadings: what is left is a mean and an intercept. */
export const emptyDesign: Design = { rank: 0, fill() {}, times: () => emptyDesign };

function timesMatrix(rows: Float64Array, matrix: Float64Array, count: number, features: number): Float64Array {
  const out = new Float64Array(count * features);
  for (let k = 0; k < count; k++) {
    for (let d = 0; d < features; d++) {
      const value = rows[k * features + d]!;
      for (let f = 0; f < features; f++) out[k * features + f]! += value * matrix[d * features + f]!;
    }
  }
  return out;
}
