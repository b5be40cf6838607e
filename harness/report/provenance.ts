import { type Html, html } from './page/html.ts';
import { type Section, tableNames } from './page/page.ts';
import { tableOf } from './page/table.ts';
import type { Tables } from './records.ts';

/** One thing that a report rests on: what, and its version, command, seed or digest. */
export type Source = { readonly what: string; readonly value: string };

/** The last section of every report: what made it, and the tables beside it. */
export function provenanceSection(sources: readonly Source[], tables: Tables): Section {
  const lines = sources.map(({ what, value }) => ({ cells: [what, html`<code>${value}</code>`] }));
  const names = tableNames(tables).map(({ name, columns }) => ({
    cells: [html`<code>${name}</code>`, columns.join(', '), tables[name].length.toLocaleString('en-US')],
  }));
  return {
    id: 'provenance',
    title: 'Provenance',
    lead: 'The same numbers lie beside this page as JSON and CSV; the first column of the CSV names the table.',
    parts: [
      html`<div class="block">${tableOf(
        'What this rests on',
        [
          { head: 'what', kind: 'text' },
          { head: 'value', kind: 'wide' },
        ],
        lines,
      )}</div>`,
      html`<div class="block"><details><summary>Tables of the JSON and CSV beside this page</summary>${tableOf(
        'Tables beside this page',
        [{ head: 'table', kind: 'text' }, { head: 'columns', kind: 'wide' }, { head: 'rows' }],
        names,
        false,
      )}</details></div>`,
    ],
  };
}

/** What stands at the end of every report. */
export function footOf(version: string): Html {
  return html`Written by matinee ${version}. Plots by Observable Plot and D3 (ISC licence), inside this page: it needs no network.`;
}

/** Versions as a text: `matinee 0.1.0, node 20.19.0`. */
export function versionText(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
