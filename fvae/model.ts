import type { Tensor } from './tensor.ts';

/** What a model says about every sample of one viewer. */
export type Prediction = {
  /** [T, D], in the data's units: the expected landmarks without the noise of their measuring. */
  readonly mean: Float32Array;
  /** [T, D]: standard deviation of those landmarks around `mean`, measuring noise left out. */
  readonly deviation: Float32Array;
  /**
   * The quantile of the standardised error (landmark - mean) / deviation of samples that are not seen at a level in (0, 1), odd
   * around 0.5. Left out: the normal distribution's.
   */
  readonly quantile?: (level: number) => number;
};

/** A model's factors: what it holds for U and V. */
export type Factors = {
  readonly count: number;
  /** [N, K] of the viewers it was fitted to. */
  readonly viewer: Float64Array;
  /** [T, K]. */
  readonly time: Float64Array;
};

/** A model after fitting: everything that evaluation, stress tests and a regression gate ask of it. */
export type Fitted = {
  readonly name: string;
  /** U and V, or null for a model that has none. */
  factors(): Factors | null;
  /**
   * The viewer's samples as the model has them, for a viewer it was fitted to: from the entry itself and all others where
   * the entry is observed (reconstruction), from the others where it is not (imputation).
   */
  impute(viewer: number): Prediction;
  /**
   * The same for one unseen viewer from whatever is observed of it. A forecast is this with a mask that ends: what stands
   * behind the mask changes nothing. `values` is [T, D], `mask` [T].
   */
  foldIn(values: Float32Array, mask: Uint8Array): Prediction;
  /** False for a model that gives means alone: its deviations say nothing, and it has no intervals to be scored. */
  readonly probabilistic?: false;
  /** [D]: by how much one factor alone at z = U V moves the landmarks from where all are 0. Left out where nothing is said of that. */
  readonly alone?: (factor: number, z: number) => Float64Array;
  /** A new viewer watching the same film, drawn. Left out by models that cannot. */
  readonly sample?: Sampler;
};

/** What is known of a viewer to be drawn; what is left out is drawn, too. */
export type ViewerTraits = {
  /** [K], U: how strongly each factor moves the viewer, 0 or more. */
  readonly viewer?: ArrayLike<number>;
  /** [D], the face at rest. */
  readonly neutral?: ArrayLike<number>;
};

/** How a viewer is drawn: `noise` false leaves out what is no reaction. @defaultValue noise true */
export type SampleOptions = { readonly seed: number; readonly noise?: boolean };

/** A drawn viewer: U [K], the neutral [D], z [T, K] and the landmarks [T, D], without the noise of measuring. */
export type SampledViewer = {
  readonly viewer: Float64Array;
  readonly neutral: Float64Array;
  readonly latent: Float64Array;
  readonly landmarks: Float32Array;
};

/** Draws viewers: the same for the same traits and seed. Throws ModelFault for traits of another size, or not finite. */
export type Sampler = (traits: ViewerTraits, options: SampleOptions) => SampledViewer;

/** How a fit may be watched, stopped and made repeatable. */
export type FitOptions = {
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Called with the work done so far and in all, in units of the model's own. */
  readonly onProgress?: (done: number, total: number) => void;
};

/** A model that can be fitted to a tensor. Throws ModelFault when the tensor cannot carry it. */
export type Model = {
  readonly name: string;
  fit(tensor: Tensor, options: FitOptions): Promise<Fitted>;
};

/**
 * Data or options that a model cannot work with, or what this machine lacks (`environment`): one line with what was found and what
 * was expected.
 */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
  readonly kind: 'input' | 'environment';
  constructor(message: string, kind: 'input' | 'environment' = 'input') {
    super(message);
    this.kind = kind;
  }
}
