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
const script = Float64Array.from({ length: T }, (_, t) =>
  t % 50 >= 10 && t % 50 < 13 ? 0.4 + 0.1 * Math.floor(t / 50) : 0,
);

/** Reactions to the script to a power: up at once, then down over some seconds. */
function answered(power: number): Float64Array {
  return Float64Array.from({ length: T }, (_, t) => {
    let sum = 0.1;
    for (let lag = 0; lag <= 10 && lag <= t; lag += 1) sum += script[t - lag] ** power * Math.exp(-lag / 3);
    return sum;
  });
}

const drawn = (course: Float64Array, n: number): number =>
  course.subarray(50 * n, 50 * (n + 1)).reduce((sum, value) => sum + value / 50, 0);

describe('expectationOf', () => {
  it.each([0.5, 1, 2])(
    'foretells every scene from the others where all are answered alike, to the power %d',
    (power) => {
      const course = answered(power);
      const found = expectationOf(script, course, scenes, 1);
      expect(found.power).toBe(power);
      scenes.forEach((_, n) => {
        expect(weighed(found.weights[n]!, course)).toBeCloseTo(drawn(course, n), 2);
      });
    },
  );

  it('does not look at the scene itself, so that one that falls short is found', () => {
    const course = answered(1);
    const { weights } = expectationOf(script, course, scenes, 1);
    const short = course.slice();
    for (let t = 100; t < 150; t += 1) short[t] = 0.1 + 0.4 * (course[t] - 0.1);
    expect(weighed(weights[2]!, short)).toBeCloseTo(weighed(weights[2]!, course), 12);
    const found = expectationOf(script, short, scenes, 1);
    const beyond = scenes.map((_, n) => drawn(short, n) - weighed(found.weights[n]!, short));
    expect(beyond[2]).toBeLessThan(-0.4 * (drawn(course, 2) - 0.1));
    expect(Math.min(...beyond.filter((_, n) => n !== 2))).toBeGreaterThan(0.3 * beyond[2]);
  });

  it('says nothing of a scene without which nothing is asked', () => {
    const once = script.map((value, t) => (t < 50 ? value : 0));
    const { weights } = expectationOf(once, answered(1), scenes, 1);
    expect(weights.map((own) => own === null)).toEqual([true, false, false, false, false, false]);
  });
});
