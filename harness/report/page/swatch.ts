import * as Plot from '@observablehq/plot';
import type { Mark } from '../palette.ts';
import { hidden, plotDocument, svgText } from '../plot/still.ts';
import { Html } from './html.ts';

/** A legend's small picture of a mark: its symbol, and the line through it where lines are drawn. */
export function swatch({ color, symbol, dash, rotate = 0 }: Mark, line: boolean): Html {
  const width = line ? 34 : 14;
  const marks = [
    ...(line ? [Plot.ruleY([0], { stroke: color, strokeWidth: 2, strokeDasharray: dash })] : []),
    Plot.dot([0], { x: 0, y: 0, symbol: symbol as Plot.SymbolType, rotate, r: 4, fill: color, stroke: color }),
  ];
  const made = Plot.plot({
    width,
    height: 14,
    margin: 0,
    axis: null,
    x: { domain: [-1, 1] },
    y: { domain: [-1, 1] },
    marks,
    document: plotDocument(),
  });
  const text = svgText(made).replaceAll(/<style>[\s\S]*?<\/style>/g, '');
  return new Html(hidden(text));
}
