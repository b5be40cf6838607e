import { ModelFault } from './model.ts';
import { BENDS, type Saturating, softplus } from './objective/saturating.ts';
import type { State, StateArray } from './state.ts';

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
  const size = (name: string): number => {
    const value = state.attributes[name];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
    throw new ModelFault(`${name}: found ${JSON.stringify(value)}, expected a whole number above 0`);
  };
  if (state.attributes['model'] !== 'fvae') {
    throw new ModelFault(`model: found ${JSON.stringify(state.attributes['model'])}, expected "fvae"`);
  }
  const [N, T, D, P, K] = [size('viewers'), size('samples'), size('features'), size('components'), size('factors')];
  const array = (name: string, ...shape: number[]): Float64Array => {
    const found: StateArray | undefined = state.arrays[name];
    if (found === undefined || found.shape.join() !== shape.join()) {
      throw new ModelFault(`${name}: found ${found?.shape.join(' x ') ?? 'nothing'}, expected ${shape.join(' x ')}`);
    }
    return Float64Array.from(found.values);
  };
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
