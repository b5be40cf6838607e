import { describe, expect, it } from 'vitest';
import { expectationOf, weighed } from '../../../../harness/report/scenes/expectation.ts';
import type { Scene } from '../../../../harness/report/scenes/scene.ts';

const T = 300;
const scenes: readonly Scene[] = Array.from({ length: 6 }, (_, n) => ({
  number: n + 1,
  title: '',
  from: 50 * n,
  to: 50 * (n + 1),
}));
const events = scenes.map(({ from }, n) => ({
  at: from + 10 + 0.3 * n,
  type: 'humor',
  intensity: 0.4 + 0.1 * n,
  duration: 1 + (n % 3),
}));
const asking = { events, others: [] };

/** Reactions to events to a power: up as they begin, for as long as they last, and then down over some seconds. */
function answered(power: number): Float64Array {
  return Float64Array.from({ length: T }, (_, t) =>
    events.reduce((sum, { at, intensity, duration }) => {
      const since = t - at;
      const answer = since < 0 ? 0 : since < duration + 1 ? 1 : Math.exp(-(since - duration - 1) / 2);
      return sum + intensity ** power * answer;
    }, 0.1),
  );
}

const drawn = (course: Float64Array, n: number): number =>
  course.subarray(50 * n, 50 * (n + 1)).reduce((sum, value) => sum + value / 50, 0);

describe('expectationOf', () => {
  it.each([0.5, 1, 2])(
    'foretells every scene from the others where all are answered alike, to the power %d, whatever the lengths of events',
    (power) => {
      const course = answered(power);
      const found = expectationOf(asking, course, scenes, 1);
      scenes.forEach((_, n) => {
        const off = weighed(found.scenes[n]!.weights, course) - drawn(course, n);
        expect(Math.abs(off)).toBeLessThan(0.15 * (drawn(course, n) - 0.1));
      });
    },
  );

  it('does not look at the scene itself, so that one that falls short is found', () => {
    const course = answered(1);
    const { scenes: own } = expectationOf(asking, course, scenes, 1);
    const short = course.slice();
    for (let t = 100; t < 150; t += 1) short[t] = 0.1 + 0.4 * (course[t] - 0.1);
    expect(weighed(own[2]!.weights, short)).toBeCloseTo(weighed(own[2]!.weights, course), 12);
    const found = expectationOf(asking, short, scenes, 1);
    const beyond = scenes.map((_, n) => drawn(short, n) - weighed(found.scenes[n]!.weights, short));
    expect(beyond[2]).toBeLessThan(-0.4 * (drawn(course, 2) - 0.1));
    expect(Math.min(...beyond.filter((_, n) => n !== 2))).toBeGreaterThan(0.4 * beyond[2]);
  });

  it('is surer of a scene the longer it is, and of one with fewer events', () => {
    const found = (those: typeof events) =>
      expectationOf({ events: those, others: [] }, answered(1), scenes, 1).scenes.map((own) => own!.events);
    const twice = found([...events, { ...events[3], at: 180 }]);
    expect(twice[3]).toBeGreaterThan(1.3 * found(events)[3]);
    const half = scenes.map((scene, n) =>
      n === 3 ? { ...scene, to: 175 } : n === 4 ? { ...scene, from: 175 } : scene,
    );
    const shorter = expectationOf(asking, answered(1), half, 1).scenes.map((own) => own!.events);
    expect(shorter[3]).toBeGreaterThan(2 * found(events)[3]);
  });

  it('takes what the other kind of event does to a reading for no difference', () => {
    const others = scenes.flatMap(({ from }, n) =>
      n === 1 || n === 4 || n === 5 ? [{ at: from + 30, type: 'surprise', intensity: 0.8, duration: 2 }] : [],
    );
    const course = answered(1);
    for (const { at } of others) for (let t = at + 1; t < at + 8; t += 1) course[t] += 0.4;
    const missed = (asked: Parameters<typeof expectationOf>[0]): number => {
      const { scenes: own } = expectationOf(asked, course, scenes, 1);
      return scenes.reduce((sum, _, n) => sum + Math.abs(drawn(course, n) - weighed(own[n]!.weights, course)), 0);
    };
    expect(missed({ events, others })).toBeLessThan(0.3 * missed(asking));
  });

  it('says nothing of a scene without which nothing is asked, nor where nothing is', () => {
    const once = events.slice(0, 1);
    const { scenes: own } = expectationOf({ events: once, others: events.slice(2) }, answered(1), scenes, 1);
    expect(own.map((one) => one === null)).toEqual([true, false, false, false, false, false]);
    const none = expectationOf({ events: [], others: events }, answered(1), scenes, 1);
    expect(none.scenes.every((one) => one === null)).toBe(true);
  });
});
