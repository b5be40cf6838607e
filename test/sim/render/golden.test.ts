import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTION_UNIT_COUNT } from '../../../sim/face/action-units.ts';
import { EXPRESSION_NAMES, EXPRESSIONS, writeUnits } from '../../../sim/render/expressions.ts';
import { Photographer } from '../../../sim/render/photographer.ts';
import { encodePng } from '../../../sim/render/png.ts';
import { sampleAt } from '../../../sim/render/source.ts';
import { readPng } from '../../laws/read-png.ts';
import { openStand, type Stand } from './stand.ts';

/** Written anew by `MATINEE_GOLDENS=write npx vitest run test/sim/render/golden.test.ts`; then to be looked at. */
const FILE = join(import.meta.dirname, 'golden-faces.png');
const SIZE = 96;
const VIEWERS = [24, 31, 58];

let stand: Stand;

beforeAll(async () => {
  stand = await openStand();
});
afterAll(() => stand.close());

/** Rows of viewers by columns of expressions. */
function sheet(): Uint8Array {
  const { source, context } = stand;
  const photographer = new Photographer(context, source);
  const width = SIZE * EXPRESSION_NAMES.length;
  const out = new Uint8Array(width * SIZE * VIEWERS.length);
  VIEWERS.forEach((viewer, row) => {
    EXPRESSION_NAMES.forEach((name, column) => {
      const sample = sampleAt(source, 20);
      writeUnits(EXPRESSIONS[name], sample.moment.actionUnits, viewer * ACTION_UNIT_COUNT);
      sample.moment.activity.fill(0);
      const portrait = photographer.take(sample, viewer, 2, SIZE, 5 * row + column);
      for (let y = 0; y < SIZE; y++) {
        const line = portrait!.pixels.subarray(y * SIZE, (y + 1) * SIZE);
        out.set(line, (row * SIZE + y) * width + column * SIZE);
      }
    });
  });
  photographer.dispose();
  return out;
}

/** Means over blocks of 3 x 3: what noise and the edges' last bit do not change. */
function blocks(pixels: Uint8Array, width: number, height: number): Float64Array {
  const columns = Math.floor(width / 3);
  const out = new Float64Array(columns * Math.floor(height / 3));
  for (let n = 0; n < out.length; n++) {
    const at = 3 * Math.floor(n / columns) * width + 3 * (n % columns);
    for (let k = 0; k < 9; k++) out[n] += pixels[at + Math.floor(k / 3) * width + (k % 3)] / 9;
  }
  return out;
}

describe('faces at neutral, smile, laugh, surprise and blink', () => {
  it('look as they did when a person last looked at them', async () => {
    const found = sheet();
    const [width, height] = [SIZE * EXPRESSION_NAMES.length, SIZE * VIEWERS.length];
    if (process.env.MATINEE_GOLDENS === 'write') writeFileSync(FILE, await encodePng(found, width, height, 'grey'));
    const golden = readPng(readFileSync(FILE));
    expect([golden.width, golden.height]).toEqual([width, height]);
    const [a, b] = [blocks(found, width, height), blocks(golden.pixels, width, height)];
    const differences = a.map((value, n) => Math.abs(value - b[n])).sort();
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    expect(mean).toBeLessThan(1.5);
    expect(differences[Math.floor(0.99 * differences.length)]).toBeLessThan(8);
  });
});
