import type { ScriptEvent } from '../evaluation/data.ts';

/** A stretch of the film, [from, to) in s. */
export type Scene = { readonly number: number; readonly title: string; readonly from: number; readonly to: number };

/** Seconds by which a cut lies before the event that begins the next scene. */
const BEFORE = 2;
/** Length of a scene that is aimed at: a twelfth of the film, within these, s. */
const SHORTEST_AIM = 20;
const LONGEST_AIM = 150;

/**
 * Scenes of a film whose script names none: it is cut at its longest pauses between events, just before the next event, a
 * scene for about every twelfth of the film (20 s at least, 150 s at most), none shorter than half of that.
 */
export function scenesOf(events: readonly ScriptEvent[], duration: number): readonly Scene[] {
  const aim = Math.min(LONGEST_AIM, Math.max(SHORTEST_AIM, duration / 12));
  const wanted = Math.max(1, Math.round(duration / aim));
  const cuts = [0, duration];
  for (const { at } of pauses(events)) {
    if (cuts.length > wanted) break;
    if (cuts.every((cut) => Math.abs(cut - at) >= aim / 2)) cuts.push(at);
  }
  cuts.sort((a, b) => a - b);
  return cuts.slice(1).map((to, n) => ({ number: n + 1, title: `Scene ${n + 1}`, from: cuts[n], to }));
}

/** Pauses of the script, the longest first: where a cut would lie. */
function pauses(events: readonly ScriptEvent[]): { readonly at: number; readonly length: number }[] {
  const found: { at: number; length: number }[] = [];
  let end = 0;
  for (const { at, duration } of [...events].sort((a, b) => a.at - b.at)) {
    if (at > end) found.push({ at: Math.round(at - Math.min(BEFORE, (at - end) / 2)), length: at - end });
    end = Math.max(end, at + duration);
  }
  return found.sort((a, b) => b.length - a.length || a.at - b.at);
}

/** The scene that a second lies in; the last one for the film's end. */
export function sceneAt(scenes: readonly Scene[], seconds: number): Scene {
  return scenes.find(({ to }) => seconds < to) ?? scenes[scenes.length - 1];
}
