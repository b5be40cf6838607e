import type { FitOptions, Fitted, Prediction } from '../../fvae/model.ts';
import type { Json } from '../../fvae/state.ts';
import type { Tensor } from '../../fvae/tensor.ts';
import type { AskedRow } from '../evaluation/visible.ts';

/**
 * A model that can be put to a test, whoever wrote it: the FVAE, a baseline, a module of a user's own, or a program in any
 * language.
 */
export type Contender = {
  /** How tables call it. */
  readonly name: string;
  /** Differs wherever its answers may: name, options and, for a user's own, the SHA-256 of what runs. */
  readonly identity: Json;
  /** True for one that must be told with `asked` what it will be asked; others do not look at it. Left out: false. */
  readonly answersOnce?: true;
  /**
   * The model fitted to a tensor. `asked` are the rows of unseen viewers that it will be asked to fold in, since a program
   * answers once. Throws ModelFault when the tensor cannot carry the model or the model fails, and the signal's reason when
   * aborted. What a user's own model answers may throw ModelFault later, too.
   */
  fit(tensor: Tensor, asked: readonly AskedRow[], options: ContenderOptions): Promise<FittedContender>;
};

/** A contender after fitting. */
export type FittedContender = Fitted & {
  /**
   * In place of `foldIn`, for one that answers once: what it has answered of a viewer after so many samples, whatever is seen
   * in them. Throws ModelFault for what it was not asked.
   */
  readonly answered?: (row: Pick<AskedRow, 'viewer' | 'length'>) => Prediction;
};

/** How a contender may be fitted, and what it may know of the tensor. */
export type ContenderOptions = FitOptions & {
  /** Threads that it may use. */
  readonly workers: number;
  /** What a model of this package computes with, as for openBackend. @defaultValue auto */
  readonly backend?: string;
  /** Samples a second; null or left out where nothing is known of that. */
  readonly rate?: number | null;
  /** [D]: what the columns are called. */
  readonly columns?: readonly string[];
  /** Hears what a program's runs took. */
  readonly onCost?: (cost: Cost) => void;
};

/** What running a program took: seconds in all, and the most memory that one of its processes held, where that is known. */
export type Cost = { readonly seconds: number; readonly peakBytes: number | null };
