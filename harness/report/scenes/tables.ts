import type { Dataset } from '../../../sim/dataset/reader.ts';
import { eventRows, partOf } from '../evaluation/data.ts';
import { scaleOf } from '../evaluation/seats.ts';
import { STEPS } from '../palette.ts';
import type { Row, Tables } from '../records.ts';
import type { Analysis } from './analyse.ts';
import { groupLabel, sceneLabel } from './labels.ts';
import { ANSWERS } from './reaction.ts';
import type { SceneResult } from './result.ts';
import { sceneAt } from './scene.ts';
import { answeredIn, VERDICTS } from './table.ts';

/** The tables of a scene report, from its result and the courses behind it. */
export function sceneTables(dataset: Dataset, result: SceneResult, courses: Analysis['courses']): Tables {
  const answered = answeredIn(result);
  const scenes = answered.flatMap((stimulus) =>
    result.scenes.map((scene): Row => {
      const { asked, drawn, expected, beyond, verdict, shared } = scene.reactions[stimulus]!;
      return {
        stimulus,
        scene: scene.number,
        label: sceneLabel(scene),
        title: scene.title,
        from: scene.from,
        to: scene.to,
        events: scene.events[stimulus],
        seen: scene.seen,
        asked,
        drawn: drawn.mean,
        low: drawn.low,
        high: drawn.high,
        end: Math.max(
          drawn.high ?? drawn.mean,
          expected ?? drawn.mean,
          beyond?.low == null ? drawn.mean : drawn.mean - beyond.low,
        ),
        expected,
        beyond: beyond?.mean ?? null,
        'beyond low': beyond?.low ?? null,
        'beyond high': beyond?.high ?? null,
        'expected low': beyond?.high == null ? null : drawn.mean - beyond.high,
        'expected high': beyond?.low == null ? null : drawn.mean - beyond.low,
        verdict,
        told: verdict === null ? null : VERDICTS[verdict],
        shared,
      };
    }),
  );
  const groups = result.byGroup.map(({ scene, stimulus, kind, group, viewers, mean, low, high }) => ({
    scene: String(scene),
    stimulus,
    kind,
    label: groupLabel({ kind, name: group }),
    viewers,
    mean,
    low,
    high,
  }));
  const scale = scaleOf(groups.flatMap(({ scene, mean }) => (scene === '0' ? [] : [Math.max(0, mean)])));
  return {
    events: eventRows(dataset),
    'scene-bounds': boundRows(result),
    film: filmRows(result, courses),
    scenes,
    audience: answered.flatMap((stimulus) => [
      { stimulus, scene: '0', mean: wholeFilm(result, stimulus) },
      ...result.scenes.map(({ number, reactions }) => ({
        stimulus,
        scene: String(number),
        mean: reactions[stimulus]!.drawn.mean,
      })),
    ]),
    groups,
    'group-map': groups.flatMap(({ scene, label, ...row }) => {
      const own = result.scenes.find(({ number }) => String(number) === scene);
      if (own === undefined) return [];
      return [
        {
          ...row,
          scene,
          group: label,
          label: sceneLabel(own),
          step: Math.min(STEPS.length - 1, scale.step(row.mean)),
          text: String(Math.round(100 * row.mean)),
        },
      ];
    }),
    moments: (['most', 'least'] as const).flatMap((which) =>
      result.moments[which].map((moment) => ({ which, ...moment })),
    ),
    truth: answered.flatMap((stimulus) => {
      const known = result.truth[stimulus]?.truth ?? [];
      return known.map((truth, n) => {
        const { mean, low, high } = result.scenes[n].reactions[stimulus]!.drawn;
        return { stimulus, label: sceneLabel(result.scenes[n]), truth, mean, low, high };
      });
    }),
  };
}

/** The audience's mean over the film, scenes weighed by their length. */
function wholeFilm({ scenes, duration }: SceneResult, stimulus: keyof typeof ANSWERS): number {
  return scenes.reduce(
    (sum, { from, to, reactions }) => sum + ((to - from) / duration) * (reactions[stimulus]?.drawn.mean ?? 0),
    0,
  );
}

function boundRows({ scenes }: SceneResult): Row[] {
  return scenes.map(({ number, from, to }) => ({
    scene: number,
    part: partOf(from),
    from,
    to,
    middle: (from + to) / 2,
    panel: 'script',
  }));
}

/** By reaction and sample: `value` with its interval in the panel of the reaction, and what is shared. */
function filmRows({ scenes, rate }: SceneResult, courses: Analysis['courses']): Row[] {
  return Object.entries(courses).flatMap(([stimulus, { drawn, half, shared }]) =>
    [...drawn].flatMap((value, t) => {
      const seconds = t / rate;
      const row = { stimulus, part: partOf(seconds), seconds, scene: sceneAt(scenes, seconds).number };
      const agreed = shared[t];
      return [
        {
          ...row,
          panel: ANSWERS[stimulus as keyof typeof ANSWERS],
          value,
          low: value - half[t],
          high: value + half[t],
        },
        { ...row, panel: 'shared', value: agreed?.value ?? null },
      ];
    }),
  );
}
