import { cpFamily } from '../../fvae/baselines/cp-family.ts';
import { interpolation } from '../../fvae/baselines/interpolation.ts';
import { additive, viewerMean } from '../../fvae/baselines/means.ts';
import { pca } from '../../fvae/baselines/pca.ts';
import { plainVae } from '../../fvae/baselines/plain-vae.ts';
import type { Model } from '../../fvae/model.ts';

/** The baselines by the names that the command line knows, made for a number of factors. */
export const BASELINES: Readonly<Record<string, (factors: number) => Model>> = {
  'viewer-mean': () => viewerMean,
  additive: () => additive,
  interpolation: () => interpolation,
  pca: (factors) => pca({ rank: factors }),
  // Every rank and variant, the best by held-out likelihood.
  cp: () => cpFamily(),
  'plain-vae': (factors) => plainVae({ factors }),
};

/** The baselines that stand beside a model unless others are asked for. */
export const USUAL_BASELINES: readonly string[] = ['additive', 'interpolation', 'pca', 'cp', 'plain-vae'];
