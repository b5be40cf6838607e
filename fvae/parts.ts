import { BENDS, type Saturating } from './objective/saturating.ts';
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
  /** The additive courses. */
  readonly decoder: Saturating;
};

export function partsOfState(state: State): Parts {
  const { size, array } = stateReader(state, 'fvae');
  const [N, T, D, P, K] = [size('viewers'), size('samples'), size('features'), size('components'), size('factors')];
  const mixing = array('decoder.mixing', K, BENDS.length);
  const decoder = { factors: K, components: P, mixing, direction: array('decoder.direction', K, P) };
  return { N, T, D, P, K, array, decoder };
}
