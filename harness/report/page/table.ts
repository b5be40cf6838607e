import { type Html, html, type Inner } from './html.ts';

/** A column of a table: its head, and whether its cells are numbers (to the right) or text. */
export type Column = { readonly head: Inner; readonly kind?: 'number' | 'text' | 'wide'; readonly title?: string };

/** A line: its first cell heads it; `kind` sets a line of reference apart from those that are compared. */
export type Line = { readonly cells: readonly Inner[]; readonly kind?: 'reference' };

/** A table that scrolls sideways where the page is too narrow. `label` is its caption. */
export function tableOf(label: string, columns: readonly Column[], lines: readonly Line[], shown = true): Html {
  const kindOf = (n: number): string =>
    columns[n].kind === undefined || columns[n].kind === 'number' ? '' : (columns[n].kind as string);
  const head = columns.map(
    ({ head: text }, n) => html`<th scope="col" class="${kindOf(n) === '' && n > 0 ? '' : 'text'}">${text}</th>`,
  );
  const body = lines.map(
    ({ cells, kind }) =>
      html`<tr class="${kind ?? ''}">${cells.map((cell, n) =>
        n === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${kindOf(n)}">${cell}</td>`,
      )}</tr>\n`,
  );
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table>${
    shown ? html`<caption><span>${label}</span></caption>` : null
  }<thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}
