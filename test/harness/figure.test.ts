import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { screeningFigure } from '../../harness/figure.ts';
import { parseScenario } from '../../scenarios/schema/parse.ts';
import { openDataset } from '../../sim/dataset/reader.ts';
import { generateDataset } from '../../sim/screening/generate.ts';

const folder = mkdtempSync(join(tmpdir(), 'matinee-figure-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

async function figureOf(text: string): Promise<{ svg: string; again: string }> {
  made += 1;
  const out = join(folder, `screening-${made}`);
  await generateDataset({
    scenario: parseScenario(text, 'figure.yaml'),
    out,
    extras: { position: false, projected: false },
    provenance: { versions: { matinee: '0.0.0' }, command: 'matinee generate figure.yaml' },
    workers: 0,
  });
  return { svg: screeningFigure(openDataset(out)), again: screeningFigure(openDataset(out)) };
}

const count = (svg: string, pattern: RegExp): number => [...svg.matchAll(pattern)].length;

describe('screeningFigure', () => {
  it('draws every seat, camera and face of any screening within the picture, twice the same', async () => {
    const rooms = fc.record({
      rows: fc.integer({ min: 1, max: 5 }),
      seatsPerRow: fc.integer({ min: 1, max: 6 }),
      occupancy: fc.double({ min: 0.1, max: 1, noNaN: true }),
      duration: fc.integer({ min: 1, max: 90 }),
      title: fc.constantFrom('Plain', 'A < B & C > "D"'),
    });
    const property = async ({
      rows,
      seatsPerRow,
      occupancy,
      duration,
      title,
    }: typeof rooms extends fc.Arbitrary<infer R> ? R : never) => {
      const { svg, again } = await figureOf(
        [
          'matinee: 1',
          `title: ${JSON.stringify(title)}`,
          `film: { duration: ${duration}, events: [] }`,
          `theater: { rows: ${rows}, seatsPerRow: ${seatsPerRow} }`,
          `audience: { occupancy: ${occupancy} }`,
        ].join('\n'),
      );
      const seats = rows * seatsPerRow;
      const viewers = Math.max(1, Math.round(occupancy * seats));
      expect(again).toBe(svg);
      // One more empty seat stands in the legend.
      expect(count(svg, /<circle [^>]*fill="#/g)).toBe(viewers);
      expect(count(svg, /<circle [^>]*fill="none"/g)).toBe(seats - viewers + 1);
      expect(count(svg, /<polygon /g)).toBe(4);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).toContain(
        `${title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}: one simulated screening</title>`,
      );
      for (const [, x, y] of svg.matchAll(/<circle cx="([^"]+)" cy="([^"]+)"/g)) {
        expect(Number(x)).toBeGreaterThan(0);
        expect(Number(x)).toBeLessThan(560);
        expect(Number(y)).toBeGreaterThan(70);
        expect(Number(y)).toBeLessThan(700);
      }
    };
    await fc.assert(fc.asyncProperty(rooms, property), { numRuns: 8 });
  });

  it('colours a viewer who is never seen as 0 % and one who always is as 100 %', async () => {
    const room = 'matinee: 1\ntitle: Two\nfilm: { duration: 4, events: [] }\ntheater: { rows: 1, seatsPerRow: 2 }\n';
    const seen =
      'sensing: { noise: 0, detector: { failure: 0, size: 0, pose: 0 }, smallestFace: 1, enoughLandmarks: 1 }\n';
    const quiet =
      'behavior: { handToFace: { rate: 0 }, eating: { share: 0 }, drinking: { share: 0 }, phone: { rate: 0 }, leaving: { rate: 0 }, lateArrival: { share: 0 } }\n';
    const all = await figureOf(`${room}${seen}${quiet}audience: { occupancy: 1 }\n`);
    expect(count(all.svg, /<circle [^>]*fill="#f6efc0"/g)).toBe(2);
    const none = await figureOf(`${room}sensing: { smallestFace: 2000 }\naudience: { occupancy: 1 }\n`);
    expect(count(none.svg, /<circle [^>]*fill="#7a2f5d"/g)).toBe(2);
  });
});
