/** From which share of errors on tails are widened, and from which on in full. */
const TAILS = { from: 0.5, to: 0.9 };

/**
 * The quantile function of errors, symmetric around 0, from the sizes that they stay below with probabilities 0, 1/n, ...
 * (n - 1)/n: straight between those, and above the last one as its neighbours go on.
 */
export function quantileOf(sizes: Float64Array): (level: number) => number {
  const n = sizes.length;
  return (level) => {
    const place = Math.min(1, Math.abs(2 * level - 1)) * n;
    const low = Math.min(n - 2, Math.floor(place));
    const size = sizes[low]! + (place - low) * (sizes[low + 1]! - sizes[low]!);
    return level < 0.5 ? -size : size;
  };
}

/** Such sizes with tails that are up to `by` wider: the middle half stays as it is. */
export function widened(sizes: Float64Array, by: number): Float64Array {
  return sizes.map((size, at) => {
    const outside = Math.min(1, Math.max(0, (at / sizes.length - TAILS.from) / (TAILS.to - TAILS.from)));
    return size * (1 + by * outside * outside);
  });
}
