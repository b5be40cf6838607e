import { contraction, FULL } from '../../sim/reaction/action-units.ts';
import type { Stage } from '../../sim/screening/stage.ts';

/**
 * A term of the response: the product of one basis function per factor (by its number, 0: one) and powers of what the
 * time alone decides (the jaw's note, the head's bob and rock) and of the blink's closure.
 */
export type Term = {
  readonly basis: readonly [number, number, number, number];
  readonly note: number;
  readonly bob: number;
  readonly rock: number;
  readonly blink: number;
};

/** The basis functions of one factor, and their means under idiosyncratic noise. */
export type Basis = {
  /** Values at z of basis functions 1.. into `out[offset..]`. */
  value(z: number, out: Float64Array, offset: number): void;
  /** Means over z = mean + noise, into `out[offset..]`. */
  mean(z: number, out: Float64Array, offset: number): void;
  readonly size: number;
};

const PLAIN = { note: 0, bob: 0, rock: 0, blink: 0 } as const;
const LAUGHTER = 1;
const SURPRISE = 2;

/** Three powers, of the contraction or (on the linear face, which follows z itself) of z; then one of the other kind. */
export const BASIS_SIZE = 4;

/** The terms that a stage's landmarks can follow: all products up to the third degree, and what rhythm and blinks add. */
export function responseTerms(stage: Stage): Term[] {
  const { nuisance } = stage.scenario;
  const terms: Term[] = [];
  for (let a = 0; a <= 3; a += 1) {
    for (let b = 0; a + b <= 3; b += 1) {
      for (let c = 0; a + b + c <= 3; c += 1) {
        for (let d = 0; a + b + c + d <= 3; d += 1) terms.push({ ...PLAIN, basis: [a, b, c, d] });
      }
    }
  }
  const linear = stage.linearGains !== null;
  // What laughing does beside the drive goes with its contraction, the fourth function of the linear face.
  const l = linear ? 4 : 1;
  const with2 = (extra: Partial<Term>, others: boolean): void => {
    terms.push({ ...PLAIN, basis: [0, l, 0, 0], ...extra });
    if (!linear) terms.push({ ...PLAIN, basis: [0, 2, 0, 0], ...extra });
    if (!others) return;
    terms.push({ ...PLAIN, basis: [0, l, 1, 0], ...extra }, { ...PLAIN, basis: [1, l, 0, 0], ...extra });
    if (!linear) terms.push({ ...PLAIN, basis: [0, 3, 0, 0], ...extra }, { ...PLAIN, basis: [0, 2, 1, 0], ...extra });
  };
  if (nuisance.laughRhythm > 0) {
    with2({ note: 1 }, true);
    with2({ note: 2 }, false);
  }
  if (nuisance.head.reaction > 0) {
    with2({ bob: 1 }, true);
    with2({ rock: 1 }, false);
    if (linear) terms.push({ ...PLAIN, basis: [0, l, 0, 0] }, { ...PLAIN, basis: [0, 0, l, 0] });
  }
  if (nuisance.blink.rate > 0) {
    for (let k = 0; k < 4; k += 1) {
      const basis: [number, number, number, number] = [0, 0, 0, 0];
      basis[k] = 1;
      terms.push({ ...PLAIN, basis, blink: 1 });
    }
    terms.push({ ...PLAIN, basis: [0, 0, 0, 0], blink: 1 }, { ...PLAIN, basis: [0, 0, 0, 0], blink: 2 });
  }
  return terms;
}

const NODES = 161;
const REACH = 6;
const CELLS = 1024;

/** The basis of a stage's factors; `sd` is that of the idiosyncratic noise. */
export function responseBasis(stage: Stage): Basis {
  const { saturation, idiosyncrasy } = stage.scenario.reaction;
  const { sd } = idiosyncrasy;
  const value =
    stage.linearGains !== null
      ? (z: number, out: Float64Array, at: number): void => {
          out[at] = z;
          out[at + 1] = z * z;
          out[at + 2] = z * z * z;
          out[at + 3] = contraction(z, saturation);
        }
      : (z: number, out: Float64Array, at: number): void => {
          const c = contraction(z, saturation);
          out[at] = c;
          out[at + 1] = c * c;
          out[at + 2] = c * c * c;
          out[at + 3] = 0;
        };
  if (sd === 0) return { value, mean: value, size: BASIS_SIZE };
  // Powers of z have closed moments; contractions are integrated once, on a grid beyond which they do not change.
  const low = -REACH * sd;
  const step = (FULL + 2 * REACH * sd) / CELLS;
  const table = new Float64Array((CELLS + 1) * BASIS_SIZE);
  const at = new Float64Array(BASIS_SIZE);
  for (let cell = 0; cell <= CELLS; cell += 1) {
    let total = 0;
    for (let n = 0; n < NODES; n += 1) {
      const x = -REACH + (2 * REACH * n) / (NODES - 1);
      const weight = Math.exp((-x * x) / 2);
      value(low + cell * step + sd * x, at, 0);
      for (let p = 0; p < BASIS_SIZE; p += 1) table[cell * BASIS_SIZE + p] += weight * at[p];
      total += weight;
    }
    for (let p = 0; p < BASIS_SIZE; p += 1) table[cell * BASIS_SIZE + p] /= total;
  }
  const linear = stage.linearGains !== null;
  return {
    value,
    size: BASIS_SIZE,
    mean(z, out, offset) {
      const place = Math.min(CELLS - 1e-9, Math.max(0, (z - low) / step));
      const cell = Math.floor(place);
      const share = place - cell;
      for (let p = 0; p < BASIS_SIZE; p += 1) {
        const a = table[cell * BASIS_SIZE + p];
        out[offset + p] = a + share * (table[(cell + 1) * BASIS_SIZE + p] - a);
      }
      if (!linear) return;
      out[offset] = z;
      out[offset + 1] = z * z + sd * sd;
      out[offset + 2] = z * z * z + 3 * z * sd * sd;
    },
  };
}

/** What the time alone decides at one sample: the jaw's note, the head's bob, and its rock (see headPose). */
export type Phases = { note: number; bob: number; rock: number };

/** Values (or means) of all terms from those of the basis (K x BASIS_SIZE) and of the blink's first two powers. */
export function fillTerms(
  terms: readonly Term[],
  basis: Float64Array,
  phases: Phases,
  blink: readonly [number, number],
  out: Float64Array,
): void {
  for (let n = 0; n < terms.length; n += 1) {
    const term = terms[n];
    const [a, b, c, d] = term.basis;
    let value = 1;
    if (a > 0) value *= basis[a - 1];
    if (b > 0) value *= basis[LAUGHTER * BASIS_SIZE + b - 1];
    if (c > 0) value *= basis[SURPRISE * BASIS_SIZE + c - 1];
    if (d > 0) value *= basis[3 * BASIS_SIZE + d - 1];
    if (term.note > 0) value *= term.note === 1 ? phases.note : phases.note * phases.note;
    if (term.bob > 0) value *= phases.bob;
    if (term.rock > 0) value *= phases.rock;
    if (term.blink > 0) value *= blink[term.blink - 1];
    out[n] = value;
  }
}
