/** What a model may see of a screening: viewers x samples x features with holes, and nothing else. */
export type Tensor = {
  readonly viewers: number;
  readonly samples: number;
  readonly features: number;
  /** [N, T, D] in C order; what stands in entries that the mask leaves out is never read. */
  readonly values: Float32Array;
  /** [N, T], 1 where observed. */
  readonly mask: Uint8Array;
};

/** The rows of the given viewers, in that order. [n, T, D] and [n, T], copied. */
export function selectViewers(tensor: Tensor, viewers: readonly number[]): Tensor {
  const { samples, features } = tensor;
  const row = samples * features;
  const values = new Float32Array(viewers.length * row);
  const mask = new Uint8Array(viewers.length * samples);
  viewers.forEach((viewer, to) => {
    values.set(tensor.values.subarray(viewer * row, (viewer + 1) * row), to * row);
    mask.set(tensor.mask.subarray(viewer * samples, (viewer + 1) * samples), to * samples);
  });
  return { ...tensor, viewers: viewers.length, values, mask };
}

/** The same values with only the entries of both masks observed; `keep` is [N, T]. The values are shared. */
export function restrict(tensor: Tensor, keep: Uint8Array): Tensor {
  return { ...tensor, mask: tensor.mask.map((seen, at) => seen & keep[at]!) };
}

/** The observed entries as i T + t, in memory that threads share. */
export function observedEntries({ mask }: Tensor): Uint32Array {
  const count = mask.reduce((sum, seen) => sum + seen, 0);
  const entries = new Uint32Array(new SharedArrayBuffer(4 * count));
  let at = 0;
  mask.forEach((seen, entry) => {
    if (seen === 1) entries[at++] = entry;
  });
  return entries;
}
