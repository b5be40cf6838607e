import type { Json } from '../../fvae/state.ts';
import type { Band } from '../metrics/band.ts';

/** Where on the curves of missing entries: the pattern, and the share that it was asked to take. */
export type MissingWhere = { readonly pattern: string; readonly rate: number };

/** Where on the curves of forecasts: how many viewers train (null: all), and the share of the film that is seen. */
export type PrefixWhere = { readonly viewers: number | null; readonly prefix: number };

export type Where = MissingWhere | PrefixWhere;

/** What is the same for all models at a place of a scenario's curves. */
export type Place = { readonly scenario: string } & Where & {
    /** Share of the training viewers' entries that models did not see. */
    readonly missing: Band;
    /** Viewers that trained. */
    readonly training: Band;
  };

/** One model's figures at one place, by name. */
export type Point = { readonly scenario: string } & Where & {
    readonly model: string;
    readonly figures: Readonly<Record<string, Band>>;
  };

/** A model that failed at a place, with a seed, and its one line. */
export type Fault = { readonly scenario: string } & Where & {
    readonly model: string;
    readonly seed: number;
    readonly fault: string;
  };

/** A model that was nearer to the truth than the oracle where none can be: RMSE of both, and on how many viewers of all seeds it is. */
export type Leak = { readonly scenario: string } & Where & {
    readonly model: string;
    readonly pairs: number;
    readonly rmse: number;
    readonly oracle: number;
  };

/** A scenario of a sweep. */
export type Screened = {
  readonly scenario: string;
  readonly title: string;
  readonly viewers: number;
  readonly samples: number;
  /** SHA-256 (hex) of the datasets' numbers, by seed. */
  readonly datasets: readonly string[];
};

/** What a sweep came to: the shape of `result.json`, documented in docs/stress.md. Nothing in it depends on time or place. */
export type StressResult = {
  readonly format: 1;
  readonly kind: 'missing' | 'prefix';
  readonly versions: Readonly<Record<string, string>>;
  readonly seeds: readonly number[];
  readonly holdOut: number;
  readonly sets: readonly string[];
  readonly models: readonly { readonly name: string; readonly identity: Json }[];
  readonly interval: string;
  readonly scenarios: readonly Screened[];
  readonly places: readonly Place[];
  readonly points: readonly Point[];
  readonly faults: readonly Fault[];
  readonly leaks: readonly Leak[];
};

/** How bands are told. */
export const INTERVAL = '95 % t interval of the mean over seeds';
