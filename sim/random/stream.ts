import { threefry2x32 } from './threefry.ts';
import { quickNormal, slowNormal } from './ziggurat.ts';

/** A named source of random numbers: the key of a counter-based generator. */
export type Stream = { readonly k0: number; readonly k1: number };

const words = new Uint32Array(2);

/** The stream of a seed (0..2^32-1; 0 is a seed) and a name: same seed and name, same numbers. */
export function stream(seed: number, name: string): Stream {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  return { k0: seed | 0, k1: hash | 0 };
}

// The counter: a viewer (or other index, below 2^16) beside a lane (below 2^16), and a sample.
const counter = (index: number, lane: number): number => (index << 16) | lane;

/** A uniform number in [0, 1) with 53 random bits, for an index (0..65535), a sample and a lane (0..65535). */
export function uniform(source: Stream, index: number, sample: number, lane = 0): number {
  threefry2x32(source.k0, source.k1, counter(index, lane), sample, words);
  return (words[0] * 2097152 + (words[1] >>> 11)) / 9007199254740992;
}

/** A standard normal number for an index, a sample and a lane (0..32767). */
export function normal(source: Stream, index: number, sample: number, lane = 0): number {
  threefry2x32(source.k0, source.k1, counter(index, lane), sample, words);
  return normalOf(words[0], source, index, sample, lane);
}

/** The normal number of a word; where the word does not decide, with uniform numbers of the upper lanes. */
function normalOf(word: number, source: Stream, index: number, sample: number, lane: number): number {
  const quick = quickNormal(word);
  if (!Number.isNaN(quick)) return quick;
  // Each lane has a generator of its own above the lanes in use: keyed by it, counted by the draws.
  let draws = 0;
  const own = source.k1 ^ Math.imul(lane + 1, 0x9e3779b1);
  return slowNormal(word, () => {
    draws += 1;
    threefry2x32(source.k0, own, counter(index, 0x8000 + draws), sample, words);
    return words[0] / 4294967296;
  });
}

/**
 * `count` standard normal numbers for an index and a sample, written to `out[offset..]`.
 * Numbers 2n and 2n+1 come from lane n: a prefix of a longer fill is the shorter fill.
 */
export function fillNormals(
  source: Stream,
  index: number,
  sample: number,
  out: Float64Array | Float32Array,
  offset: number,
  count: number,
): void {
  for (let n = 0; n < count; n += 2) {
    threefry2x32(source.k0, source.k1, counter(index, n >> 1), sample, words);
    const second = words[1];
    out[offset + n] = normalOf(words[0], source, index, sample, n);
    if (n + 1 < count) out[offset + n + 1] = normalOf(second, source, index, sample, n + 1);
  }
}

/** Draws one after another for one index, for set-up work where order is fixed. */
export type Sequence = {
  /** A uniform number in [0, 1). */
  uniform(): number;
  /** A standard normal number. */
  normal(): number;
  /** An exponential number with mean 1. */
  exponential(): number;
};

/** The sequence of a stream and an index: its n-th draw is the stream's value at sample n. */
export function sequence(source: Stream, index: number): Sequence {
  let at = 0;
  return {
    uniform() {
      at += 1;
      return uniform(source, index, at - 1);
    },
    normal() {
      at += 1;
      return normal(source, index, at - 1);
    },
    exponential() {
      at += 1;
      return -Math.log(1 - uniform(source, index, at - 1));
    },
  };
}
