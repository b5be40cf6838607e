import { createHash } from 'node:crypto';
import { drawPlot } from '../plot/draw.ts';
import { columnsOf, packed, type Tables } from '../records.ts';
import { type Figure, figureHtml } from './figure.ts';
import { Html, html, type Inner, scriptJson } from './html.ts';
import { plotLibrary, squeezed } from './library.ts';
import { runPage } from './script.ts';
import { styleText } from './theme.ts';

/** A part of a report: what the table of contents calls it, and what stands in it, in order. */
export type Section = {
  readonly id: string;
  readonly title: string;
  readonly lead?: Inner;
  /** Those of a list stand side by side where there is room. */
  readonly parts: readonly (Part | readonly Part[])[];
  /** Set apart from the rest: what a real screening would not have. */
  readonly apart?: boolean;
};

type Part = Html | Figure;

/** A report: its parts, and the tables of data that its figures draw and that are written beside it. */
export type Report = {
  /** What kind of report it is, and of what. */
  readonly kind: string;
  readonly title: string;
  readonly lead: Inner;
  readonly sections: readonly Section[];
  readonly tables: Tables;
  readonly foot: Inner;
};

/** A report as one page that needs nothing else: no network, and JavaScript for interaction alone. */
export function pageText(report: Report): string {
  const figures = report.sections
    .flatMap(({ parts }) => parts.flatMap((part): readonly Part[] => (isList(part) ? part : [part])))
    .flatMap((part) => (part instanceof Html ? [] : [part]));
  const partHtml = (part: Part): Html => (part instanceof Html ? part : figureHtml(part, rows));
  const rows = (name: string): Tables[string] => report.tables[name] ?? [];
  const code = scriptText();
  const library = plotLibrary();
  const drawn = new Set(figures.flatMap(({ plot }) => plot.marks.flatMap(({ table }) => table ?? [])));
  const tables = [...drawn].map((name) => [name, packed(rows(name))]);
  const specs = Object.fromEntries(figures.map(({ id, plot }) => [id, plot]));
  // Nothing is fetched, and no script runs but these two.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src '${digest(code)}' '${digest(library)}'`;
  const sections = report.sections.map(
    ({
      id,
      title,
      lead,
      parts,
      apart,
    }) => html`<section id="${id}" aria-labelledby="${id}-title" class="${apart ? 'apart' : ''}">
<h2 id="${id}-title">${title}</h2>
${lead === undefined ? null : html`<p>${lead}</p>`}
${parts.map((part) => (isList(part) ? html`<div class="pair">${part.map(partHtml)}</div>` : partHtml(part)))}
</section>
`,
  );
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.title}: ${report.kind}</title>
<style>${new Html(styleText())}</style>
</head>
<body>
<a class="skip" href="#main">To the report</a>
<header>
<p class="kind">Matinee · ${report.kind}</p>
<h1>${report.title}</h1>
<p class="lead">${report.lead}</p>
</header>
<nav aria-label="Contents"><ul>${report.sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main id="main">
${sections}
</main>
<footer>${report.foot}</footer>
<script type="application/json" id="plot-specs">${new Html(scriptJson(specs))}</script>
<script type="text/plain" id="plot-tables">${new Html(squeezed(JSON.stringify(Object.fromEntries(tables))))}</script>
<script type="text/plain" id="plot-library">${new Html(squeezed(library))}</script>
<script>${new Html(code)}</script>
</body>
</html>
`;
  return page.text;
}

function isList(part: Part | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part);
}

/** The page's own script. */
function scriptText(): string {
  const text = `(${runPage.toString()})(window, ${drawPlot.toString()});`;
  if (/<\/script|<!--/i.test(text)) throw new Error('the script would end where it should not');
  return text;
}

function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** The names of a report's tables with their columns, for those who read the files beside it. */
export function tableNames(tables: Tables): readonly { readonly name: string; readonly columns: readonly string[] }[] {
  return Object.entries(tables).map(([name, rows]) => ({ name, columns: columnsOf(rows) }));
}
