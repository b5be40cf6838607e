import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { deflateRawSync } from 'node:zlib';

/** Files of D3 and Plot that a page holds: their code for browsers, after the licence that allows it. */
const FILES = [
  ['d3', 'd3.min.js'],
  ['@observablehq/plot', 'plot.umd.min.js'],
] as const;

let kept: string | null = null;

/** The code of D3 and Observable Plot as one script for a page. */
export function plotLibrary(): string {
  kept ??= FILES.map(([name, file]) => {
    const folder = packageFolder(name);
    const licence = readFileSync(join(folder, 'LICENSE'), 'utf8').replaceAll('*/', '');
    return `/* ${name}\n${licence}*/\n${readFileSync(join(folder, 'dist', file), 'utf8')}`;
  }).join('\n');
  return kept;
}

/** The folder of an installed package; its entry is one folder below. */
function packageFolder(name: string): string {
  return dirname(dirname(createRequire(import.meta.url).resolve(name)));
}

/** A text as a page holds it: deflated, in base64. */
export function squeezed(text: string): string {
  return deflateRawSync(text, { level: 9 }).toString('base64');
}
