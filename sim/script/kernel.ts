/** Times of a response, s: how an event's boxcar becomes a facial course (onset, apex, offset of FACS coding). */
export type Kernel = {
  readonly delay: number;
  readonly onset: number;
  readonly apex: number;
  readonly offset: number;
};

/** Offsets after which the tail (below 1e-4) counts as nothing. */
const TAIL = 12;

/** Seconds after an event's start during which its response is not zero. */
export function responseLength(kernel: Kernel, duration: number): number {
  return kernel.delay + kernel.onset + Math.max(kernel.apex, duration) + TAIL * kernel.offset;
}

/**
 * Response 0..1 at `t` s after the start of an event of unit intensity lasting `duration` s.
 *
 * Smoothstep onset after the delay, a plateau as long as the event (at least the apex), then a decay (1 + x) exp(-x)
 * with x in offsets: one continuous derivative throughout. Onsets are stereotyped, apex and offset vary (Schmidt 2003).
 */
export function response(kernel: Kernel, duration: number, t: number): number {
  const rise = (t - kernel.delay) / kernel.onset;
  if (rise <= 0) return 0;
  const fall = (t - kernel.delay - kernel.onset - Math.max(kernel.apex, duration)) / kernel.offset;
  if (fall >= TAIL) return 0;
  const up = rise >= 1 ? 1 : rise * rise * (3 - 2 * rise);
  const down = fall <= 0 ? 1 : (1 + fall) * Math.exp(-fall);
  return up * down;
}
