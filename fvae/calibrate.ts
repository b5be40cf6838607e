import { ERROR_SIZES, type Errors, errorArrays, HOLE_BINS, PREFIXES, plainErrors } from './errors.ts';
import { type Finished, populationOf } from './finished.ts';
import { fittedApart } from './fitted-apart.ts';
import { besideHoles, foldOf, laterThan } from './hidden.ts';
import { type Asked, type Hide, missesOf } from './misses.ts';
import type { Fitted } from './model.ts';
import { partsOfState } from './parts.ts';
import { fvaeFitted } from './predictive.ts';
import { widened } from './quantile.ts';
import type { State } from './state.ts';
import type { Tensor } from './tensor.ts';

/** About how many viewers are asked what errors beside holes, in blocks and ahead are. */
const VIEWERS = { beside: 48, blocks: 16, ahead: 96 };
/** Of fewer samples than these, those beside holes do not stand for holes: blocks do. */
const FEWEST = 200;
/** How many samples on either side errors ahead are the means of: those of forecasts last, but those over holes may be as quick as noise. */
const AROUND = 8;
/**
 * How much wider tails are taken than those of the errors asked. Over holes, as faces that are missing are more often turned far than
 * those that are seen; ahead as far as errors are measuring's, since the means over samples that then stand for them hold less of what is quick.
 */
const WIDER = { over: 0.3, ahead: 0.4 };
/** Errors that count as if they were as large as all others where few of a bin are known. */
const HELD = 500;

/**
 * A trained model's state with its errors (`Errors`), which its intervals are as wide as. Of training viewers are hidden: as much
 * as is missing, just beside what is missing, and blocks of a quarter of the film, for errors over holes; and all but the first
 * part of the film, for those of forecasts, which here are made with what viewers' slopes share as the part of the audience
 * tells it that the viewer is not of: of a viewer who took part in finding that, too little is left. `pause` is awaited before each viewer.
 */
export async function calibrated(finished: Finished, tensor: Tensor, pause: () => Promise<void>): Promise<State> {
  const { state } = finished;
  const withErrors = (errors: Errors): State => ({ ...state, arrays: { ...state.arrays, ...errorArrays(errors) } });
  const parts = partsOfState(state);
  const { scatter } = populationOf(parts, parts.T, parts.D, parts.K);
  const whole = fvaeFitted(state, tensor);
  const apart = fittedApart(finished, tensor);
  const ask = (viewers: number, hide: Hide, of: (viewer: number) => Fitted, around = 0): Promise<Asked> =>
    missesOf({ tensor, scatter, viewers, hide, of, around, pause });

  const beside = await ask(VIEWERS.beside, besideHoles, () => whole);
  const blocks = await ask(VIEWERS.blocks, foldOf, () => whole);
  const ahead: Asked[] = [];
  for (const share of PREFIXES) {
    ahead.push(await ask(VIEWERS.ahead, (seen) => laterThan(seen, share), apart, AROUND));
  }
  return withErrors(errorsFrom(beside, blocks, ahead));
}

/**
 * Errors from those beside holes, in blocks, and ahead of each prefix, whose sizes are kept in units of how wide they lie against
 * those over holes; those beside holes stand for holes where there are enough.
 */
function errorsFrom(beside: Asked, blocks: Asked, ahead: readonly Asked[]): Errors {
  const plain = plainErrors();
  const over = beside.samples >= FEWEST || blocks.samples === 0 ? beside : blocks;
  const mean = over.sizes.reduce((sum, size) => sum + size, 0) / over.sizes.length;
  // Nothing is hidden, or nothing wrong.
  if (!(mean > 0)) return plain;
  const sum = new Float64Array(HOLE_BINS + 1).fill(HELD * mean);
  const count = new Float64Array(HOLE_BINS + 1).fill(HELD);
  for (const { sizes, bins } of [beside, blocks]) {
    sizes.forEach((size, n) => {
      sum[bins[n]!]! += size;
      count[bins[n]!]! += 1;
    });
  }
  const hole = sum.map((value, bin) => value / count[bin]! / mean);
  const { size, width } = shapeOf(over.sizes.map((size, n) => size / hole[over.bins[n]!]!));
  if (!(width > 0)) return plain;
  const scale = new Float64Array(ahead.length).fill(1);
  const later = new Float64Array(ahead.length * ERROR_SIZES);
  ahead.forEach(({ sizes, bins, measured }, n) => {
    const far = shapeOf(sizes.filter((_, at) => bins[at] === HOLE_BINS));
    if (far.width > 0) scale[n] = far.width / width;
    const own = far.width > 0 ? far.size.map((value) => value / scale[n]!) : size;
    later.set(widened(own, WIDER.ahead * measured), n * ERROR_SIZES);
  });
  return {
    size: widened(size, WIDER.over),
    hole: hole.subarray(0, HOLE_BINS),
    seen: Float64Array.from(ahead, (one) => one.seen),
    ahead: scale,
    later,
  };
}

/** Sizes that are not exceeded with probability 0, 1/n, ..., and how wide they lie. */
function shapeOf(errors: readonly number[]): { readonly size: Float64Array; readonly width: number } {
  const sorted = Float64Array.from(errors).sort();
  const size = Float64Array.from(
    { length: ERROR_SIZES },
    // None is below 0: the middle of the distribution is the prediction itself.
    (_, n) => (n === 0 ? 0 : (sorted[Math.floor((n / ERROR_SIZES) * sorted.length)] ?? 0)),
  );
  return { size, width: widthOf(size) };
}

/** The geometric mean of the sizes that one half and nine tenths of the errors do not exceed. */
function widthOf(size: Float64Array): number {
  return Math.sqrt(size[ERROR_SIZES / 2]! * size[(9 * ERROR_SIZES) / 10]!);
}
