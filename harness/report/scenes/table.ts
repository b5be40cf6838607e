import { alignedTable, fixed, percent } from '../../evaluation/table.ts';
import type { Interval } from './interval.ts';
import { ANSWERS, STIMULI, type Stimulus } from './reaction.ts';
import type { Moment, SceneReaction, SceneResult } from './result.ts';

/** Seconds as m:ss. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** A mean with the half width of its interval. */
export function withHalf({ mean, high }: Interval): string {
  return high === null ? fixed(mean, 2) : `${fixed(mean, 2)} ±${fixed(high - mean, 2)}`;
}

/** What a scene was expected to draw, with half of the range in which it lies by chance where nothing differs. */
export function expectedText({ expected, beyond }: SceneReaction): string {
  if (expected === null || beyond === null || beyond.high === null) return fixed(expected, 2);
  return `${fixed(expected, 2)} ±${fixed(beyond.high - beyond.mean, 2)}`;
}

/** What a verdict is called for people. */
export const VERDICTS: Readonly<Record<NonNullable<SceneReaction['verdict']>, string>> = {
  less: 'fell short',
  'as asked': 'no difference found',
  more: 'drew more',
};

/** Reactions of which the result tells anything. */
export function answeredIn({ answers }: Pick<SceneResult, 'answers'>): typeof STIMULI {
  return STIMULI.filter((stimulus) => answers[stimulus].length > 0);
}

/** A scene report for people: aligned plain text, a line an element. */
export function sceneText(result: SceneResult): string[] {
  const { provenance, viewers, duration, scenes } = result;
  const { title, seed } = provenance.dataset;
  const answered = answeredIn(result);
  const unanswered = STIMULI.filter((stimulus) => !answered.includes(stimulus));
  return [
    `${title}, seed ${seed}: ${viewers} viewers, ${scenes.length} scenes in ${clock(duration)}, read by the model ${provenance.model.name}`,
    'Reactions: 0 at rest, 1 the audience’s mean at the film’s strongest moment; ± half of a 95 % interval: drawn, over viewers',
    'as the model reads them; expected, of all that a scene may be off by chance, for all scenes and reactions together',
    ...unanswered.map((stimulus) => `No factor of the model answers the script’s ${stimulus}: nothing is told of it`),
    '',
    ...sceneLines(result),
    ...groupLines(result),
    ...momentLines('Most shared moments', result.moments.most),
    ...momentLines('The script’s events that were shared least', result.moments.least),
    ...checkLines(result),
  ].slice(0, -1);
}

function sceneLines(result: SceneResult): string[] {
  const answered = answeredIn(result);
  const heads = answered.flatMap((stimulus) => [`asked: ${stimulus}`, ANSWERS[stimulus], 'expected', '', 'shared']);
  const rows = result.scenes.map(({ title, from, to, seen, reactions }) => [
    title,
    `${clock(from)}-${clock(to)}`,
    ...answered.flatMap((stimulus) => {
      const reaction = reactions[stimulus] as SceneReaction;
      const { asked, drawn, verdict, shared } = reaction;
      const told = verdict === null || verdict === 'as asked' ? '' : VERDICTS[verdict];
      return [
        asked > 0 ? `${fixed(asked, 1)} s` : '-',
        withHalf(drawn),
        expectedText(reaction),
        told,
        fixed(shared, 2),
      ];
    }),
    percent(seen),
  ]);
  return ['Scenes', ...indented(alignedTable(['', 'time', ...heads, 'seen, %'], rows)), ''];
}

/** Groups over the whole film: a row a group, its viewers and its mean reactions. */
export function groupCells(result: SceneResult): string[][] {
  const answered = answeredIn(result);
  return result.groups.map(({ kind, name, viewers }) => [
    `${kind}: ${name}`,
    String(viewers),
    ...answered.map((stimulus) => {
      const own = result.byGroup.find(
        (row) => row.scene === 0 && row.stimulus === stimulus && row.kind === kind && row.group === name,
      );
      return own === undefined ? '-' : withHalf(own);
    }),
  ]);
}

function groupLines(result: SceneResult): string[] {
  const heads = ['', 'viewers', ...answeredIn(result).map((stimulus) => ANSWERS[stimulus])];
  return ['Groups over the whole film', ...indented(alignedTable(heads, groupCells(result))), ''];
}

function momentLines(title: string, moments: readonly Moment[]): string[] {
  const rows = moments.map(({ stimulus, seconds, scene, event, shared, error, drawn }) => [
    clock(seconds),
    ANSWERS[stimulus],
    String(scene),
    event === null ? '-' : clock(event),
    `${fixed(shared, 2)} ±${fixed(error, 2)}`,
    fixed(drawn, 2),
  ]);
  if (rows.length === 0) return [`${title}: none`, ''];
  return [title, ...indented(alignedTable(['', 'reaction', 'scene', 'event at', 'shared', 'drawn'], rows)), ''];
}

type Check = NonNullable<SceneResult['truth'][Stimulus]>;

/** The check's tables: their columns, and what stands in them of a kind of reaction. */
export const CHECK_PARTS: readonly {
  readonly title: string;
  readonly columns: readonly { readonly head: string; readonly cell: (check: Check) => string }[];
}[] = [
  {
    title: 'Correlation with the truth, and error of scenes',
    columns: [
      { head: 'scenes', cell: ({ scenes }) => fixed(scenes, 3) },
      { head: 'groups', cell: ({ groups }) => fixed(groups, 3) },
      { head: 'beyond expected', cell: ({ beyond }) => fixed(beyond, 3) },
      { head: 'shared', cell: ({ shared }) => fixed(shared, 3) },
      { head: 'off by', cell: ({ off }) => fixed(off, 3) },
    ],
  },
  {
    title: '95 % intervals that hold what they are of, and verdicts',
    columns: [
      { head: 'scenes, %', cell: ({ scenesInside }) => percent(scenesInside) },
      { head: 'groups, %', cell: ({ groupsInside }) => percent(groupsInside) },
      { head: 'beyond, %', cell: ({ beyondInside }) => percent(beyondInside) },
      { head: 'told', cell: ({ told }) => String(told) },
      { head: 'truly so', cell: ({ toldTruly }) => String(toldTruly) },
    ],
  },
];

function checkLines({ truth }: SceneResult): string[] {
  const known = Object.entries(truth) as [Stimulus, Check][];
  if (known.length === 0) return [];
  const tables = CHECK_PARTS.flatMap(({ title, columns }) => {
    const rows = known.map(([stimulus, check]) => [ANSWERS[stimulus], ...columns.map(({ cell }) => cell(check))]);
    return [title, ...indented(alignedTable(['', ...columns.map(({ head }) => head)], rows))];
  });
  const lead = 'Check against the simulator’s truth, which a real screening has not and this report does not use';
  return [lead, ...indented(tables), ''];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
