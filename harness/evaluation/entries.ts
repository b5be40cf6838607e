/** Samples at which a mask [T] is 1, or 0, ascending. */
export function samplesWhere(mask: Uint8Array, value: 0 | 1): Uint32Array {
  const out: number[] = [];
  for (let t = 0; t < mask.length; t += 1) if (mask[t] === value) out.push(t);
  return Uint32Array.from(out);
}

/** For each sample how many samples away the nearest with mask 1 is; infinite where there is none. */
export function distanceToSeen(mask: Uint8Array): Float64Array {
  const out = new Float64Array(mask.length).fill(Number.POSITIVE_INFINITY);
  let last = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < mask.length; t += 1) {
    if (mask[t] === 1) last = t;
    out[t] = t - last;
  }
  last = Number.POSITIVE_INFINITY;
  for (let t = mask.length - 1; t >= 0; t -= 1) {
    if (mask[t] === 1) last = t;
    out[t] = Math.min(out[t], last - t);
  }
  return out;
}
