import { type Mark, marksOf } from '../palette.ts';
import type { PlotSpec } from '../plot/spec.ts';
import { stillPlot } from '../plot/still.ts';
import type { Row } from '../records.ts';
import { Html, html, type Inner } from './html.ts';
import { swatch } from './swatch.ts';

/** A plot with what belongs to it. */
export type Figure = {
  /** Its place in the page: a word that no other figure has. */
  readonly id: string;
  readonly title: string;
  /** What is drawn, and how it is read. */
  readonly caption: Inner;
  /** What somebody is told who does not see it: what is drawn and what it comes to. */
  readonly alternative: string;
  readonly plot: PlotSpec;
  /** Series by name, of a field; those of a control of that field can be left out by the reader. */
  readonly legend?: Legend;
  /** Shown on demand: the numbers, where they are few. */
  readonly numbers?: Html;
};

export type Legend =
  | {
      readonly field: string;
      readonly entries: readonly {
        readonly value: string;
        readonly label: string;
        readonly mark: Mark;
        readonly line: boolean;
      }[];
    }
  | { readonly steps: readonly string[]; readonly low: string; readonly high: string };

/** A legend of models, drawn as lines with symbols. */
export function modelLegend(names: readonly string[], field = 'model', line = true): Legend {
  const marks = marksOf(names);
  return { field, entries: names.map((name) => ({ value: name, label: name, mark: marks[name], line })) };
}

/** A figure with its still plot; the page's script puts a live one in its place. */
export function figureHtml(figure: Figure, tables: (name: string) => readonly Row[]): Html {
  const { id, title, caption, alternative, plot, legend, numbers } = figure;
  return html`<figure id="${id}" data-plot>
<h3>${title}</h3>
<div class="controls">${chosenFirst(plot)}</div>
${legend === undefined ? null : legendHtml(legend, plot)}
<div class="plot" role="img" aria-label="${alternative}" data-alternative="${alternative}">${new Html(stillPlot(plot, tables))}</div>
<figcaption>${caption}</figcaption>
${numbers === undefined ? null : html`<details><summary>Numbers of “${title}”</summary>${numbers}</details>`}
</figure>
`;
}

/** What is shown where nothing can be chosen. */
function chosenFirst({ controls = [] }: PlotSpec): Html[] {
  return controls.flatMap(({ kind, label, values }) =>
    kind === 'one' ? [html`<p>${label}: ${values[0]?.label}</p>`] : [],
  );
}

function legendHtml(legend: Legend, { controls = [] }: PlotSpec): Html {
  const left = new Set(
    controls.flatMap(({ legend: told, values }) => (told === true ? values.slice(1).map(({ value }) => value) : [])),
  );
  if ('steps' in legend) {
    const ramp = legend.steps.map((color) => html`<span style="background:${color}"></span>`);
    return html`<ul class="legend"><li class="scale">${legend.low}<span class="ramp" aria-hidden="true">${ramp}</span>${legend.high}</li></ul>`;
  }
  const items = legend.entries.map(
    ({ value, label, mark, line }) =>
      html`<li data-value="${value}"${left.has(value) ? new Html(' hidden') : null}>${swatch(mark, line)}<span>${label}</span></li>`,
  );
  return html`<ul class="legend" data-field="${legend.field}">${items}</ul>`;
}
