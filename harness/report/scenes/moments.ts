import type { ScriptEvent } from '../evaluation/data.ts';
import { type Agreement, WINDOW_SECONDS } from './agreement.ts';
import type { Stimulus } from './reaction.ts';
import type { Moment, SceneResult } from './result.ts';
import { type Scene, sceneAt } from './scene.ts';

/** Moments of each kind that are told. */
const TOLD = 5;
/** Seconds after an event's end in which it is answered. */
const ANSWERED_WITHIN = 5;
/** Seconds back that an event is named for a moment. */
const LOOK_BACK = 12;

/** A kind of reaction over the film: the mean course and what was shared, by sample. */
export type Answered = { readonly name: Stimulus; readonly drawn: Float64Array; readonly shared: readonly Agreement[] };

/**
 * The moments that viewers shared most, a window apart from each other; and the script's events that were shared least, each
 * at its best moment from its beginning to 5 s after its end.
 */
export function momentsOf(
  answered: readonly Answered[],
  events: readonly ScriptEvent[],
  scenes: readonly Scene[],
  rate: number,
): SceneResult['moments'] {
  const momentAt = ({ name, drawn }: Answered, t: number, { value, error }: NonNullable<Agreement>): Moment => {
    const seconds = t / rate;
    const before = events.filter(
      ({ type, at }) => type === name && at <= seconds + WINDOW_SECONDS / 2 && seconds - at <= LOOK_BACK,
    );
    return {
      stimulus: name,
      seconds,
      scene: sceneAt(scenes, seconds).number,
      event: before.at(-1)?.at ?? null,
      shared: value,
      error,
      drawn: peakIn(drawn, t, Math.round((WINDOW_SECONDS / 2) * rate)),
    };
  };
  const all = answered.flatMap((one) =>
    one.shared.flatMap((agreement, t) => (agreement === null ? [] : [momentAt(one, t, agreement)])),
  );
  const most: Moment[] = [];
  for (const moment of [...all].sort((a, b) => b.shared - a.shared || a.seconds - b.seconds)) {
    if (most.length === TOLD) break;
    if (most.every((other) => Math.abs(other.seconds - moment.seconds) >= WINDOW_SECONDS)) most.push(moment);
  }
  const least = events.flatMap(({ type, at, duration }) => {
    const own = all.filter(
      ({ stimulus, seconds }) => stimulus === type && seconds >= at && seconds <= at + duration + ANSWERED_WITHIN,
    );
    return own.length === 0 ? [] : [own.reduce((best, one) => (one.shared > best.shared ? one : best))];
  });
  least.sort((a, b) => a.shared - b.shared || a.seconds - b.seconds);
  return { most, least: least.slice(0, TOLD) };
}

/** The largest value within `half` samples of one. */
function peakIn(course: Float64Array, t: number, half: number): number {
  return course.subarray(Math.max(0, t - half), t + half + 1).reduce((most, value) => Math.max(most, value));
}
