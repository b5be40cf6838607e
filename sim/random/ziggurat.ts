/**
 * A standard normal distribution cut into 128 layers of equal area, for drawing by table.
 * Source: Marsaglia and Tsang, "The ziggurat method", J. Stat. Soft. 2000, in the form of Doornik's ZIGNOR (2005).
 */

const LAYERS = 128;
/** Where the tail begins, and the area of every layer. */
export const TAIL_START = 3.442619855899;
const AREA = 9.91256303526217e-3;

/** Right edge of each layer, outermost first; layer 0's is stretched so that it holds the tail's area too. */
export const EDGES = new Float64Array(LAYERS + 1);
/** Share of each layer's width that lies wholly under the curve. */
export const INNER = new Float64Array(LAYERS);

const density = (x: number): number => Math.exp(-0.5 * x * x);

EDGES[0] = AREA / density(TAIL_START);
EDGES[1] = TAIL_START;
for (let n = 2; n < LAYERS; n += 1) {
  EDGES[n] = Math.sqrt(-2 * Math.log(AREA / EDGES[n - 1] + density(EDGES[n - 1])));
}
EDGES[LAYERS] = 0;
for (let n = 0; n < LAYERS; n += 1) INNER[n] = EDGES[n + 1] / EDGES[n];

/**
 * A standard normal number from a 32-bit word; NaN where the word alone does not decide (in 2.8 % of cases), and
 * `slowNormal` has to. The word's low 7 bits choose a layer, the other 25 the place in it.
 */
export function quickNormal(word: number): number {
  const layer = word & 127;
  // 25 signed bits and a half: symmetric, and never 0 or the edge itself.
  const u = ((word >> 7) + 0.5) * (1 / 16777216);
  return Math.abs(u) < INNER[layer] ? u * EDGES[layer] : Number.NaN;
}

/** A standard normal number from the word that `quickNormal` could not decide; `more` gives uniform numbers in [0, 1). */
export function slowNormal(word: number, more: () => number): number {
  let layer = word & 127;
  let u = ((word >> 7) + 0.5) * (1 / 16777216);
  for (;;) {
    if (Math.abs(u) < INNER[layer]) return u * EDGES[layer];
    if (layer === 0) return tail(u < 0, more);
    const x = u * EDGES[layer];
    const low = density(EDGES[layer]);
    const high = density(EDGES[layer + 1]);
    if (low + more() * (high - low) < density(x)) return x;
    layer = Math.floor(more() * LAYERS);
    u = 2 * more() - 1;
  }
}

/** Beyond the outermost layer, on one side (Marsaglia 1964). */
function tail(negative: boolean, more: () => number): number {
  for (;;) {
    const x = Math.log(1 - more()) / TAIL_START;
    const y = Math.log(1 - more());
    if (-2 * y >= x * x) return negative ? x - TAIL_START : TAIL_START - x;
  }
}
