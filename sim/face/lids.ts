import { ACTION_UNIT_COUNT, AU4, AU5, AU6, AU7, AU12, AU43, AU45 } from './action-units.ts';
import type { Anatomy } from './anatomy.ts';
import { clamp, smoothstep, softPlus } from './smooth.ts';

const SOFTNESS = 0.35;
const LEAST_UP = 1;
const LEAST_DOWN = 0.8;
/** A closed upper lid comes down to this share of the lower lid's depth. */
const CLOSED = 0.72;
/** A closing eye raises its lower lid by this share of its depth. */
const LOWER_RISE = 0.11;

/**
 * Three numbers say where both lids are (mm): the open part of the upper lid's height, the closed part of the lower
 * lid's depth, the lower lid's depth. Figures: hand-fitted lid paths of the trial head (AU5 opens by 2.8 mm).
 */
function lidState(up0: number, down0: number, au: ArrayLike<number>, o: number, out: Float64Array): void {
  const closed = 1 - (1 - au[o + AU43]) * (1 - au[o + AU45]);
  const up = up0 + 2.8 * au[o + AU5] - 1.2 * au[o + AU7] - 0.4 * au[o + AU6] - 0.5 * au[o + AU4];
  const down = down0 + 0.3 * au[o + AU5] - 1.8 * au[o + AU7] - 1.3 * au[o + AU6] - 0.6 * au[o + AU12];
  const u = LEAST_UP + softPlus(up - LEAST_UP, SOFTNESS);
  const d = LEAST_DOWN + softPlus(down - LEAST_DOWN, SOFTNESS);
  out[0] = (1 - closed) * u;
  out[1] = closed * d;
  out[2] = (1 - LOWER_RISE * closed) * d;
}

/** How a face's lids move: its neutral state and, for the linear face, the change of the state per action unit. */
export type LidMotion = {
  readonly up: number;
  readonly down: number;
  readonly neutral: Float64Array;
  readonly linear: Float64Array;
};

const state = new Float64Array(3);
const none = new Float64Array(ACTION_UNIT_COUNT);

/** The lid motion of an anatomy. */
export function buildLidMotion(a: Anatomy): LidMotion {
  const neutral = new Float64Array(3);
  lidState(a.lidUp, a.lidDown, none, 0, neutral);
  const linear = new Float64Array(3 * ACTION_UNIT_COUNT);
  const one = new Float64Array(ACTION_UNIT_COUNT);
  for (let i = 0; i < ACTION_UNIT_COUNT; i++) {
    one.fill(0);
    one[i] = 1;
    lidState(a.lidUp, a.lidDown, one, 0, state);
    for (let k = 0; k < 3; k++) linear[3 * i + k] = state[k] - neutral[k];
  }
  return { up: a.lidUp, down: a.lidDown, neutral, linear };
}

/** Change of the three lid numbers from neutral at the given action units, mm, into out[offset..offset+2]. */
export function lidDrives(
  lids: LidMotion,
  au: ArrayLike<number>,
  o: number,
  linear: boolean,
  out: Float64Array,
  offset: number,
): void {
  if (linear) {
    for (let k = 0; k < 3; k++) {
      let d = 0;
      for (let i = 0; i < ACTION_UNIT_COUNT; i++) d += au[o + i] * lids.linear[3 * i + k];
      out[offset + k] = d;
    }
    return;
  }
  lidState(lids.up, lids.down, au, o, state);
  out[offset] = state[0] - lids.neutral[0];
  out[offset + 1] = state[1] - lids.neutral[1];
  out[offset + 2] = state[2] - lids.neutral[2];
}

/** Shape of the upper lid over the corner line, 0 at the corners to 1; `s` 0 at the inner, 1 at the outer corner. */
export function upperArch(s: number): number {
  return s <= 0 || s >= 1 ? 0 : Math.sin(Math.PI * s ** 0.88) ** 0.72;
}

/** Shape of the lower lid under the corner line, as `upperArch`. */
export function lowerArch(s: number): number {
  return s <= 0 || s >= 1 ? 0 : Math.sin(Math.PI * s ** 1.12) ** 0.78;
}

/** Height of the line between the eye's corners at `s`, mm. */
export function cornerLine(a: Anatomy, s: number): number {
  return -0.6 + (a.identity.canthalTilt + 0.6) * s;
}

// The skin above the upper lid follows it up to the brow's foot, the skin below the lower lid a little less far.
const UPPER_REACH = 9.5;
const LOWER_REACH = 8;

/**
 * How a point at frontal (x >= 0, y) follows the lids: factors of the three lid numbers in its height, into out[0..2].
 * All zero away from the eye. Between the lids (the eyeball) a point keeps its share of the gap.
 */
export function lidWeights(a: Anatomy, x: number, y: number, out: Float64Array): void {
  out[0] = 0;
  out[1] = 0;
  out[2] = 0;
  const s = (x - a.eyeInner) / (a.eyeOuter - a.eyeInner);
  if (s <= 0 || s >= 1) return;
  const line = cornerLine(a, s);
  const high = upperArch(s);
  const low = lowerArch(s);
  const top = line + a.lidUp * high;
  const bottom = line - a.lidDown * low;
  let upper = 0;
  let lower = 0;
  if (y > top) upper = smoothstep(UPPER_REACH, 0, y - top);
  else if (y < bottom) lower = smoothstep(LOWER_REACH, 0, bottom - y);
  else {
    upper = clamp((y - bottom) / (top - bottom), 0, 1);
    lower = 1 - upper;
  }
  out[0] = upper * high;
  out[1] = -upper * CLOSED * low;
  out[2] = -lower * low;
}
