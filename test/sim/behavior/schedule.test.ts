import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../../scenarios/schema/parse.ts';
import { facePropsOf } from '../../../sim/behavior/props.ts';
import { AWAY, DRINKING, EATING, HIDING, PHONE, TOUCHING, viewerSchedule } from '../../../sim/behavior/schedule.ts';
import { stream } from '../../../sim/random/stream.ts';
import { play } from '../../../sim/screening/play.ts';
import { setStage } from '../../../sim/screening/stage.ts';

const scenario = loadScenario('family-film-v1', ['film.duration=28800', 'film.generators=[]']);
const stage = setStage(scenario);
const sources = { acts: stream(5, 'acts'), fidgets: stream(5, 'fidgets') };
const schedules = stage.viewers.map((viewer) =>
  viewerSchedule(sources, viewer, scenario.behavior, scenario.nuisance, scenario.film.duration),
);

describe('viewerSchedule', () => {
  it('touches the face and leaves as often as asked for, in order of time', () => {
    const hours = (stage.viewers.length * scenario.film.duration) / 3600;
    const count = (activity: number): number =>
      schedules.reduce(
        (sum, { acts }) => sum + acts.filter((act) => act.activity === activity && act.start >= 0).length,
        0,
      );
    const fidget = stage.viewers.reduce((sum, viewer) => sum + viewer.habits.fidget, 0) / stage.viewers.length;
    // The acts themselves take time in which none starts: 20 an hour of 6 s is 3 %.
    expect(Math.abs(count(TOUCHING) / hours / (scenario.behavior.handToFace.rate * fidget) - 1)).toBeLessThan(0.08);
    expect(Math.abs(count(AWAY) / hours / scenario.behavior.leaving.rate - 1)).toBeLessThan(0.12);
    for (const { acts, fidgets } of schedules) {
      for (let n = 1; n < acts.length; n += 1) expect(acts[n].start).toBeGreaterThanOrEqual(acts[n - 1].start);
      for (let n = 1; n < fidgets.length; n += 1) expect(fidgets[n]).toBeGreaterThan(fidgets[n - 1]);
    }
  });

  it('lets only those eat and drink who do, and eat only until the food is gone', () => {
    stage.viewers.forEach(({ habits }, i) => {
      const kinds = new Set(schedules[i].acts.map((act) => act.activity));
      if (!habits.eats) expect(kinds.has(EATING)).toBe(false);
      if (!habits.drinks) expect(kinds.has(DRINKING)).toBe(false);
      for (const act of schedules[i].acts) if (act.activity === EATING) expect(act.start).toBeLessThan(3600);
    });
  });

  it('changes nothing about one activity when another’s rate changes', () => {
    const other = { ...scenario.behavior, phone: { rate: 30, duration: 20 } };
    const changed = viewerSchedule(sources, stage.viewers[0], other, scenario.nuisance, scenario.film.duration);
    const without = (list: readonly { activity: number }[]) => list.filter((act) => act.activity !== PHONE);
    expect(without(changed.acts)).toEqual(without(schedules[0].acts));
  });
});

describe('reactionHiding', () => {
  it('covers faces when they laugh, and only then', () => {
    const sets = [
      'film.duration=300',
      'film.events=[{at: 100, type: humor, intensity: 1, duration: 20}]',
      'film.generators=[]',
    ];
    const hiding = setStage(loadScenario('laugh-hides-face-v1', sets));
    const { activity, count } = play(hiding, 0, 300);
    let during = 0;
    let before = 0;
    for (let i = 0; i < hiding.viewers.length; i += 1) {
      for (let s = 0; s < count; s += 1) {
        if (activity[i * count + s] !== HIDING) continue;
        if (s >= 100 && s < 135) during += 1;
        else if (s < 100) before += 1;
      }
    }
    expect(during).toBeGreaterThan(hiding.viewers.length);
    // Per second; before the joke only idiosyncratic moods are left.
    expect(before / 100).toBeLessThan(during / 35 / 8);
  });
});

describe('facePropsOf', () => {
  it('puts something before the face for acts of hand and cup, nothing otherwise', () => {
    for (const activity of [TOUCHING, DRINKING, EATING, HIDING])
      expect(facePropsOf(activity, 1).length).toBeGreaterThan(0);
    for (const activity of [0, AWAY, PHONE]) expect(facePropsOf(activity, 0)).toHaveLength(0);
    expect(facePropsOf(DRINKING, 1).some((prop) => prop.part === 'cup')).toBe(true);
  });
});
