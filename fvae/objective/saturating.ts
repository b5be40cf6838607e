/**
 * Bends of the courses that a factor's course is mixed from: 1 - exp(-bend z), the first as good as straight. All have
 * slope 1 at 0 once divided by their bend, so that 0 stays 0 and a factor cannot hide a power of itself in its course.
 */
export const BENDS: readonly number[] = [1e-2, 0.15, 0.3, 0.6, 1.2, 2.4];

/** Below this z, noise only, a course goes on as at it. */
export const LOWEST = -1;

/**
 * Additive courses: the sum over factors of a direction times the factor's course, which rises from 0 and flattens:
 * course_k(z) = sum_j a_kj (1 - exp(-bend_j z)) / bend_j, a at least 0.
 *
 * Factors are found by these. A free function of all factors together would fit, but not tell them apart: with U and V at
 * least 0, z_1^a z_2^b is a product of viewer and time like z_1 itself. Additive concave courses are what mixtures and
 * powers are not.
 */
export type Saturating = {
  readonly factors: number;
  readonly components: number;
  /** [K, J], a. */
  readonly mixing: Float64Array;
  /** [K, P]. */
  readonly direction: Float64Array;
};
