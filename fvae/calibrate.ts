import { ERROR_SIZES, type Errors, errorArrays, HOLE_BINS, holeBin, PREFIXES, plainErrors } from './errors.ts';
import { type Finished, populationOf } from './finished.ts';
import { fittedApart } from './fitted-apart.ts';
import { besideHoles, distancesToSeen, foldOf, laterThan, without } from './hidden.ts';
import type { Fitted } from './model.ts';
import { noiseScale, type Scatter, wobbleOf } from './noise.ts';
import { partsOfState } from './parts.ts';
import { fvaeFitted } from './predictive.ts';
import type { State } from './state.ts';
import type { Tensor } from './tensor.ts';

/** About how many viewers are asked what errors beside holes, in blocks and ahead are, and the most errors kept of each question. */
const VIEWERS = { beside: 48, blocks: 16, ahead: 32 };
const ERRORS = 400_000;
/** Of fewer samples than these, those beside holes do not stand for holes: blocks do. */
const FEWEST = 200;
/** Errors that count as if they were as large as all others where few of a bin are known. */
const HELD = 500;

/**
 * A trained model's state with its errors (`Errors`), which its intervals are as wide as. Of training viewers are hidden: as much
 * as is missing, just beside what is missing, and blocks of a quarter of the film, for errors over holes; and all but the first
 * part of the film, for those of forecasts, which here are made with what viewers' slopes share as the other half of the audience
 * tells it: of a viewer who took part in finding that, too little is left. `pause` is awaited before each viewer.
 */
export async function calibrated(finished: Finished, tensor: Tensor, pause: () => Promise<void>): Promise<State> {
  const { state } = finished;
  const withErrors = (errors: Errors): State => ({ ...state, arrays: { ...state.arrays, ...errorArrays(errors) } });
  const parts = partsOfState(state);
  const { scatter } = populationOf(parts, parts.T, parts.D, parts.K);
  const whole = fvaeFitted(state, tensor);
  const apart = fittedApart(finished, tensor);
  const ask = (viewers: number, hide: Hide, of: (viewer: number) => Fitted): Promise<Asked> =>
    errorsOf({ tensor, scatter, viewers, hide, of, pause });

  const beside = await ask(VIEWERS.beside, besideHoles, () => whole);
  const blocks = await ask(VIEWERS.blocks, foldOf, () => whole);
  const ahead: Asked[] = [];
  for (const share of PREFIXES) {
    ahead.push(await ask(VIEWERS.ahead, (seen) => laterThan(seen, share), apart));
  }
  return withErrors(errorsFrom(beside, blocks, ahead));
}

/** What of `seen` [T] is hidden of the n-th viewer asked. */
type Hide = (seen: Uint8Array, n: number) => Uint8Array;

/** Sizes of standardised errors, the hole bin of each, of how many samples they are, and how many were left to be seen on average. */
type Asked = {
  readonly sizes: readonly number[];
  readonly bins: readonly number[];
  readonly samples: number;
  readonly seen: number;
};

async function errorsOf({
  tensor: { viewers: N, samples: T, features: D, values, mask },
  scatter,
  viewers,
  hide,
  of,
  pause,
}: {
  readonly tensor: Tensor;
  readonly scatter: Scatter;
  readonly viewers: number;
  readonly hide: Hide;
  readonly of: (viewer: number) => Fitted;
  readonly pause: () => Promise<void>;
}): Promise<Asked> {
  // Odd, so that both halves of the audience are asked.
  const stride = Math.max(1, Math.floor(N / viewers)) | 1;
  const step = Math.max(1, Math.floor((Math.ceil(N / stride) * T * D) / ERRORS));
  const sizes: number[] = [];
  const bins: number[] = [];
  let samples = 0;
  let left = 0;
  let asked = 0;
  for (let i = 0; i < N; i += stride, asked += 1) {
    await pause();
    const own = values.subarray(i * T * D, (i + 1) * T * D);
    const seen = mask.subarray(i * T, (i + 1) * T);
    const hidden = hide(seen, asked);
    const rest = without(seen, hidden);
    left += rest.reduce((sum, one) => sum + one, 0);
    if (!hidden.includes(1)) continue;
    const { mean, deviation } = of(i).foldIn(own, rest);
    const error = new Float64Array(T * D);
    for (let t = 0; t < T; t += 1) {
      if (hidden[t] !== 1) continue;
      samples += 1;
      for (let at = t * D; at < (t + 1) * D; at += 1) error[at] = own[at]! - mean[at]!;
    }
    const scale = noiseScale(wobbleOf(error, hidden, T, D), scatter.step);
    const distances = distancesToSeen(rest);
    for (let at = i % step; at < error.length; at += step) {
      const t = Math.floor(at / D);
      if (hidden[t] !== 1) continue;
      sizes.push(Math.abs(error[at]!) / Math.sqrt(deviation[at]! ** 2 + scale * scatter.noise[at % D]!));
      bins.push(holeBin(distances[t]!));
    }
  }
  return { sizes, bins, samples, seen: left / asked };
}

/**
 * Errors from those beside holes, in blocks, and ahead of each prefix. The shape of their distribution is the mean of that over
 * holes and that ahead, each in units of its own width; those beside holes stand for holes where there are enough.
 */
function errorsFrom(beside: Asked, blocks: Asked, ahead: readonly Asked[]): Errors {
  const plain = plainErrors();
  const over = beside.samples >= FEWEST ? beside : blocks;
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
  const holes = shapeOf(over.sizes.map((size, n) => size / hole[over.bins[n]!]!));
  const later = ahead.map(({ sizes, bins }) => shapeOf(sizes.filter((_, n) => bins[n] === HOLE_BINS)));
  const known = later.filter(({ width }) => width > 0);
  if (!(holes.width > 0)) return plain;
  const size = holes.size.map((value, n) => {
    const others = known.reduce((total, one) => total + one.size[n]! / one.width, 0) / known.length;
    return known.length > 0 ? 0.5 * (value + others * holes.width) : value;
  });
  const drawn = widthOf(size) / holes.width;
  return {
    size: size.map((value) => value / drawn),
    hole: hole.subarray(0, HOLE_BINS),
    seen: Float64Array.from(ahead, (one) => one.seen),
    ahead: Float64Array.from(later, ({ width }) => (width > 0 ? width / holes.width : 1)),
  };
}

/** Sizes that are not exceeded with probability 0, 1/n, ..., and how wide they lie. */
function shapeOf(errors: readonly number[]): { readonly size: Float64Array; readonly width: number } {
  const sorted = Float64Array.from(errors).sort();
  const size = Float64Array.from(
    { length: ERROR_SIZES },
    (_, n) => sorted[Math.floor((n / ERROR_SIZES) * sorted.length)] ?? 0,
  );
  return { size, width: widthOf(size) };
}

/** The geometric mean of the sizes that one half and nine tenths of the errors do not exceed. */
function widthOf(size: Float64Array): number {
  return Math.sqrt(size[ERROR_SIZES / 2]! * size[(9 * ERROR_SIZES) / 10]!);
}
