import { describe, expect, it } from 'vitest';
import { halfOf, type Missed, scatterOf } from '../../../../harness/report/scenes/scatter.ts';
import { normal, stream } from '../../../../sim/random/stream.ts';

/** Scenes that lie off what is expected by their events (each by `event`) and in their level, at random. */
function scenesOf(run: number, count: number, event: number, level: number): Missed[] {
  return Array.from({ length: count }, (_, n) => {
    const events = 0.001 * (1 + ((run + n) % 4));
    const value =
      event * Math.sqrt(events) * normal(stream(run, 'events'), n, 0, 0) +
      level * normal(stream(run, 'levels'), n, 0, 0);
    return { value, events, level: 1, known: 0, answer: 0.3 };
  });
}

/** Share of runs in which the last of so many scenes lies within what the others say, with an alarm of 5 %. */
function held(count: number, event: number, level: number): number {
  const runs = 200;
  let inside = 0;
  for (let run = 0; run < runs; run += 1) {
    const scenes = scenesOf(run, count, event, level);
    const last = scenes[count - 1];
    if (Math.abs(last.value) <= halfOf(last, scatterOf(scenes.slice(0, -1)), 100, 0.05)) inside += 1;
  }
  return inside / runs;
}

describe('the scatter of scenes', () => {
  it.each([
    [6, 1, 0],
    [12, 1, 0],
    [12, 1, 0.05],
    [12, 0.1, 0.05],
  ])('of %i scenes, events’ %d and levels’ %d, foretells where another lies', (count, event, level) => {
    expect(held(count, event, level)).toBeGreaterThan(0.92);
  });

  it('grows with the events of a scene where those are what varies, and not where levels do', () => {
    const ratio = (event: number, level: number): number => {
      const scatter = scatterOf(scenesOf(1, 30, event, level));
      const half = (events: number) => halfOf({ events, level: 1, known: 0 }, scatter, 100, 0.05);
      return half(0.016) / half(0.001);
    };
    expect(ratio(1, 0.001)).toBeGreaterThan(3);
    expect(ratio(0.01, 0.1)).toBeLessThan(2);
  });

  it('is not spoilt by a scene that is answered otherwise', () => {
    const scenes = scenesOf(3, 12, 1, 0);
    const odd: Missed = { ...scenes[0], value: -0.25, answer: 0.5 };
    const half = (those: readonly Missed[]) =>
      halfOf({ events: 0.002, level: 1, known: 0 }, scatterOf(those), 100, 0.01);
    expect(half([...scenes, odd]) / half(scenes)).toBeLessThan(1.6);
  });

  it('is wide where few scenes tell of it, and what is known where none is off', () => {
    const half = (count: number) =>
      halfOf({ events: 0.002, level: 1, known: 0 }, scatterOf(scenesOf(5, count, 1, 0)), 100, 0.01);
    expect(half(2)).toBeGreaterThan(1.3 * half(20));
    const none = scenesOf(5, 4, 0, 0);
    expect(halfOf({ events: 1, level: 1, known: 4 }, scatterOf(none), 1e6, 0.05)).toBeCloseTo(2 * 1.96, 2);
    expect(halfOf({ events: 1, level: 1, known: 0 }, scatterOf(none), 10, 0.05)).toBe(0);
  });
});
