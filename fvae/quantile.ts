/** How much wider than those of errors seen in fitting the tails are taken, from which share of errors on in full. */
const WIDER = { by: 0.3, from: 0.9 };

/**
 * The quantile function of errors, symmetric around 0, from the sizes that errors seen in fitting stay below with
 * probabilities 0, 1/n, ... (n - 1)/n: straight between those, and above the last one as its neighbours go on. Beyond the
 * middle half it widens, as what is not seen holds what fitting never met: a face from another camera, say.
 */
export function quantileOf(sizes: Float64Array): (level: number) => number {
  const n = sizes.length;
  return (level) => {
    const inside = Math.min(1, Math.abs(2 * level - 1));
    const place = inside * n;
    const low = Math.min(n - 2, Math.floor(place));
    const size = sizes[low]! + (place - low) * (sizes[low + 1]! - sizes[low]!);
    const outside = Math.min(1, Math.max(0, (inside - 0.5) / (WIDER.from - 0.5)));
    const wide = size * (1 + WIDER.by * outside * outside);
    return level < 0.5 ? -wide : wide;
  };
}
