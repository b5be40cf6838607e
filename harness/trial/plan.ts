import type { Contender } from '../models/contender.ts';

/** A screening: a scenario's path or id with keys changed on top of it, under a seed (the scenario's own: undefined). */
export type ScreeningPlan = {
  readonly scenario: string;
  readonly sets: readonly string[];
  readonly seed?: number;
  /** Whether everything that loses entries is turned off in it. @defaultValue false */
  readonly clear?: boolean;
};

/** Entries that are lost besides those that the screening lacks: a pattern's name, the share lost, and a seed. */
export type Loss = { readonly pattern: string; readonly rate: number; readonly seed: number };

/** One model put to one test. */
export type TrialPlan = {
  readonly screening: ScreeningPlan;
  /** Share of the viewers held out, and the seed that chooses them. */
  readonly holdOut: { readonly share: number; readonly seed: number };
  /** @defaultValue null */
  readonly loss?: Loss | null;
  /** At most so many viewers train: a smaller number's are among a larger one's. @defaultValue null, all */
  readonly viewers?: number | null;
  readonly contender: Contender;
  /** Seed of the fit. */
  readonly seed: number;
  /** Shares of the film after which held-out viewers are forecast. @defaultValue none */
  readonly prefixes?: readonly number[];
  /** Share of the film at its end on which forecasts are scored besides, whatever the prefix. @defaultValue null, none */
  readonly tail?: number | null;
};
