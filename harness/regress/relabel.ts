import { createRandom } from '../../fvae/random.ts';
import type { Suite } from './suite/suite.ts';

/** How many fits are compared: datasets, fits of the baseline to each, and fits of the check, paired with the first of those. */
export type Layout = { readonly strata: number; readonly baseline: number; readonly check: number };

/**
 * Ways in which fits could have come to be called check and baseline, drawn at random within each dataset, each followed by
 * the one in which check and partners in the baseline have changed places. Fits are numbered through all datasets, in each the
 * baseline's first. `places` [count, strata, 2 check]: which take the check's places, then which take those of their
 * partners. `moved` [count]: how many of the check's fits take the check's places, less how many take their partners'.
 */
export type Relabellings = Layout & {
  readonly count: number;
  readonly places: Uint16Array;
  readonly moved: Int32Array;
};

/** Chance of a false alarm in a whole suite, of either kind: 95 % intervals that hold together. */
const ALARM = 0.05;

/** Relabellings that are drawn at least. */
const FEWEST = 2500;

/** Every relabelling drawn counts four times, with fits and with places of check and partners swapped: no side is favoured. */
const VARIANTS = { fits: 2, places: 2 };

/** Comparisons that a suite makes. */
export function rowsNeeded({ scenarios, models, metrics }: Pick<Suite, 'scenarios' | 'models' | 'metrics'>): number {
  return scenarios.length * models.length * metrics.length;
}

/** The chance of a false alarm that each of so many comparisons may have, on one side. */
export function sideLevel(rows: number): number {
  return ALARM / 2 / rows;
}

/** Whether there are too few fits for any outcome to be half as likely as the level that so many comparisons leave. */
export function tooFew({ strata, baseline, check }: Layout, rows: number): boolean {
  let choices = 1;
  for (let n = 1; n <= check; n += 1) choices *= (baseline + n) / n;
  return choices ** strata * sideLevel(rows) < 2;
}

/** Relabellings of fits, the same for the same layout and number of comparisons. */
export function relabellings(layout: Layout, rows: number): Relabellings {
  const { strata, baseline, check } = layout;
  const drawn = Math.max(FEWEST, Math.ceil(10 / sideLevel(rows) / (VARIANTS.fits * VARIANTS.places)));
  const count = VARIANTS.fits * drawn;
  const random = createRandom(0, 'relabellings');
  const width = 2 * check;
  const fits = baseline + check;
  const swapped = Uint16Array.from({ length: fits }, (_, n) =>
    n >= baseline ? n - baseline : n < check ? n + baseline : n,
  );
  const places = new Uint16Array(count * strata * width);
  const moved = new Int32Array(count);
  const order = new Uint16Array(fits);
  for (let r = 0; r < count; r += VARIANTS.fits) {
    for (let s = 0; s < strata; s += 1) {
      const at = (r * strata + s) * width;
      for (let n = 0; n < fits; n += 1) order[n] = n;
      for (let n = 0; n < width; n += 1) {
        const other = n + random.integer(fits - n);
        const fit = order[other];
        order[other] = order[n];
        const sign = n < check ? 1 : -1;
        places[at + n] = s * fits + fit;
        places[at + strata * width + n] = s * fits + swapped[fit];
        if (fit >= baseline) moved[r] += sign;
        if (swapped[fit] >= baseline) moved[r + 1] += sign;
      }
    }
  }
  return { ...layout, count, places, moved };
}

/** What a set of fits says of a loss: the mean over datasets and pairs of check less baseline, and its interval. */
export type Change = { readonly change: number; readonly low: number; readonly high: number };

/**
 * The mean change, and the interval of all losses at which the fits could as well have been labelled otherwise: a loss is
 * outside if, taken off the check's fits, it leaves fewer than a share `level` of the relabellings with a mean change as far
 * out, on that side. `values` [strata, baseline + check] are costs, the baseline's first. A stratified permutation test
 * (Pitman, 1937) inverted for a shift; exact for whatever distribution the fits have. Throws RangeError for more or fewer costs,
 * and for ones that are not finite: of those nothing could be said, and least of all that nothing is worse.
 */
export function changeOf(values: Float64Array, drawn: Relabellings, level: number): Change {
  const { strata, baseline, check, count, places, moved } = drawn;
  const fits = baseline + check;
  const pairs = strata * check;
  if (values.length !== strata * fits) {
    throw new RangeError(`costs: found ${values.length}, expected ${strata} x ${fits}`);
  }
  const odd = values.findIndex((cost) => !Number.isFinite(cost));
  if (odd >= 0) throw new RangeError(`costs: found ${values[odd]} at ${odd}, expected finite numbers`);
  let observed = 0;
  let size = 0;
  for (let s = 0; s < strata; s += 1) {
    for (let n = 0; n < check; n += 1) observed += values[s * fits + baseline + n] - values[s * fits + n];
    for (let n = 0; n < fits; n += 1) size = Math.max(size, Math.abs(values[s * fits + n]));
  }
  if (!Number.isFinite(observed)) throw new RangeError(`change: found ${observed}, expected a finite number`);
  const shifts = new Float64Array(VARIANTS.places * count);
  let told = 0;
  for (let r = 0, at = 0; r < count; r += 1) {
    let sum = 0;
    for (let s = 0; s < strata; s += 1) {
      for (let n = 0; n < check; n += 1, at += 1) sum += values[places[at]];
      for (let n = 0; n < check; n += 1, at += 1) sum -= values[places[at]];
    }
    const same = shiftAt(observed - sum, pairs - moved[r], size * pairs);
    if (!Number.isNaN(same)) shifts[told++] = same;
    const other = shiftAt(observed + sum, pairs + moved[r], size * pairs);
    if (!Number.isNaN(other)) shifts[told++] = other;
  }
  // Those that are no relabelling at all are as far out as what was observed, on either side.
  const outside = Math.floor(level * (shifts.length + 1)) - (shifts.length - told);
  if (outside <= 0) return { change: observed / pairs, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const low = smallest(shifts.subarray(0, told), outside);
  for (let n = 0; n < told; n += 1) shifts[n] = -shifts[n];
  return { change: observed / pairs, low, high: -smallest(shifts.subarray(0, told), outside) };
}

/** The nth smallest, 1 the smallest of all: a few are held in order, which is quicker than to sort all. */
function smallest(values: Float64Array, nth: number): number {
  const held = new Float64Array(nth).fill(Number.POSITIVE_INFINITY);
  for (const value of values) {
    let place = nth - 1;
    if (value >= held[place]) continue;
    for (; place > 0 && held[place - 1] > value; place -= 1) held[place] = held[place - 1];
    held[place] = value;
  }
  return held[nth - 1];
}

/** The loss at which a relabelling has just the same mean change as what was observed; NaN where it has so at any loss. */
function shiftAt(difference: number, kept: number, size: number): number {
  if (kept > 0) return difference / kept;
  // The check's fits have kept their places: whatever is taken off them, the order stays.
  if (Math.abs(difference) <= 1e-12 * size) return Number.NaN;
  return difference < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
