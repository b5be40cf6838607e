import { BENDS, type Saturating } from './objective/saturating.ts';
import type { ProductStart } from './start/product.ts';
import type { StateArray } from './state.ts';

/** Everything that factors are told by. */
export type Factorisation = {
  /** [N, K] U and [T, K] V, at least 0. */
  readonly viewer: Float64Array;
  readonly time: Float64Array;
  /** [T] 1 at the seconds at which the last factor may move; null where none is rare. */
  readonly rare: Uint8Array | null;
  readonly decoder: Saturating;
};

/** A start as a factorisation with nearly straight courses. */
export function startFactors({ count: K, viewer, time, weights, rare }: ProductStart): Factorisation {
  const P = weights.length / K;
  const direction = new Float64Array(K * P);
  for (let k = 0; k < K; k += 1) for (let p = 0; p < P; p += 1) direction[k * P + p] = weights[p * K + k]!;
  const rest = 0.3 / (BENDS.length - 1);
  const mixing = Float64Array.from({ length: K * BENDS.length }, (_, n) => (n % BENDS.length === 0 ? 0.7 : rest));
  const positive = (values: Float64Array): Float64Array => values.map((value) => Math.max(0, value));
  const decoder = { factors: K, components: P, mixing, direction };
  return { viewer: positive(viewer), time: positive(time), rare, decoder };
}

/** A factorisation as arrays to be kept. */
export function factorArrays({ viewer, time, rare, decoder }: Factorisation): Record<string, StateArray> {
  const { factors: K, components: P, mixing, direction } = decoder;
  const array = (values: Float64Array, columns: number): StateArray => ({
    shape: [values.length / columns, columns],
    values,
  });
  return {
    viewer: array(viewer, K),
    time: array(time, K),
    'decoder.mixing': array(mixing, BENDS.length),
    'decoder.direction': array(direction, P),
    ...(rare === null ? {} : { rare: { shape: [rare.length], values: Float32Array.from(rare) } }),
  };
}

/** The factorisation of such arrays. */
export function keptFactors(arrays: Readonly<Record<string, StateArray>>): Factorisation {
  const values = (name: string): Float64Array => Float64Array.from(arrays[name]!.values);
  const [factors, components] = arrays['decoder.direction']!.shape as readonly [number, number];
  const decoder = { factors, components, mixing: values('decoder.mixing'), direction: values('decoder.direction') };
  const rare = arrays['rare'] === undefined ? null : Uint8Array.from(arrays['rare'].values);
  return { viewer: values('viewer'), time: values('time'), rare, decoder };
}
