import type { Network } from './network.ts';

/** Weights of a network by name, without a prefix: `0.weight`, `0.bias`, ..., `skip`. */
export type NetworkWeights = (name: string) => Float32Array | Float64Array | undefined;

/** The output of a network with silu between its layers for one input, in plain numbers; the same as applyNetwork's. */
export function runNetwork({ widths }: Network, weights: NetworkWeights, input: Float64Array): Float64Array {
  let h = input;
  for (let layer = 0; layer < widths.length - 1; layer += 1) {
    const weight = weights(`${layer}.weight`)!;
    const bias = weights(`${layer}.bias`);
    const [from, to] = [widths[layer]!, widths[layer + 1]!];
    const next = bias === undefined ? new Float64Array(to) : new Float64Array(bias);
    let i = 0;
    // Four inputs at a time, so that sums are read and written less often; added one after another as they would be alone.
    for (; i + 3 < from; i += 4) {
      const [p, q, r, s] = [h[i]!, h[i + 1]!, h[i + 2]!, h[i + 3]!];
      const a = i * to;
      const b = a + to;
      const c = b + to;
      const d = c + to;
      for (let j = 0; j < to; j += 1) {
        next[j] = next[j]! + p * weight[a + j]! + q * weight[b + j]! + r * weight[c + j]! + s * weight[d + j]!;
      }
    }
    for (; i < from; i += 1) {
      const value = h[i]!;
      const row = i * to;
      for (let j = 0; j < to; j += 1) next[j]! += value * weight[row + j]!;
    }
    if (layer < widths.length - 2) for (let j = 0; j < to; j += 1) next[j]! /= 1 + Math.exp(-next[j]!);
    h = next;
  }
  const skip = weights('skip');
  if (skip !== undefined) {
    const to = widths.at(-1)!;
    for (let j = 0; j < to; j += 1) {
      for (let i = 0; i < input.length; i += 1) h[j]! += input[i]! * skip[i * to + j]!;
    }
  }
  return h;
}
