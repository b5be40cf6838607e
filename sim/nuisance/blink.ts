import type { Stream } from '../random/stream.ts';
import { uniform } from '../random/stream.ts';

/** Lids close, stay and open again within this long, s: about 0.4 s in all (blinks take up to 450 ms). */
const CLOSING = 0.1;
const CLOSED = 0.06;
const OPENING = 0.24;
const WHOLE = CLOSING + CLOSED + OPENING;

/** Blinks start in slots of this length, s, at most one a slot from each cause. */
const SLOT = 0.5;

/** The index under which the film's own blink cues are drawn, beside the viewers'. */
const CUES = 65535;

/** Lid closure 0..1 at `t` s after a blink's start. */
export function blinkCourse(t: number): number {
  if (t <= 0 || t >= WHOLE) return 0;
  const part = t < CLOSING ? t / CLOSING : t < CLOSING + CLOSED ? 1 : (WHOLE - t) / OPENING;
  return part * part * (3 - 2 * part);
}

/**
 * Lid closure 0..1 of a viewer at `time` s.
 *
 * A viewer blinks `rate` times a minute; a share `synchrony` of the blinks falls on cues that the whole audience shares
 * (23-31 % in a narrative film, RSPB 2009.0828), drawn at `cueRate` a minute.
 */
export function blinkClosure(
  source: Stream,
  viewer: number,
  rate: number,
  synchrony: number,
  cueRate: number,
  time: number,
): number {
  let closure = 0;
  const own = ((1 - synchrony) * rate * SLOT) / 60;
  const cue = (cueRate * SLOT) / 60;
  const follow = cueRate > 0 ? (synchrony * rate) / cueRate : 0;
  const last = Math.floor(time / SLOT);
  for (let slot = Math.max(0, Math.floor((time - WHOLE) / SLOT)); slot <= last; slot += 1) {
    const start = slot * SLOT;
    if (uniform(source, viewer, slot, 0) < own) {
      closure = Math.max(closure, blinkCourse(time - start - SLOT * uniform(source, viewer, slot, 1)));
    }
    if (follow > 0 && uniform(source, CUES, slot, 0) < cue && uniform(source, viewer, slot, 2) < follow) {
      closure = Math.max(closure, blinkCourse(time - start - SLOT * uniform(source, CUES, slot, 1)));
    }
  }
  return closure;
}
