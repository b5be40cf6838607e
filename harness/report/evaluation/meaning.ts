import { PARTS } from '../../evaluation/meaning.ts';
import type { EvaluationResult } from '../../evaluation/result.ts';
import { fixed } from '../../evaluation/table.ts';
import type { Figure } from '../page/figure.ts';
import { type Html, html } from '../page/html.ts';
import type { Section } from '../page/page.ts';
import { tableOf } from '../page/table.ts';
import { marksOf } from '../palette.ts';
import { modelControl } from './courses.ts';
import { EXAGGERATION } from './faces.ts';

/** What each factor alone does to the face, in truth and in the models that can say. */
export function meaningSection(result: EvaluationResult): Section | null {
  const { truth, models } = result.meaning;
  const saying = Object.keys(models).filter((name) => models[name] !== null);
  if (saying.length === 0) return null;
  return {
    id: 'meaning',
    title: 'What each factor does to a face',
    lead: 'Each factor alone at its peak, the others at rest: in truth, over up to 20 viewers, and as the model’s matched factor has it.',
    parts: [
      facesFigure(
        truth.map(({ name }) => name),
        saying,
      ),
      movementTable(result, saying),
    ],
  };
}

function facesFigure(factors: readonly string[], models: readonly string[]): Figure {
  const marks = marksOf(models);
  const channels = { x: 'x', y: 'y', z: 'stroke', fx: 'factor' };
  return {
    id: 'faces',
    title: 'The face that each factor makes',
    caption: `The mean face at rest (thin), as the true factor moves it (dark) and as the model’s does (coloured, dashed). Movements are drawn ${EXAGGERATION} times as large as they are.`,
    alternative: `Drawn faces, a panel a factor: at rest, as in truth, and as the model has it. How far each part of the face moves is in the table below.`,
    legend: {
      field: 'series',
      entries: [
        { value: 'rest', label: 'at rest', mark: { color: 'var(--grey)', symbol: 'circle', dash: '' }, line: true },
        { value: 'truth', label: 'truth', mark: marksOf(['truth']).truth, line: true },
        ...models.map((name) => ({ value: name, label: name, mark: { ...marks[name], dash: '5 3' }, line: true })),
      ],
    },
    plot: {
      options: {
        aspectRatio: 1,
        axis: null,
        marginTop: 24,
        marginBottom: 8,
        marginLeft: 8,
        marginRight: 8,
        x: { inset: 6 },
        fx: { axis: 'top', label: null, domain: factors, padding: 0.06 },
      },
      marks: [
        { mark: 'line', table: 'face-at-rest', options: { ...channels, stroke: 'var(--grey)', strokeWidth: 1 } },
        { mark: 'line', table: 'faces-in-truth', options: { ...channels, stroke: 'var(--ink)', strokeWidth: 1.8 } },
        ...models.map((name) => ({
          mark: 'line',
          table: 'faces',
          where: { model: name },
          options: { ...channels, stroke: marks[name].color, strokeWidth: 2, strokeDasharray: '5 3' },
        })),
      ],
      controls: [modelControl(models)],
      fold: {
        below: 560,
        panels: factors.length,
        options: { marginTop: 8, marginRight: 76, fy: { axis: 'right', label: null, domain: factors, padding: 0.06 } },
      },
    },
  };
}

function movementTable({ meaning }: EvaluationResult, models: readonly string[]): Html {
  const parts = Object.keys(PARTS) as (keyof typeof PARTS)[];
  const lines = meaning.truth.flatMap(({ name, ...movement }, k) => [
    {
      cells: [name, 'truth', ...parts.map((part) => fixed(1000 * movement[part], 1)), '-'],
      kind: 'reference' as const,
    },
    ...models.flatMap((model) => {
      const own = meaning.models[model]?.[k];
      if (own === null || own === undefined) return [];
      return [{ cells: [name, model, ...parts.map((part) => fixed(1000 * own[part], 1)), fixed(own.cosine, 3)] }];
    }),
  ]);
  const columns = [
    { head: 'factor', kind: 'text' as const },
    { head: 'in', kind: 'text' as const },
    ...parts.map((head) => ({ head })),
    { head: 'cosine' },
  ];
  return html`<div class="block">${tableOf('Movement of the parts of the face, RMS, thousandths of an eye distance', columns, lines)}<p class="note">Cosine: between the movements of all 68 landmarks in truth and in the model.</p></div>`;
}
