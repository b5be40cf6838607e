import { fit as fitModel } from '../../../fvae/fit.ts';
import type { Fitted, Prediction } from '../../../fvae/model.ts';
import type { Tensor } from '../../../fvae/tensor.ts';
import { BUILT_IN_DEFAULTS, type BuiltInOptions } from '../../models/built-in.ts';
import type { Contender, ContenderOptions } from '../../models/contender.ts';
import { meanRow, type Spoil, spoilt } from './spoil.ts';

type Fitting = (tensor: Tensor, options: ContenderOptions & BuiltInOptions) => Promise<Fitted>;

/** A way of spoiling the FVAE, to see whether a check notices. */
export type Planted = {
  readonly name: string;
  /** What is wrong with it. */
  readonly what: string;
  readonly fit: Fitting;
};

/** Landmarks of the brows: the first, and the one after the last. */
const BROWS = [17, 27] as const;

/** How much of a viewer's movement is left in blunted predictions. */
const BLUNTED = 0.7;

/** The FVAE as it is. */
export const UNCHANGED: Planted = { name: 'unchanged', what: 'nothing', fit: plain };

/** Losses that are planted. */
export const PLANTED: readonly Planted[] = [
  { name: 'narrow', what: 'decoder narrowed: one factor less', fit: narrow },
  { name: 'no-brows', what: 'one landmark group dropped: brows stand still', fit: withoutGroup(BROWS) },
  { name: 'no-mask', what: 'mask ignored: what is missing is taken for the mean face', fit: withoutMask },
  { name: 'one-epoch', what: 'too few epochs: one', fit: oneEpoch },
  { name: 'blunted', what: `predictions blunted: ${100 * BLUNTED} % of the movement`, fit: blunted },
];

/** The FVAE so spoilt, as a model to be tested. */
export function plantedContender({ name, fit: fitSpoilt }: Planted, given: Partial<BuiltInOptions>): Contender {
  const options = { ...BUILT_IN_DEFAULTS, ...given };
  const identity = { planted: name, ...options };
  return { name, identity, fit: (tensor, _, how) => fitSpoilt(tensor, { ...how, ...options }) };
}

async function plain(...[tensor, options]: Parameters<Fitting>): ReturnType<Fitting> {
  return (await fitModel(tensor, options)).fitted;
}

function narrow(...[tensor, options]: Parameters<Fitting>): ReturnType<Fitting> {
  return plain(tensor, { ...options, factors: options.factors - 1 });
}

function oneEpoch(...[tensor, options]: Parameters<Fitting>): ReturnType<Fitting> {
  return plain(tensor, { ...options, epochs: 1 });
}

function withoutGroup([from, to]: readonly [number, number]): Fitting {
  const still: Spoil = (values, mask, features) => {
    const mean = meanRow(values, mask, features);
    return values.map((value, at) => {
      const column = at % features;
      return column >= 2 * from && column < 2 * to && mask[Math.floor(at / features)] === 1 ? mean[column] : value;
    });
  };
  return async (tensor, options) => {
    const fitted = await plain({ ...tensor, values: spoilt(tensor, still) }, options);
    return { ...fitted, foldIn: (values, mask) => fitted.foldIn(still(values, mask, tensor.features), mask) };
  };
}

function withoutMask(...[tensor, options]: Parameters<Fitting>): ReturnType<Fitting> {
  const filled: Spoil = (values, mask, features) => {
    const mean = meanRow(values, mask, features);
    return values.map((value, at) => (mask[Math.floor(at / features)] === 1 ? value : mean[at % features]));
  };
  return plain({ ...tensor, values: spoilt(tensor, filled), mask: tensor.mask.map(() => 1) }, options);
}

async function blunted(...[tensor, options]: Parameters<Fitting>): ReturnType<Fitting> {
  const fitted = await plain(tensor, options);
  const { samples, features } = tensor;
  const every = new Uint8Array(samples).fill(1);
  const blunt = (prediction: Prediction): Prediction => {
    const mean = meanRow(prediction.mean, every, features);
    const less = (value: number, at: number): number => mean[at % features] + BLUNTED * (value - mean[at % features]);
    return { ...prediction, mean: prediction.mean.map(less) };
  };
  return {
    ...fitted,
    impute: (viewer) => blunt(fitted.impute(viewer)),
    foldIn: (values, mask) => blunt(fitted.foldIn(values, mask)),
  };
}
