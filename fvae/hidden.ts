/** Parts of a film that are hidden in turn, to see how well they are told from the rest. */
export const FOLDS = 4;

/** Samples of the blocks in which a film is hidden: a sample alone could be told from its neighbours. */
export function blockLength(samples: number): number {
  return Math.max(1, Math.min(20, Math.floor(samples / 20)));
}

/** [T], 1 where `seen` [T] is 1 and the `fold`-th quarter of the film lies: every fourth block. */
export function foldOf(seen: Uint8Array, fold: number): Uint8Array {
  const block = blockLength(seen.length);
  return seen.map((one, t) => (one === 1 && (Math.floor(t / block) + fold) % FOLDS === 0 ? 1 : 0));
}

/** [T], `seen` [T] without what is `hidden`. */
export function without(seen: Uint8Array, hidden: Uint8Array): Uint8Array {
  return seen.map((one, t) => (hidden[t] === 1 ? 0 : one));
}
