import type { Network } from '../network.ts';

/** Hidden widths of both networks. */
const HIDDEN = [32, 32] as const;

/** An encoder, D to 2K, and a decoder, K to D. */
export function elboNetworks(features: number, factors: number): { encoder: Network; decoder: Network } {
  return {
    encoder: { widths: [features, ...HIDDEN, 2 * factors], activation: 'silu' },
    decoder: { widths: [factors, ...HIDDEN, features], activation: 'silu' },
  };
}
