import { BENDS, type Saturating, softplus } from './objective/saturating.ts';
import type { State } from './state.ts';
import { stateReader } from './state-reader.ts';

/** A state's arrays and sizes, checked. */
export type Parts = {
  readonly N: number;
  readonly T: number;
  readonly D: number;
  readonly P: number;
  readonly K: number;
  readonly array: (name: string, ...shape: number[]) => Float64Array;
  readonly decoder: Saturating;
};

export function partsOfState(state: State): Parts {
  const { size, array } = stateReader(state, 'fvae');
  const [N, T, D, P, K] = [size('viewers'), size('samples'), size('features'), size('components'), size('factors')];
  const mixing = array('decoder.mixing', K, BENDS.length).map(softplus);
  const decoder = { factors: K, components: P, mixing, direction: array('decoder.direction', K, P) };
  return { N, T, D, P, K, array, decoder };
}

/** Adds to `out` [D] what components `y` from `at` on are in landmarks. */
export function addLanding(
  out: Float32Array | Float64Array,
  row: number,
  y: Float64Array,
  at: number,
  parts: Landing,
): void {
  const { D, P, loading } = parts;
  for (let p = 0; p < P; p += 1) {
    const value = y[at + p]!;
    for (let d = 0; d < D; d += 1) out[row + d]! += value * loading[p * D + d]!;
  }
}

export type Landing = { readonly D: number; readonly P: number; readonly loading: Float64Array };
