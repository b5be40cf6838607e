/** Random numbers drawn one after another; the same seed and stream name give the same sequence on every machine. */
export type Random = {
  /** A number in [0, 1) with 32 random bits. */
  uniform(): number;
  /** A standard normal number. */
  normal(): number;
  /** A whole number in [0, n), each equally likely; n is 1..2^32. */
  integer(n: number): number;
  /** [n], the numbers 0..n-1 in random order. */
  permutation(n: number): Uint32Array;
  /** The same numbers in random order: `items` read by a permutation. */
  shuffled(items: Uint32Array): Uint32Array<ArrayBuffer>;
  /** Fills `out` with standard normal numbers. */
  fillNormal(out: Float32Array): void;
};

const rotate = (x: number, bits: number): number => (x << bits) | (x >>> (32 - bits));

/** Murmur3's finaliser: every bit of the word depends on every bit that went in. */
function scramble(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * The generator of a seed (a whole number; 0 is a seed) and a stream name. Streams of different names are independent,
 * so work that must not depend on order (a restart, an epoch, a thread) takes a stream of its own name.
 *
 * xoshiro128** 1.1 (Blackman and Vigna, 2018); normal numbers by Box and Muller.
 */
export function createRandom(seed: number, streamName: string): Random {
  let hash = 0x811c9dc5;
  for (let i = 0; i < streamName.length; i += 1) hash = Math.imul(hash ^ streamName.charCodeAt(i), 0x01000193);
  const high = Math.floor(seed / 4294967296);
  const seeded = (lane: number): number => scramble(scramble(scramble((seed | 0) + lane) ^ hash) + (high | 0));
  const golden = 0x9e3779b9;
  let a = seeded(golden);
  let b = seeded(Math.imul(golden, 2));
  let c = seeded(Math.imul(golden, 3));
  // One word is never zero: the state of zeros alone would stay there.
  let d = seeded(Math.imul(golden, 4)) | 1;

  /** 32 random bits, signed. */
  function word(): number {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  }

  const uniform = (): number => (word() >>> 0) / 4294967296;

  let spare = Number.NaN;
  function normal(): number {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  function integer(n: number): number {
    let drawn = word() >>> 0;
    // Words from the last whole multiple of n on are drawn again; few come near it.
    while (drawn >= 4294967296 - n && drawn >= 4294967296 - (4294967296 % n)) drawn = word() >>> 0;
    return drawn % n;
  }

  function shuffled(items: Uint32Array): Uint32Array<ArrayBuffer> {
    const order = Uint32Array.from(items);
    for (let last = order.length - 1; last > 0; last -= 1) {
      const other = integer(last + 1);
      const moved = order[last];
      order[last] = order[other];
      order[other] = moved;
    }
    return order;
  }

  return {
    uniform,
    normal,
    integer,
    permutation: (n) => shuffled(Uint32Array.from({ length: n }, (_, at) => at)),
    shuffled,
    fillNormal(out) {
      for (let at = 0; at < out.length; at += 1) out[at] = normal();
    },
  };
}
