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

/** Seen samples that stay between a hole and what is hidden beside it: more than one, as from them it is told. */
const BETWEEN = 2;

/** [T], 1 where `seen` [T] is 1 and, for each hole in it, as many samples as it has lie just behind it or before it, in turn. */
export function besideHoles(seen: Uint8Array): Uint8Array {
  const T = seen.length;
  const hidden = new Uint8Array(T);
  for (let from = 0, behind = true; from < T; from += 1) {
    if (seen[from] === 1) continue;
    let to = from;
    while (to < T && seen[to] !== 1) to += 1;
    for (let n = BETWEEN; n < BETWEEN + to - from; n += 1) {
      const t = behind ? to + n : from - 1 - n;
      if (t >= 0 && t < T && seen[t] === 1) hidden[t] = 1;
    }
    behind = !behind;
    from = to;
  }
  return hidden;
}

/** [T], 1 where `seen` [T] is 1 and a `share` of the film is over. */
export function laterThan(seen: Uint8Array, share: number): Uint8Array {
  return seen.map((one, t) => (t < share * seen.length ? 0 : one));
}

/** [T]: how many samples away the nearest seen one is; Infinity where none is seen. */
export function distancesToSeen(seen: Uint8Array): Float64Array {
  const T = seen.length;
  const out = new Float64Array(T);
  for (let t = 0, last = Number.NEGATIVE_INFINITY; t < T; t += 1) {
    if (seen[t] === 1) last = t;
    out[t] = t - last;
  }
  for (let t = T - 1, next = Number.POSITIVE_INFINITY; t >= 0; t -= 1) {
    if (seen[t] === 1) next = t;
    out[t] = Math.min(out[t]!, next - t);
  }
  return out;
}

/** [T], `seen` [T] without what is `hidden`. */
export function without(seen: Uint8Array, hidden: Uint8Array): Uint8Array {
  return seen.map((one, t) => (hidden[t] === 1 ? 0 : one));
}
