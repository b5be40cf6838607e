import { type Film, placerOf } from './placement.ts';
import type { Population } from './population.ts';
import type { Tensor } from './tensor.ts';

/** U [N, K] and neutrals [N, D] of all viewers of a tensor, each placed by what is seen of it. */
export function placeAll(
  tensor: Tensor,
  film: Film,
  population: Population,
): { readonly viewer: Float64Array; readonly intercept: Float64Array } {
  const { viewers: N, samples: T, features: D, values, mask } = tensor;
  const K = film.courses.factors;
  const place = placerOf(population, film);
  const viewer = new Float64Array(N * K);
  const intercept = new Float64Array(N * D);
  for (let i = 0; i < N; i += 1) {
    const placed = place(values, mask, i * T * D, i * T);
    viewer.set(placed.viewer, i * K);
    intercept.set(placed.face, i * D);
  }
  return { viewer, intercept };
}
