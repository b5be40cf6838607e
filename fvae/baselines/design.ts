import { multiply } from '../linear/matrix.ts';

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
    times: (matrix) => productDesign(time, multiply(loading, matrix, rank, features, features), rank, features),
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
  const samples = course.length / (rank * size);
  // Kept, T R D numbers, as every viewer asks for them anew.
  let loadings: Float64Array | null = null;
  return {
    rank,
    fill(sample, into) {
      loadings ??= multiply(course, back, samples * rank, size, features);
      into.set(loadings.subarray(sample * rank * features, (sample + 1) * rank * features));
    },
    times: (matrix) => courseDesign(course, multiply(back, matrix, size, features, features), rank, size, features),
  };
}

/** No loadings: what is left is a mean and an intercept. */
export const emptyDesign: Design = { rank: 0, fill() {}, times: () => emptyDesign };
