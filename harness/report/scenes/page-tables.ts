import { fixed, percent } from '../../evaluation/table.ts';
import { type Html, html } from '../page/html.ts';
import { tableOf } from '../page/table.ts';
import { ANSWERS } from './reaction.ts';
import type { Moment, SceneResult } from './result.ts';
import { answeredIn, clock, expectedText, groupCells, VERDICTS, withHalf } from './table.ts';

/** Scene by scene, a table a reaction. */
export function scenesTable(result: SceneResult): Html {
  const heads = ['time', 'asked, s', 'drawn', 'expected', 'verdict', 'shared', 'seen, %'];
  const tables = answeredIn(result).map((stimulus) => {
    const lines = result.scenes.map(({ title, from, to, seen, reactions }) => {
      const reaction = reactions[stimulus]!;
      const { asked, drawn, verdict, shared } = reaction;
      const said =
        verdict === null
          ? '-'
          : verdict === 'as asked'
            ? VERDICTS[verdict]
            : html`<strong>${VERDICTS[verdict]}</strong>`;
      return {
        cells: [
          title,
          `${clock(from)}–${clock(to)}`,
          asked > 0 ? fixed(asked, 1) : '-',
          withHalf(drawn),
          expectedText(reaction),
          said,
          fixed(shared, 2),
          percent(seen),
        ],
      };
    });
    return html`<div class="block">${tableOf(`Scenes: how ${ANSWERS[stimulus]} the audience was`, [{ head: 'scene', kind: 'text' }, ...heads.map((head) => ({ head }))], lines)}</div>`;
  });
  return html`${tables}<p class="note">Asked: the strength of the script’s events times how long they last. Drawn: mean reaction as the model reads it ± half of its 95 % interval over viewers. Expected: ± half of the range in which a scene lies by chance where nothing differs, with 95 % for all scenes and reactions together; where that is wide, no difference found does not mean none. Shared: mean correlation between two viewers over the scene.</p>`;
}

/** Groups over the whole film. */
export function groupsTable(result: SceneResult): Html {
  const lines = groupCells(result).map((cells) => ({ cells }));
  const columns = [
    { head: 'group', kind: 'text' as const },
    { head: 'viewers' },
    ...answeredIn(result).map((stimulus) => ({ head: ANSWERS[stimulus] })),
  ];
  return html`<div class="block">${tableOf('Groups over the whole film', columns, lines)}</div>`;
}

/** Moments of one kind. */
export function momentsTable(title: string, moments: readonly Moment[]): Html {
  const heads = ['reaction', 'scene', 'event at', 'shared', 'drawn'];
  const lines = moments.map(({ stimulus, seconds, scene, event, shared, error, drawn }) => ({
    cells: [
      clock(seconds),
      ANSWERS[stimulus],
      String(scene),
      event === null ? '-' : clock(event),
      `${fixed(shared, 2)} ±${fixed(error, 2)}`,
      fixed(drawn, 2),
    ],
  }));
  return html`<div class="block">${tableOf(title, [{ head: 'time', kind: 'text' }, ...heads.map((head) => ({ head }))], lines)}</div>`;
}
