import type { ScriptEvent } from '../evaluation/data.ts';

/**
 * What events ask for by the sample, [T] each: how long they have lasted since the sample before, and that they began since
 * then, as if each began with a second of its own; both times the events' strength to a power. An answer to a long event and
 * one to a short event differ by less than their lengths: either of the two alone cannot foretell both.
 */
export function scriptCourses(
  events: readonly ScriptEvent[],
  samples: number,
  rate: number,
  power: number,
): readonly [Float64Array, Float64Array] {
  const [lasting, begun] = [new Float64Array(samples), new Float64Array(samples)];
  for (const { at, duration, intensity } of events) {
    addStretch(lasting, rate, at, at + duration, intensity ** power);
    addStretch(begun, rate, at, at + 1, intensity ** power);
  }
  return [lasting, begun];
}

/** Adds `amount` times the share of each sample's time, the 1 / rate s up to it, that lies in a stretch of the film, s. */
function addStretch(course: Float64Array, rate: number, from: number, to: number, amount: number): void {
  const last = Math.min(course.length - 1, Math.ceil(to * rate));
  for (let t = Math.max(0, Math.floor(from * rate)); t <= last; t += 1) {
    const within = Math.min(to * rate, t) - Math.max(from * rate, t - 1);
    if (within > 0) course[t] += amount * within;
  }
}
