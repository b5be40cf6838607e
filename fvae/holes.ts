/** A stretch of a mask that is 0: its first sample, and the first after it. */
export type Hole = { readonly start: number; readonly end: number };

/** The holes of a mask, in order. */
export function holesOf(mask: Uint8Array): readonly Hole[] {
  const holes: { start: number; end: number }[] = [];
  mask.forEach((seen, t) => {
    if (seen === 1) return;
    const last = holes.at(-1);
    if (last?.end === t) last.end += 1;
    else holes.push({ start: t, end: t + 1 });
  });
  return holes;
}
