import type { Interval } from './interval.ts';
import type { Answering, Stimulus } from './reaction.ts';

/** What an audience did in a scene, of one kind of reaction. */
export type SceneReaction = {
  /** Strength of the script's events times how long they last, s. */
  readonly asked: number;
  /** Mean over viewers of their mean over the scene. */
  readonly drawn: Interval;
  /** What the scene would have drawn, answered as all others are; null where nothing else is asked for. */
  readonly expected: number | null;
  /**
   * Drawn less expected, with all that such a difference can be by chance, at 95 % for all scenes and reactions together:
   * other viewers, and what other scenes lie off what is expected of them.
   */
  readonly beyond: Interval | null;
  /** Whether it fell short of what was asked, or drew more; null where no event asks. */
  readonly verdict: 'less' | 'as asked' | 'more' | null;
  /** How much viewers share, the mean over the scene; null where too few were seen. */
  readonly shared: number | null;
};

export type SceneOutcome = {
  readonly number: number;
  readonly title: string;
  /** s. */
  readonly from: number;
  readonly to: number;
  readonly events: Readonly<Record<Stimulus, number>>;
  /** Share of the entries that a camera saw. */
  readonly seen: number;
  readonly reactions: Readonly<Partial<Record<Stimulus, SceneReaction>>>;
};

/** A group's mean reaction in a scene; 0 is the whole film. */
export type GroupOutcome = Interval & {
  readonly scene: number;
  readonly stimulus: Stimulus;
  readonly kind: string;
  readonly group: string;
};

/** A moment of the film and how much viewers shared around it. */
export type Moment = {
  readonly stimulus: Stimulus;
  readonly seconds: number;
  readonly scene: number;
  /** Seconds at which the last event of the script began: at most 12 s before it, or 5 s after. */
  readonly event: number | null;
  readonly shared: number;
  readonly error: number;
  /** The audience's strongest mean reaction within 5 s. */
  readonly drawn: number;
};

/** What a check against the simulator's truth says; a real screening has none. */
export type SceneCheck = Readonly<
  Partial<
    Record<
      Stimulus,
      {
        /**
         * Correlation of what was read with the truth: over scenes, over groups in scenes, of what scenes drew beyond what was
         * asked, and of what is shared, over seconds.
         */
        readonly scenes: number;
        readonly groups: number;
        readonly beyond: number;
        readonly shared: number;
        /** By how much scenes were read wrong, up to one scale (RMS): the model's own error, which no interval holds. */
        readonly off: number;
        /**
         * Share of the 95 % intervals of scenes that ask for it, and of groups in them, that hold what other simulated
         * audiences truly do, the model's error taken out: they are of the sampling of viewers. Null where it is not known.
         */
        readonly scenesInside: number | null;
        readonly groupsInside: number | null;
        /** Share of scenes that drew as much beyond what was expected as the true reactions say, up to the ranges of both. */
        readonly beyondInside: number | null;
        /** Scenes told to have fallen short or drawn more, and those of them of which the true reactions say the same. */
        readonly told: number;
        readonly toldTruly: number;
        /** The truth by scene, on that scale. */
        readonly truth: readonly number[];
      }
    >
  >
>;

/** Everything that a scene report says; the shape of `matinee report scenes --json`, documented in docs/reports.md. */
export type SceneResult = {
  readonly format: 1;
  readonly provenance: {
    readonly versions: Readonly<Record<string, string>>;
    readonly dataset: {
      readonly title: string;
      readonly seed: number;
      readonly command: string;
      readonly sha256: string;
    };
    readonly model: { readonly name: string; readonly command: string; readonly sha256: string };
  };
  readonly viewers: number;
  /** s, and samples a second. */
  readonly duration: number;
  readonly rate: number;
  /** Factors of the model that answer, by what. */
  readonly answers: Readonly<Record<Stimulus, readonly Answering[]>>;
  readonly scenes: readonly SceneOutcome[];
  readonly groups: readonly { readonly kind: string; readonly name: string; readonly viewers: number }[];
  readonly byGroup: readonly GroupOutcome[];
  /** The most shared moments of the film, and the script's events that were shared least. */
  readonly moments: { readonly most: readonly Moment[]; readonly least: readonly Moment[] };
  readonly truth: SceneCheck;
};
