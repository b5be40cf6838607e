import { type Asking, expectationOf, weighed } from './expectation.ts';
import type { Interval } from './interval.ts';
import { halfOf, type Missed, scatterOf } from './scatter.ts';
import type { Scene } from './scene.ts';
import type { ViewerMeans } from './scene-means.ts';

/** Chance that any scene of a film is told to differ where none does. */
export const ALARM = 0.05;

/** What a scene would have drawn, and what it drew beyond that; null where nothing else is asked for. */
export type Beyond = { readonly expected: number | null; readonly beyond: Interval | null };

/** What a film's scenes drew of one kind of reaction. */
export type Drawn = Asking & {
  /** [N, T] of viewers, and [T] of them all. */
  readonly courses: Float32Array;
  readonly mean: Float64Array;
  /** By scene. */
  readonly scenes: readonly ViewerMeans[];
};

/**
 * What each scene drew less what it would have drawn, had the audience answered its events as those of all other scenes. The
 * interval holds everything that such a difference can be by chance where nothing differs, with 1 - `ALARM` / `comparisons`:
 * other viewers, and what all other scenes lie off what was expected of them, since scripts differ in more than is foretold
 * by, and a model errs.
 */
export function beyondOf(
  { events, others, courses, mean, scenes: drawn }: Drawn,
  scenes: readonly Scene[],
  rate: number,
  comparisons: number,
): readonly Beyond[] {
  const samples = mean.length;
  const viewers = courses.length / samples;
  const { scenes: expectations } = expectationOf({ events, others }, mean, scenes, rate);
  const found = scenes.map((scene, n) => {
    const own = expectations[n];
    if (own === null) return null;
    const { values, doubt } = drawn[n];
    const expected = Float64Array.from(values, (_, i) => weighed(own.weights, courses, i * samples));
    const differences = values.map((value, i) => value - expected[i]);
    const value = meanOf(differences);
    const spread = differences.reduce((sum, one) => sum + (one - value) ** 2, 0) / Math.max(1, viewers - 1);
    const asked = events.some(({ at }) => at >= scene.from && at < scene.to);
    const missed: Missed = {
      value,
      events: own.events,
      level: own.level,
      known: (spread + meanOf(doubt)) / viewers,
      answer: asked ? Math.abs(meanOf(expected)) : 0,
    };
    return { expected: meanOf(expected), missed };
  });
  return found.map((own, n): Beyond => {
    if (own === null) return { expected: null, beyond: null };
    const { value } = own.missed;
    if (viewers < 2) return { expected: own.expected, beyond: { viewers, mean: value, low: null, high: null } };
    const others = found.flatMap((one, m) => (one === null || m === n ? [] : [one.missed]));
    const half = halfOf(own.missed, scatterOf(others), viewers - 1, ALARM / Math.max(1, comparisons));
    return { expected: own.expected, beyond: { viewers, mean: value, low: value - half, high: value + half } };
  });
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
