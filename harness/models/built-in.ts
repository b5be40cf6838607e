import { cpFamily } from '../../fvae/baselines/cp-family.ts';
import { fit as fitModel } from '../../fvae/fit.ts';
import { FVAE_DEFAULTS } from '../../fvae/fvae.ts';
import type { Json } from '../../fvae/state.ts';
import { BASELINES, USUAL_BASELINES } from '../evaluation/roster.ts';
import type { Contender } from './contender.ts';

/** What the built-in models leave open. */
export type BuiltInOptions = {
  /** Factors of the models that have a fixed number. */
  readonly factors: number;
  /** Passes over the data of the FVAE. */
  readonly epochs: number;
  /**
   * For those who fit many: `cp` weighs residuals always, and tries no rank above one that is less likely than the one below
   * it. @defaultValue false
   */
  readonly sparing?: boolean;
};

export const BUILT_IN_DEFAULTS: BuiltInOptions = { factors: FVAE_DEFAULTS.factors, epochs: FVAE_DEFAULTS.epochs };

/** Names of the models that need no file of the user's. */
export const BUILT_IN: readonly string[] = ['fvae', ...Object.keys(BASELINES)];

/** Those that a sweep compares unless told otherwise. */
export const USUAL_MODELS: readonly string[] = ['fvae', 'viewer-mean', ...USUAL_BASELINES];

/** A built-in model by its name; undefined for another. */
export function builtIn(name: string, options: BuiltInOptions = BUILT_IN_DEFAULTS): Contender | undefined {
  const { factors, epochs, sparing = false } = options;
  if (name === 'fvae') {
    return contender(name, { factors, epochs }, async (tensor, { workers, ...fitting }) => {
      // One thread is this one: another would have to start first.
      return (await fitModel(tensor, { ...fitting, workers: workers > 1 ? workers : 0, factors, epochs })).fitted;
    });
  }
  if (name === 'cp' && sparing) {
    return contender(name, { sparing }, (tensor, { workers: _, backend: __, ...fitting }) =>
      cpFamily({ weighed: [true], upwards: true }).fit(tensor, fitting),
    );
  }
  if (!Object.hasOwn(BASELINES, name)) return undefined;
  return contender(name, { factors }, (tensor, { workers: _, backend: __, ...fitting }) =>
    BASELINES[name](factors).fit(tensor, fitting),
  );
}

function contender(
  name: string,
  options: Readonly<Record<string, Json>>,
  fitting: (
    ...given: [Parameters<Contender['fit']>[0], Parameters<Contender['fit']>[2]]
  ) => ReturnType<Contender['fit']>,
): Contender {
  return { name, identity: { name, ...options }, fit: (tensor, _, options) => fitting(tensor, options) };
}
