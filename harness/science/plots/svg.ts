import * as Plot from '@observablehq/plot';
import { plotDocument, svgText } from '../../report/plot/still.ts';

/** Colours by model, apart for colour-blind eyes. */
export const COLORS = { FVAE: '#d1495b', CP: '#2e6f9e', PCA: '#7a9e3d', ceiling: '#444444', band: '#e8e4da' } as const;

/** A plot as the text of an SVG file of its own, on white, below 100 kB: the same for the same options. */
export function svgOf(options: Plot.PlotOptions): string {
  const made = Plot.plot({
    style: { background: 'white', color: '#222' },
    ...options,
    document: plotDocument(),
  });
  return `${svgText(made)
    .replace(/^<svg /, '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replaceAll('><', '>\n<')}\n`;
}
