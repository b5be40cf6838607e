import { addProduct } from './linear/matrix.ts';
import { type Network, networkShapes } from './network.ts';
import type { StateReader } from './state-reader.ts';

/** Hidden widths of the encoder. */
const HIDDEN = [32, 32] as const;

/** The encoder of P components into mean and log precision of K factors. */
export function encoderOf(P: number, K: number): Network {
  return { widths: [P, ...HIDDEN, 2 * K], activation: 'silu', skip: true };
}

/** A network's weights from a state's arrays of that prefix, all of them. Throws ModelFault for one that is absent or of another shape. */
export function weightsOf(network: Network, prefix: string, { array }: Pick<StateReader, 'array'>): NetworkWeights {
  const shapes = Object.entries(networkShapes(network, prefix));
  const weights = new Map(shapes.map(([name, shape]) => [name.slice(prefix.length + 1), array(name, ...shape)]));
  return (name) => weights.get(name);
}

/** Weights of a network by name, without a prefix: `0.weight`, `0.bias`, ..., `skip`. */
export type NetworkWeights = (name: string) => Float32Array | Float64Array | undefined;

/**
 * A function that gives the outputs [b, last width] of a network with silu between its layers for inputs [b, first width], in
 * plain numbers; the same as applyNetwork's, and each row's what it would be alone.
 */
export function networkOf({ widths }: Network, weights: NetworkWeights): (input: Float64Array) => Float64Array {
  const doubles = (name: string): Float64Array | undefined => {
    const values = weights(name);
    return values === undefined ? undefined : new Float64Array(values);
  };
  const layers = widths.slice(1).map((to, layer) => ({
    from: widths[layer]!,
    to,
    weight: doubles(`${layer}.weight`)!,
    bias: doubles(`${layer}.bias`),
  }));
  const skip = doubles('skip');
  return (input) => {
    const [first, last] = [widths[0]!, widths.at(-1)!];
    const rows = input.length / first;
    let h = input;
    layers.forEach(({ from, to, weight, bias }, layer) => {
      const next = new Float64Array(rows * to);
      if (bias !== undefined) for (let row = 0; row < rows; row += 1) next.set(bias, row * to);
      addProduct(h, weight, rows, from, to, next);
      if (layer < layers.length - 1) for (let j = 0; j < next.length; j += 1) next[j]! /= 1 + Math.exp(-next[j]!);
      h = next;
    });
    if (skip !== undefined) addProduct(input, skip, rows, first, last, h);
    return h;
  };
}
