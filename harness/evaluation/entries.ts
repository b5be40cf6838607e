/** Samples at which a mask [T] is 1, or 0, ascending. */
export function samplesWhere(mask: Uint8Array, value: 0 | 1): Uint32Array {
  const out: number[] = [];
  for (let t = 0; t < mask.length; t += 1) if (mask[t] === value) out.push(t);
  return Uint32Array.from(out);
}
