import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** Colours by model, apart for colour-blind eyes. */
export const COLORS = { FVAE: '#d1495b', CP: '#2e6f9e', PCA: '#7a9e3d', ceiling: '#444444', band: '#e8e4da' } as const;

/** Decimals of a pixel that are written. */
const DECIMALS = 2;

/** A plot as the text of an SVG file of its own, on white, below 100 kB: the same for the same options. */
export function svgOf(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const made = Plot.plot({
    style: { background: 'white', color: '#222' },
    ...options,
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
  });
  const svg = made.tagName.toLowerCase() === 'svg' ? made : made.querySelector('svg');
  if (svg === null) throw new Error('the plot has no picture');
  const text = (svg as unknown as { readonly outerHTML: string }).outerHTML;
  return `${text
    .replace(/^<svg /, '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replaceAll(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(DECIMALS))))
    .replaceAll('><', '>\n<')}\n`;
}
