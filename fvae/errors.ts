import { distancesToSeen } from './hidden.ts';
import { normalQuantile } from './normal.ts';
import type { StateArray } from './state.ts';
import type { StateReader } from './state-reader.ts';

/** At how many probabilities 0, 1/n, ... the sizes of standardised errors are kept. */
export const ERROR_SIZES = 40;
/** How many samples the nearest seen one may be away to be over a hole, by how it doubles: 1, 2, 4, 8, 16. */
export const HOLE_BINS = 5;
/** How much of the film had been seen where errors ahead of it are kept. */
export const PREFIXES: readonly number[] = [0.05, 0.1, 0.16, 0.25, 0.4];

/** What errors of predictions are against the deviations that a model says. */
export type Errors = {
  /** [ERROR_SIZES]: sizes of standardised errors over holes that are not exceeded with probability 0, 1/n, ... */
  readonly size: Float64Array;
  /** [HOLE_BINS]: how much larger errors are at samples so far from the nearest seen one. */
  readonly hole: Float64Array;
  /** [PREFIXES] how many samples had been seen, and how much larger errors are farther than any hole bin from them. */
  readonly seen: Float64Array;
  readonly ahead: Float64Array;
  /** [PREFIXES, ERROR_SIZES]: sizes of those, as much larger ones are taken for. */
  readonly later: Float64Array;
};

/** Errors as a normal model would have them were its deviations right. */
export function plainErrors(): Errors {
  const size = Float64Array.from({ length: ERROR_SIZES }, (_, n) => normalQuantile(0.5 + n / (2 * ERROR_SIZES)));
  return {
    size,
    hole: new Float64Array(HOLE_BINS).fill(1),
    seen: Float64Array.from(PREFIXES, (_, n) => n + 1),
    ahead: new Float64Array(PREFIXES.length).fill(1),
    later: Float64Array.from({ length: PREFIXES.length * ERROR_SIZES }, (_, at) => size[at % ERROR_SIZES]!),
  };
}

/** The hole bin of a sample that is so far from the nearest seen one; HOLE_BINS for one that lies ahead, farther than any. */
export function holeBin(distance: number): number {
  return Math.min(HOLE_BINS, Math.ceil(Math.log2(Math.max(1, distance))));
}

/** Of one viewer: what its deviations are to be multiplied by, [T], and how its errors are then distributed. */
export type Spread = {
  readonly scales: Float64Array;
  /** [ERROR_SIZES] sizes that standardised errors at samples that are not seen do not exceed with probability 0, 1/n, ... */
  readonly sizes: Float64Array;
};

/**
 * The spread of a viewer of whom is seen where `mask` [T] is 1; scales are 1 there. Of one of whom nothing is, errors are how viewers
 * differ, and no others tell of those.
 */
export function spreadOf({ size, hole, seen, ahead, later }: Errors, mask: Uint8Array): Spread {
  const count = mask.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0);
  if (count === 0) return { scales: new Float64Array(mask.length).fill(1), sizes: plainErrors().size };
  // Where films begin with nobody seen, none is as good as one.
  const { low, part } = placeOf(
    seen.map((samples) => Math.max(1, samples)),
    count,
  );
  const high = Math.min(low + 1, seen.length - 1);
  const far = ahead[low]! ** (1 - part) * ahead[high]! ** part;
  let beyond = 0;
  const scales = distancesToSeen(mask).map((distance) => {
    if (distance === 0) return 1;
    const scale = hole[holeBin(distance)];
    if (scale === undefined) beyond += 1;
    return scale ?? far;
  });
  const share = beyond / Math.max(1, mask.length - count);
  const sizes = size.map((over, n) => {
    const [before, after] = [later[low * ERROR_SIZES + n]!, later[high * ERROR_SIZES + n]!];
    return (1 - share) * over + share * ((1 - part) * before + part * after);
  });
  return { scales, sizes };
}

/** Between which of the prefixes so many seen samples lie, in logarithms; beyond them at the nearest one. */
function placeOf(seen: Float64Array, count: number): { readonly low: number; readonly part: number } {
  const last = seen.length - 1;
  if (!(count > seen[0]!)) return { low: 0, part: 0 };
  if (!(count < seen[last]!)) return { low: last, part: 0 };
  let n = 1;
  while (count > seen[n]!) n += 1;
  return { low: n - 1, part: Math.log(count / seen[n - 1]!) / Math.log(seen[n]! / seen[n - 1]!) };
}

/** Errors as a state keeps them. */
export function errorArrays({ size, hole, seen, ahead, later }: Errors): Record<string, StateArray> {
  const array = (values: Float64Array, ...shape: number[]): StateArray => ({ shape, values });
  return {
    'errors.size': array(size, size.length),
    'errors.hole': array(hole, hole.length),
    'errors.seen': array(seen, seen.length),
    'errors.ahead': array(ahead, ahead.length),
    'errors.later': array(later, ahead.length, ERROR_SIZES),
  };
}

/** See errorArrays. Throws ModelFault for an array that is absent or of another shape. */
export function keptErrors({ array }: Pick<StateReader, 'array'>): Errors {
  return {
    size: array('errors.size', ERROR_SIZES),
    hole: array('errors.hole', HOLE_BINS),
    seen: array('errors.seen', PREFIXES.length),
    ahead: array('errors.ahead', PREFIXES.length),
    later: array('errors.later', PREFIXES.length, ERROR_SIZES),
  };
}
