import { columnOf } from '../../metrics/correlation.ts';
import type { ScriptEvent } from '../evaluation/data.ts';
import { type Agreement, agreements } from './agreement.ts';
import { type Expectation, expectationOf, weighed } from './expectation.ts';
import type { Film } from './film.ts';
import { groupsOf } from './groups.ts';
import { meanInterval } from './interval.ts';
import { momentsOf } from './moments.ts';
import { STIMULI, type Stimulus } from './reaction.ts';
import type { Audience } from './read-audience.ts';
import type { GroupOutcome, SceneOutcome, SceneReaction, SceneResult } from './result.ts';
import type { Scene } from './scene.ts';
import { halfWidths, meanCourse, type Range, type ViewerMeans, viewerMeans } from './scene-means.ts';

/** A difference from what is expected that is worth telling, as a share of it. */
const WORTH_TELLING = 0.2;

/** [T]: the audience's mean reaction, half the width of its 95 % interval over viewers, and what is shared. */
export type Courses = {
  readonly drawn: Float64Array;
  readonly half: Float64Array;
  readonly shared: readonly Agreement[];
};

/** What follows from an audience's reactions, and courses [T] that reports draw. */
export type Analysis = Pick<
  SceneResult,
  'viewers' | 'duration' | 'rate' | 'scenes' | 'groups' | 'byGroup' | 'moments'
> & {
  readonly courses: Readonly<Partial<Record<Stimulus, Courses>>>;
};

/** What each scene drew and from whom, beside what the script asked for. */
export function analyse(film: Film, audience: Audience, scenes: readonly Scene[]): Analysis {
  const { rate, events, stimulus } = film;
  const { viewers, samples, seen } = audience;
  const ranges = scenes.map(({ from, to }): Range => [Math.ceil(from * rate), Math.min(samples, Math.ceil(to * rate))]);
  const groups = groupsOf(film);
  const answered = STIMULI.flatMap((name, column) => {
    const courses = audience.reactions[name];
    if (courses === undefined) return [];
    const script = columnOf(stimulus, samples, 2, column);
    const drawn = meanCourse(courses, samples);
    const expectation = expectationOf(script, drawn, scenes, rate);
    const shared = agreements(courses, seen, samples, rate);
    const means = ranges.map((range) => viewerMeans(audience, name, range));
    return [{ name, script, courses, drawn, expectation, shared, means }];
  });
  const outcomes = scenes.map((scene, n): SceneOutcome => {
    const [first, last] = ranges[n];
    const reactions = answered.map(({ name, script, courses, expectation, shared, means }) => {
      const asked = script.subarray(first, last).reduce((sum, value) => sum + value / rate, 0);
      const beyond = beyondOf(expectation, n, courses, samples, means[n], scenes.length);
      const agreed = shared.slice(first, last).flatMap((one) => (one === null ? [] : [one.value]));
      const reaction: SceneReaction = {
        asked,
        drawn: meanInterval([...means[n].values], [...means[n].doubt])!,
        ...beyond,
        verdict: asked > 0 ? verdictOf(beyond) : null,
        shared: agreed.length === 0 ? null : agreed.reduce((sum, value) => sum + value, 0) / agreed.length,
      };
      return [name, reaction] as const;
    });
    return {
      ...scene,
      events: countEvents(events, scene),
      seen: shareSeen(seen, samples, ranges[n]),
      reactions: Object.fromEntries(reactions),
    };
  });
  const whole: Range = [0, samples];
  const byGroup = answered.flatMap(({ name, means }) =>
    [viewerMeans(audience, name, whole), ...means].flatMap((of, scene) =>
      groups.map(({ kind, name: group, viewers: members }): GroupOutcome => {
        const interval = meanInterval(
          members.map((i) => of.values[i]),
          members.map((i) => of.doubt[i]),
        )!;
        return { scene, stimulus: name, kind, group, ...interval };
      }),
    ),
  );
  return {
    viewers,
    duration: samples / rate,
    rate,
    scenes: outcomes,
    groups: groups.map(({ kind, name, viewers: members }) => ({ kind, name, viewers: members.length })),
    byGroup,
    moments: momentsOf(answered, events, scenes, rate),
    courses: Object.fromEntries(
      answered.map(({ name, courses, drawn, shared }) => [name, { drawn, half: halfWidths(courses, drawn), shared }]),
    ),
  };
}

type Beyond = Pick<SceneReaction, 'expected' | 'beyond'>;

/** What a scene drew less what it would have drawn, over viewers; the level is shared by all scenes (Bonferroni). */
function beyondOf(
  { weights }: Expectation,
  scene: number,
  courses: Float32Array,
  samples: number,
  { values, doubt }: ViewerMeans,
  scenes: number,
): Beyond {
  const own = weights[scene];
  if (own === null) return { expected: null, beyond: null };
  const expected = [...values].map((_, i) => weighed(own, courses, i * samples));
  const mean = expected.reduce((sum, value) => sum + value / expected.length, 0);
  const beyond = meanInterval(
    expected.map((value, i) => values[i] - value),
    [...doubt],
    1 - 0.05 / scenes,
  );
  return { expected: mean, beyond };
}

function verdictOf({ expected, beyond }: Beyond): SceneReaction['verdict'] {
  if (expected === null || beyond === null || beyond.low === null || beyond.high === null) return null;
  const least = WORTH_TELLING * Math.abs(expected);
  if (beyond.high < 0 && beyond.mean <= -least) return 'less';
  return beyond.low > 0 && beyond.mean >= least ? 'more' : 'as asked';
}

function countEvents(events: readonly ScriptEvent[], { from, to }: Scene): Record<Stimulus, number> {
  const count = (type: Stimulus): number =>
    events.filter((event) => event.type === type && event.at >= from && event.at < to).length;
  return { humor: count('humor'), surprise: count('surprise') };
}

function shareSeen(seen: Uint8Array, samples: number, [first, last]: Range): number {
  let sum = 0;
  for (let row = 0; row < seen.length; row += samples) for (let t = first; t < last; t += 1) sum += seen[row + t];
  return sum / Math.max(1, (seen.length / samples) * (last - first));
}
