import type { Dataset } from '../../../sim/dataset/reader.ts';
import { fixed } from '../../evaluation/table.ts';
import { type Html, html } from '../page/html.ts';
import type { Report, Section } from '../page/page.ts';
import { footOf, provenanceSection, type Source } from '../provenance.ts';
import type { Analysis } from './analyse.ts';
import { checkSection } from './check-section.ts';
import { expectationFigure } from './expectation-figure.ts';
import { filmFigure } from './film-figure.ts';
import { groupMap, groupsFigure } from './group-figures.ts';
import { groupsTable, momentsTable, scenesTable } from './page-tables.ts';
import { ANSWERS } from './reaction.ts';
import type { SceneResult } from './result.ts';
import { answeredIn, clock, withHalf } from './table.ts';
import { sceneTables } from './tables.ts';

/** The report of a film's scenes. The same for the same result. */
export function sceneReport(
  dataset: Dataset,
  result: SceneResult,
  courses: Analysis['courses'],
  sources: readonly Source[],
): Report {
  const { provenance, viewers, scenes, duration } = result;
  const tables = sceneTables(dataset, result, courses);
  const answered = answeredIn(result);
  const told =
    answered.length === 0
      ? html`<p class="block">No factor of the model answers the script: it cannot be told what scenes drew.</p>`
      : null;
  const sections: readonly Section[] = [
    {
      id: 'overview',
      title: 'At a glance',
      parts: told === null ? [cards(result), filmFigure(result)] : [told],
    },
    ...(told === null
      ? [
          { id: 'scenes', title: 'Scene by scene', parts: [expectationFigure(result), scenesTable(result)] },
          {
            id: 'audience',
            title: 'Who reacted',
            parts: [groupsFigure(result), groupsTable(result), groupMap(result)],
          },
          {
            id: 'moments',
            title: 'Together and apart',
            parts: [
              momentsTable('Most shared moments', result.moments.most),
              momentsTable('The script’s events that were shared least', result.moments.least),
            ],
          },
          { id: 'reading', title: 'How this was read', parts: [reading(result)] },
          checkSection(result),
        ]
      : []),
    provenanceSection(sources, tables),
  ];
  return {
    kind: 'Scenes',
    title: provenance.dataset.title,
    lead: html`${viewers} viewers, ${scenes.length} scenes in ${clock(duration)}; their reactions as the model ${provenance.model.name} reads them from what the cameras saw.`,
    sections,
    tables,
    foot: footOf(provenance.versions.matinee ?? ''),
  };
}

function cards(result: SceneResult): Html {
  const items = answeredIn(result).flatMap((stimulus) => {
    const of = (n: number): number => result.scenes[n].reactions[stimulus]!.drawn.mean;
    const best = result.scenes.reduce((most, _, n) => (of(n) > of(most) ? n : most), 0);
    const asked = result.scenes.filter(({ reactions }) => reactions[stimulus]!.verdict !== null);
    const short = asked.filter(({ reactions }) => reactions[stimulus]!.verdict === 'less');
    return [
      {
        term: `Most ${ANSWERS[stimulus]}`,
        value: result.scenes[best].title,
        note: `mean reaction ${withHalf(result.scenes[best].reactions[stimulus]!.drawn)}`,
      },
      {
        term: `Fell short of its ${stimulus}`,
        value: `${short.length} of ${asked.length}`,
        note: short.length === 0 ? 'scenes that ask for it' : short.map(({ title }) => title).join(', '),
      },
    ];
  });
  const [top] = result.moments.most;
  const shared =
    top === undefined
      ? []
      : [
          {
            term: 'Most shared moment',
            value: clock(top.seconds),
            note: `${ANSWERS[top.stimulus]}, scene ${top.scene}`,
          },
        ];
  return html`<dl class="cards">${[...items, ...shared].map(({ term, value, note }) => html`<div><dt>${term}</dt><dd class="value">${value}</dd><dd class="note">${note}</dd></div>`)}</dl>`;
}

function reading(result: SceneResult): Html {
  const answering = answeredIn(result).map((stimulus) => {
    const factors = result.answers[stimulus].map(
      ({ factor, correlation, lag }) =>
        `factor ${factor + 1} (correlation ${fixed(correlation, 2)}, ${fixed(lag, 1)} s later)`,
    );
    return html`<li>${ANSWERS[stimulus]}: ${factors.join(', ')}</li>`;
  });
  return html`<div class="block">
<p>The model was told nothing of the script or of who sits where. Its factors were named by the script: a factor answers humor or surprise where its course follows that of the script with a correlation of 0.3 or more:</p>
<ul>${answering}</ul>
<p>A viewer’s reaction at a moment is how much of those factors’ faces there is in the landmarks that a camera saw, and in what the model imputes where none did; zero is the viewer’s own mean over moments that ask for nothing. Intervals of scenes and groups are over viewers (Student’s t), widened by what the model does not know of those who were not seen. They cover the sampling of viewers and nothing else: within them lies what this model would read of other viewers of the kind in the same scene. That it reads a scene wrong for everybody, they do not hold.</p>
<p>Expected is what the audience’s own answers to all other scenes foretell: how long events last and that they begin, times their strength to a power, weighed over the last 12 s. No scene is answered exactly so. How far all other scenes lie off what they were expected to draw, by the number of their events and in their level, says how far this one may by chance: other viewers, what scripts differ in and this does not know of, and the model’s error from scene to scene are in it. A verdict needs more than that, with a chance of 5 % that any is wrong in a film where nothing differs.</p></div>`;
}
