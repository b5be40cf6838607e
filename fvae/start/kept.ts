import type { StateArray } from '../state.ts';
import type { TimeLockedSubspace } from './subspace.ts';

/** What of a subspace a training goes on with. */
export type Subspace = Pick<TimeLockedSubspace, 'features' | 'components' | 'basis' | 'loading' | 'neutral'>;

/** The subspace as arrays, to be kept with an unfinished training. */
export function subspaceArrays({
  features,
  components,
  basis,
  loading,
  neutral,
}: Subspace): Record<string, StateArray> {
  return {
    basis: { shape: [features, components], values: basis },
    loading: { shape: [components, features], values: loading },
    neutral: { shape: [neutral.length / features, features], values: neutral },
  };
}

/** The subspace of such arrays. */
export function keptSubspace(arrays: Readonly<Record<string, StateArray>>): Subspace {
  const [features, components] = arrays['basis']!.shape as readonly [number, number];
  const values = (name: string): Float64Array => arrays[name]!.values as Float64Array;
  return { features, components, basis: values('basis'), loading: values('loading'), neutral: values('neutral') };
}
