import type { BuiltInOptions } from '../../models/built-in.ts';
import type { Loss } from '../../trial/plan.ts';
import type { Metric } from '../metric.ts';

/** A scenario of a suite under several seeds. */
export type SuiteScenario = {
  /** How tables call it. */
  readonly name: string;
  /** A path, or the id of a scenario of the package. */
  readonly scenario: string;
  readonly sets: readonly string[];
  /** Whether everything that loses entries is turned off in it. */
  readonly clear: boolean;
  /** Seeds of its datasets. */
  readonly datasets: readonly number[];
  readonly holdOut: { readonly share: number; readonly seed: number };
  readonly loss: Loss | null;
};

/** A model of a suite: the text that names it, and what the suite says of it. */
export type SuiteModel = {
  readonly name: string;
  readonly text: string;
  readonly options: Partial<BuiltInOptions> & { readonly timeout?: number };
};

/** What a regression check shows to whom, how often, and what it looks at. */
export type Suite = {
  /** The file, and its name without its ending. */
  readonly file: string;
  readonly name: string;
  readonly title: string;
  /** The folder that paths in it start from. */
  readonly folder: string;
  readonly scenarios: readonly SuiteScenario[];
  readonly models: readonly SuiteModel[];
  /** Fits of a model to each dataset: with the seeds from 0 on. */
  readonly seeds: { readonly baseline: number; readonly check: number };
  readonly metrics: readonly Metric[];
};
