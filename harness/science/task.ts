/** A dataset that tasks are measured on: a scenario of the package under a seed, with keys changed on top of it. */
export type DatasetPlan = { readonly scenario: string; readonly seed: number; readonly sets: readonly string[] };

/** What a model is trained and evaluated for. */
export type Purpose = 'main' | 'linear' | 'limit' | 'published' | 'long';

/** A model trained by `matinee train` and evaluated. */
export type ModelTask = {
  readonly kind: 'model';
  /** Names the task for people and files: the scenario, the seed, and what sets it apart. */
  readonly id: string;
  readonly dataset: DatasetPlan;
  readonly purpose: Purpose;
  readonly recipe: 'matinee' | 'paper' | 'auto';
  /** Left out: as many as by default. */
  readonly factors?: number | 'auto';
  /** Whether the baselines stand beside it. */
  readonly baselines: boolean;
  /** Passes over the data; left out: as many as by default. */
  readonly epochs?: number;
};

/** FVAE, CP and PCA with the same number of factors. */
export type CurveTask = {
  readonly kind: 'curve';
  readonly id: string;
  readonly dataset: DatasetPlan;
  readonly factors: number;
  readonly epochs?: number;
};

/** How far U can be told at all, by someone who knows V*. */
export type ToldTask = { readonly kind: 'told'; readonly id: string; readonly dataset: DatasetPlan };

/** How well intervals of forecasts hold for more viewers than are held out. */
export type UnseenTask = {
  readonly kind: 'unseen';
  readonly id: string;
  readonly dataset: DatasetPlan;
  readonly epochs?: number;
};

export type Task = ModelTask | CurveTask | ToldTask | UnseenTask;
