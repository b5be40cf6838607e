/** What of a screening a pattern may look at; each says which of it. */
export type PatternGround = {
  readonly viewers: number;
  readonly samples: number;
  /** [N, T], 1 where there is an entry to lose. */
  readonly observed: Uint8Array;
};

/** A way of losing entries (viewer x sample). */
export type Pattern = {
  readonly name: string;
  /** [N, T], 1 where lost: a share `rate` of the observed entries, the same for the same ground, rate and seed. */
  lose(ground: PatternGround, rate: number, seed: number): Uint8Array;
};
