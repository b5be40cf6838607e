/** What of a screening patterns may look at; each says in `needs` what it does. */
export type PatternGround = {
  readonly viewers: number;
  readonly samples: number;
  /** Samples a second. */
  readonly rate: number;
  /** [N, T], 1 where there is an entry to lose. */
  readonly observed: Uint8Array;
  /** [N]: row and number of each viewer's seat. */
  seats(): readonly { readonly row: number; readonly number: number }[];
  /** [N, T]: how far each observed face is from its viewer's mean face, RMS, eye distances; 0 where it is missing. */
  expression(): Float32Array;
  /** Viewers whose entries models are fitted to. */
  training(): readonly number[];
  /** [N, T]: the camera used, -1 where there is none. */
  camera(): Int8Array;
  /** [C] of [N, T]: 1 where a camera sees as many landmarks as the scenario asks for. */
  sees(): readonly Uint8Array[];
  /** [N, T]: 1 where the scenario itself, acts that hide faces being `times` as frequent, would lose the face; about every `every`-th sample is looked at, the others are 0. */
  hidden(times: number, every: number): Uint8Array;
};

/** What a pattern looks at besides sizes and what is observed. */
export type Need = 'seats' | 'expression' | 'training' | 'camera' | 'sees' | 'hidden';

/** A way of losing entries (viewer x sample). */
export type Pattern = {
  readonly name: string;
  readonly needs: readonly Need[];
  /** [N, T], 1 where lost: a share `rate` of the observed entries, the same for the same ground, rate and seed. */
  lose(ground: PatternGround, rate: number, seed: number): Uint8Array;
};
