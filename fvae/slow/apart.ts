import type { Factorisation } from '../factorisation.ts';
import { multiply } from '../linear/matrix.ts';
import { BENDS } from '../objective/saturating.ts';
import type { StateArray } from '../state.ts';
import type { Tensor } from '../tensor.ts';
import { withColumns } from './columns.ts';
import type { Slow } from './course.ts';

/** Components [N, T, P] without what a slow factor says of them, by the subspace's basis [D, P]. */
export function withoutSlow(components: Tensor, { viewer, time, direction }: Slow, basis: Float64Array): Tensor {
  const { samples: T, features: P, mask } = components;
  const reach = multiply(direction, basis, 1, direction.length, P);
  const values = components.values.slice();
  mask.forEach((seen, entry) => {
    if (seen !== 1) return;
    const said = viewer[Math.floor(entry / T)]! * time[entry % T]!;
    for (let p = 0; p < P; p += 1) values[entry * P + p]! -= said * reach[p]!;
  });
  return { ...components, values };
}

/** A factorisation without one of its factors. */
export function withoutFactor({ viewer, time, rare, decoder }: Factorisation, k: number): Factorisation {
  const { factors: K, components: P, mixing, direction } = decoder;
  const J = BENDS.length;
  return {
    viewer: viewer.filter((_, at) => at % K !== k),
    time: time.filter((_, at) => at % K !== k),
    rare: k === K - 1 ? null : rare,
    decoder: {
      factors: K - 1,
      components: P,
      mixing: mixing.filter((_, at) => Math.floor(at / J) !== k),
      direction: direction.filter((_, at) => Math.floor(at / P) !== k),
    },
  };
}

/** The quick factors and after them the slow one, on a straight course, by the subspace's basis [D, P]; without a slow one the quick ones. */
export function joined(quick: Factorisation, slow: Slow | null, basis: Float64Array): Factorisation {
  if (slow === null) return { ...quick, rare: null };
  const { factors, components: P, mixing, direction } = quick.decoder;
  return {
    viewer: withColumns(quick.viewer, slow.viewer, slow.viewer.length, 1),
    time: withColumns(quick.time, slow.time, slow.time.length, 1),
    rare: null,
    decoder: {
      factors: factors + 1,
      components: P,
      mixing: Float64Array.from([...mixing, ...BENDS.map((_, j) => (j === 0 ? 1 : 0))]),
      direction: Float64Array.from([...direction, ...multiply(slow.direction, basis, 1, slow.direction.length, P)]),
    },
  };
}

/** [K, D]: what a course of 1 of each factor moves the landmarks by; the last one's is the slow factor's own, where there is one. */
export function reachesOf({ decoder }: Factorisation, slow: Slow | null, loading: Float64Array): Float64Array {
  const { factors: K, components: P, direction } = decoder;
  const D = loading.length / P;
  const reach = multiply(direction, loading, K, P, D);
  if (slow !== null) reach.set(slow.direction, (K - 1) * D);
  return reach;
}

/** A slow factor as arrays to be kept, none where there is none, and what such arrays hold. */
export function slowArrays(slow: Slow | null): Record<string, StateArray> {
  if (slow === null) return {};
  const array = (values: Float64Array): StateArray => ({ shape: [values.length], values });
  return {
    'slow.viewer': array(slow.viewer),
    'slow.time': array(slow.time),
    'slow.direction': array(slow.direction),
  };
}

/** See slowArrays. */
export function keptSlow(arrays: Readonly<Record<string, StateArray>>): Slow | null {
  const [viewer, time, direction] = ['viewer', 'time', 'direction'].map((name) => arrays[`slow.${name}`]?.values);
  if (viewer === undefined || time === undefined || direction === undefined) return null;
  return {
    viewer: Float64Array.from(viewer),
    time: Float64Array.from(time),
    direction: Float64Array.from(direction),
  };
}
