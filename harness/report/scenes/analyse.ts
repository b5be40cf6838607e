import { columnOf } from '../../metrics/correlation.ts';
import type { ScriptEvent } from '../evaluation/data.ts';
import { type Agreement, agreements } from './agreement.ts';
import { type Beyond, beyondOf } from './beyond.ts';
import type { Film } from './film.ts';
import { groupsOf } from './groups.ts';
import { meanInterval } from './interval.ts';
import { momentsOf } from './moments.ts';
import { STIMULI, type Stimulus } from './reaction.ts';
import type { Audience } from './read-audience.ts';
import type { GroupOutcome, SceneOutcome, SceneReaction, SceneResult } from './result.ts';
import type { Scene } from './scene.ts';
import { halfWidths, meanCourse, type Range, rangesOf, viewerMeans } from './scene-means.ts';

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
  const ranges = rangesOf(scenes, rate, samples);
  const groups = groupsOf(film);
  const asking = (name: Stimulus): readonly ScriptEvent[] => events.filter(({ type }) => type === name);
  const asks = (name: Stimulus, { from, to }: Scene): boolean => asking(name).some(({ at }) => at >= from && at < to);
  const told = STIMULI.filter((name) => audience.reactions[name] !== undefined);
  // One level for all verdicts that are given.
  const comparisons = told.reduce((sum, name) => sum + scenes.filter((scene) => asks(name, scene)).length, 0);
  const answered = told.map((name) => {
    const courses = audience.reactions[name] as Float32Array;
    const script = columnOf(stimulus, samples, 2, STIMULI.indexOf(name));
    const drawn = meanCourse(courses, samples);
    const shared = agreements(courses, seen, samples, rate);
    const means = ranges.map((range) => viewerMeans(audience, name, range));
    const beyond = beyondOf(
      { events: asking(name), others: events.filter(({ type }) => type !== name), courses, mean: drawn, scenes: means },
      scenes,
      rate,
      comparisons,
    );
    return { name, script, courses, drawn, shared, means, beyond };
  });
  const outcomes = scenes.map((scene, n): SceneOutcome => {
    const [first, last] = ranges[n];
    const reactions = answered.map(({ name, script, shared, means, beyond }) => {
      const asked = script.subarray(first, last).reduce((sum, value) => sum + value / rate, 0);
      const agreed = shared.slice(first, last).flatMap((one) => (one === null ? [] : [one.value]));
      const reaction: SceneReaction = {
        asked,
        drawn: meanInterval([...means[n].values], [...means[n].doubt])!,
        ...beyond[n],
        verdict: asks(name, scene) ? verdictOf(beyond[n]) : null,
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
