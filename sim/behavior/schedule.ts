import type { Behavior, Nuisance } from '../../scenarios/schema/schema.ts';
import type { Viewer } from '../audience/cast.ts';
import type { Stream } from '../random/stream.ts';
import { sequence } from '../random/stream.ts';

/** What a viewer is doing besides watching. */
export const ACTIVITIES = ['watching', 'away', 'phone', 'drinking', 'eating', 'touching', 'hiding'] as const;
export type Activity = (typeof ACTIVITIES)[number];
export const AWAY = 1;
export const PHONE = 2;
export const DRINKING = 3;
export const EATING = 4;
export const TOUCHING = 5;
export const HIDING = 6;

/** Where a hand comes to rest on the face; drawn per act. */
export const PLACEMENTS = ['chin', 'mouth', 'left cheek', 'right cheek', 'eye'] as const;

/** One act: an activity from `start` to `end` s, and where the hand goes. */
export type Act = {
  readonly activity: number;
  readonly start: number;
  readonly end: number;
  readonly placement: number;
};

/** Acts of one viewer over the whole film, by start; and the times at which it shifts in its seat. */
export type Schedule = { readonly acts: readonly Act[]; readonly fidgets: Float64Array };

/** Acts with a duration spread log-normally about the one asked for (log SD 0.4, assumed). */
const DURATION_SPREAD = 0.4;

/**
 * The acts of a viewer: each kind is a Poisson process of its own, so that changing one rate leaves the others alone.
 *
 * Hands to the face: 15.7-23 an hour, 1-8 s; the other rates are assumed.
 */
export function viewerSchedule(
  sources: { readonly acts: Stream; readonly fidgets: Stream },
  viewer: Viewer,
  behavior: Behavior,
  nuisance: Nuisance,
  filmDuration: number,
): Schedule {
  const acts: Act[] = [];
  const { habits, index } = viewer;
  if (habits.arrives > 0) acts.push({ activity: AWAY, start: -1, end: habits.arrives, placement: 0 });
  const add = (activity: number, rate: number, duration: number, until: number): void => {
    if (!(rate > 0)) return;
    // Two viewers never share a sequence, nor do two kinds of one viewer.
    const draws = sequence(sources.acts, index * 6 + activity - 1);
    let at = 0;
    for (;;) {
      at += (3600 / rate) * draws.exponential();
      const length = duration * Math.exp(DURATION_SPREAD * draws.normal() - (DURATION_SPREAD * DURATION_SPREAD) / 2);
      const share = draws.uniform();
      if (at >= until) return;
      const placement = activity === TOUCHING ? Math.floor(share * PLACEMENTS.length) : 1;
      acts.push({ activity, start: at, end: at + length, placement });
      at += length;
    }
  };
  add(AWAY, behavior.leaving.rate, behavior.leaving.duration, filmDuration);
  add(PHONE, behavior.phone.rate, behavior.phone.duration, filmDuration);
  if (habits.drinks) add(DRINKING, behavior.drinking.rate, behavior.drinking.duration, filmDuration);
  if (habits.eats) {
    // The food is gone after 15 to 60 minutes (assumed).
    const gone = 900 + 2700 * sequence(sources.acts, index * 6 + 5).uniform();
    add(EATING, behavior.eating.rate, behavior.eating.duration, Math.min(filmDuration, gone));
  }
  add(TOUCHING, behavior.handToFace.rate * habits.fidget, behavior.handToFace.duration, filmDuration);
  acts.sort((a, b) => a.start - b.start || a.activity - b.activity);

  const fidgets: number[] = [];
  const rate = nuisance.fidget.rate * habits.fidget;
  if (rate > 0) {
    const draws = sequence(sources.fidgets, index);
    for (let at = draws.exponential(); (at * 3600) / rate < filmDuration; at += draws.exponential()) {
      fidgets.push((at * 3600) / rate);
    }
  }
  return { acts, fidgets: Float64Array.from(fidgets) };
}
