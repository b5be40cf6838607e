import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { Row } from '../records.ts';
import { drawPlot, type PlotLibrary } from './draw.ts';
import { firstChoice, type PlotSpec } from './spec.ts';

/** Decimals of a pixel that are written. */
const DECIMALS = 2;

/** A document that Plot can draw in. */
export function plotDocument(): NonNullable<Plot.PlotOptions['document']> {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return document as unknown as NonNullable<Plot.PlotOptions['document']>;
}

/** The text of the SVG in what Plot made, numbers to a hundredth of a pixel: the same for the same plot. */
export function svgText(made: unknown): string {
  const node = made as {
    tagName: string;
    outerHTML: string;
    querySelector(name: string): { outerHTML: string } | null;
  };
  const svg = node.tagName.toLowerCase() === 'svg' ? node : node.querySelector('svg');
  if (svg === null) throw new Error('the plot has no picture');
  return svg.outerHTML.replaceAll(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(DECIMALS))));
}

/** Width at which plots are drawn for pages without JavaScript, px. */
const WIDTH = 800;

/** A spec's plot as the text of an SVG element, as it stands without JavaScript: what is chosen first, nothing to point at. */
export function stillPlot(spec: PlotSpec, tables: (name: string) => readonly Row[], width = WIDTH): string {
  const frame = { width, document: plotDocument() };
  const made = drawPlot(Plot as unknown as PlotLibrary, spec, tables, firstChoice(spec), frame);
  // The page's own style says what Plot's says, once.
  return hidden(svgText(made).replaceAll(/<style>[\s\S]*?<\/style>/g, ''));
}

/** An SVG element of whom readers of a screen are told nothing: what it shows is said beside it. */
export function hidden(svg: string): string {
  return svg.replace('<svg ', '<svg aria-hidden="true" ');
}
