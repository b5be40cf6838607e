import type { drawPlot, PlotLibrary } from '../plot/draw.ts';
import type { Choice, PlotSpec } from '../plot/spec.ts';
import type { Cell, Packed, Row } from '../records.ts';
import type { Browser, Element } from './browser.ts';

/**
 * What a page does in the browser: unpacks Plot and the tables, puts a live plot in the place of each still one, and draws
 * again when the reader chooses or the width changes. Its own text stands in the page: nothing outside of it may be named
 * but types.
 */
export async function runPage(browser: Browser, draw: typeof drawPlot): Promise<void> {
  const { document } = browser;

  const unpacked = async (id: string): Promise<string> => {
    const bytes = Uint8Array.from(atob(document.querySelector(`#${id}`)?.textContent ?? ''), (one) =>
      one.charCodeAt(0),
    );
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();
  };

  const rowsOf = (table: Packed): Row[] => {
    const columns = Object.entries(table).map(([name, column]) => {
      if ('values' in column) return [name, column.values] as const;
      return [name, column.codes.map((code) => (code === null ? null : column.levels[code]))] as const;
    });
    const length = columns[0]?.[1].length ?? 0;
    return Array.from({ length }, (_, n) => {
      const row: Record<string, Cell> = {};
      for (const [name, cells] of columns) row[name] = cells[n] as Cell;
      return row;
    });
  };

  const selectFor = (
    figure: string,
    control: NonNullable<PlotSpec['controls']>[number],
    chosen: (value: string) => void,
  ): Element => {
    const label = document.createElement('label');
    const select = document.createElement('select');
    select.id = `${figure}-${control.field}`;
    label.htmlFor = select.id;
    label.append(`${control.label} `);
    for (const { value, label: text } of control.values) {
      const option = document.createElement('option');
      option.value = value;
      option.textContent = text;
      select.append(option);
    }
    select.addEventListener('change', () => chosen(select.value));
    label.append(select);
    return label;
  };

  /** Makes the legend's items checkboxes. */
  const boxesIn = (legend: Element, chosen: (values: readonly string[]) => void): void => {
    const boxes: Element[] = [];
    for (const item of legend.querySelectorAll('li')) {
      const label = document.createElement('label');
      const box = document.createElement('input');
      box.type = 'checkbox';
      box.checked = true;
      box.value = item.dataset.value ?? '';
      box.addEventListener('change', () => chosen(boxes.filter(({ checked }) => checked).map(({ value }) => value)));
      boxes.push(box);
      label.innerHTML = item.innerHTML;
      label.prepend(box);
      item.replaceChildren(label);
    }
  };

  const [code, tablesText] = await Promise.all([unpacked('plot-library'), unpacked('plot-tables')]);
  const library = document.createElement('script');
  library.textContent = code;
  document.head.append(library);
  const packed = JSON.parse(tablesText) as Record<string, Packed>;
  const specs = JSON.parse(document.querySelector('#plot-specs')?.textContent ?? '{}') as Record<string, PlotSpec>;
  const known = new Map<string, Row[]>();
  const tables = (name: string): readonly Row[] => {
    const rows = known.get(name) ?? rowsOf(packed[name] ?? {});
    known.set(name, rows);
    return rows;
  };

  for (const figure of document.querySelectorAll('figure[data-plot]')) {
    const spec = specs[figure.id];
    const place = figure.querySelector('.plot');
    if (spec === undefined || place === null) continue;
    const alternative = place.dataset.alternative ?? '';
    const choice: Record<string, Choice[string]> = {};
    let width = 0;
    const show = (): void => {
      width = place.clientWidth;
      for (const item of figure.querySelectorAll('.legend li')) {
        const value = item.dataset.value ?? '';
        item.hidden = (spec.controls ?? []).some(
          ({ field, legend, values }) =>
            legend === true && choice[field] !== value && values.some((one) => one.value === value),
        );
      }
      const drawn = draw(browser.Plot as PlotLibrary, spec, tables, choice, { width }) as Element;
      // The alternative speaks for it.
      drawn.setAttribute('aria-hidden', 'true');
      place.replaceChildren(drawn);
      const shown = (spec.controls ?? []).map(({ field, label }) => `${label}: ${[choice[field]].flat().join(', ')}`);
      place.setAttribute('aria-label', [alternative, ...shown].join(' '));
    };
    const controls = figure.querySelector('.controls');
    controls?.replaceChildren();
    for (const control of spec.controls ?? []) {
      const take = (value: Choice[string]): void => {
        choice[control.field] = value;
        show();
      };
      if (control.kind === 'one') {
        choice[control.field] = control.values[0]?.value ?? '';
        controls?.append(selectFor(figure.id, control, take));
      } else {
        choice[control.field] = control.values.map(({ value }) => value);
        const legend = figure.querySelector(`.legend[data-field="${control.field}"]`);
        if (legend !== null) boxesIn(legend, take);
      }
    }
    show();
    new browser.ResizeObserver(() => {
      if (Math.abs(place.clientWidth - width) > 2) show();
    }).observe(place);
  }
  document.documentElement.dataset.plots = 'live';
}
