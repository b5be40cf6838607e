/** An array of a trained model: its shape and its numbers in C order. */
export type StateArray = { readonly shape: readonly number[]; readonly values: Float32Array | Float64Array };

/** JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Everything that a trained model is: what a checkpoint keeps, and all that prediction needs. */
export type State = {
  /** Sizes, options and scalars, by name. */
  readonly attributes: Readonly<Record<string, Json>>;
  /** Weights, U, V, noise and preprocessing, by name; names are words joined by dots or dashes. */
  readonly arrays: Readonly<Record<string, StateArray>>;
};
