import { distancesToSeen } from './hidden.ts';
import type { StateArray } from './state.ts';
import type { StateReader } from './state-reader.ts';

/** At how many probabilities 0, 1/n, ... the sizes of standardised errors are kept. */
export const ERROR_SIZES = 40;
/** How many samples the nearest seen one may be away to be over a hole, by how it doubles: 1, 2, 4, 8, 16. */
export const HOLE_BINS = 5;
/** How much of the film had been seen where errors ahead of it are kept. */
export const PREFIXES: readonly number[] = [0.05, 0.12, 0.3];

/** What errors of predictions are against the deviations that a model says. */
export type Errors = {
  /** [ERROR_SIZES]: sizes of standardised errors that are not exceeded with probability 0, 1/n, ... */
  readonly size: Float64Array;
  /** [HOLE_BINS]: how much larger errors are at samples so far from the nearest seen one. */
  readonly hole: Float64Array;
  /** [PREFIXES] how many samples had been seen, and how much larger errors are farther than any hole bin from them. */
  readonly seen: Float64Array;
  readonly ahead: Float64Array;
};

/** Errors as a normal model would have them were its deviations right: of sizes 1. */
export function plainErrors(): Errors {
  return {
    size: new Float64Array(ERROR_SIZES).fill(1),
    hole: new Float64Array(HOLE_BINS).fill(1),
    seen: Float64Array.from(PREFIXES, (_, n) => n + 1),
    ahead: new Float64Array(PREFIXES.length).fill(1),
  };
}

/** The hole bin of a sample that is so far from the nearest seen one; HOLE_BINS for one that lies ahead, farther than any. */
export function holeBin(distance: number): number {
  return Math.min(HOLE_BINS, Math.ceil(Math.log2(Math.max(1, distance))));
}

/** [T]: what the deviations of samples that are not seen, where `mask` [T] is 0, are to be multiplied by; 1 at seen ones. */
export function errorScales({ hole, seen, ahead }: Errors, mask: Uint8Array): Float64Array {
  const count = mask.reduce((sum, one) => sum + (one === 1 ? 1 : 0), 0);
  const far = scaleAhead(seen, ahead, count);
  return distancesToSeen(mask).map((distance) => (distance === 0 ? 1 : (hole[holeBin(distance)] ?? far)));
}

/** The scale after so many seen samples: between those kept straight in logarithms, beyond them the nearest one's. */
function scaleAhead(seen: Float64Array, ahead: Float64Array, count: number): number {
  const last = seen.length - 1;
  if (!(count > seen[0]!)) return ahead[0]!;
  if (!(count < seen[last]!)) return ahead[last]!;
  let n = 1;
  while (count > seen[n]!) n += 1;
  const part = Math.log(count / seen[n - 1]!) / Math.log(seen[n]! / seen[n - 1]!);
  return ahead[n - 1]! ** (1 - part) * ahead[n]! ** part;
}

/** Errors as a state keeps them. */
export function errorArrays({ size, hole, seen, ahead }: Errors): Record<string, StateArray> {
  const array = (values: Float64Array): StateArray => ({ shape: [values.length], values });
  return {
    'errors.size': array(size),
    'errors.hole': array(hole),
    'errors.seen': array(seen),
    'errors.ahead': array(ahead),
  };
}

/** See errorArrays. Throws ModelFault for an array that is absent or of another shape. */
export function keptErrors({ array }: Pick<StateReader, 'array'>): Errors {
  return {
    size: array('errors.size', ERROR_SIZES),
    hole: array('errors.hole', HOLE_BINS),
    seen: array('errors.seen', PREFIXES.length),
    ahead: array('errors.ahead', PREFIXES.length),
  };
}
