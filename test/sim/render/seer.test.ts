import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadScenario } from '../../../scenarios/schema/parse.ts';
import { FaceFinder } from '../../../sim/render/faces.ts';
import { Seer } from '../../../sim/render/seer.ts';
import { openSource, type RenderSource, sampleAt, seenBit } from '../../../sim/render/source.ts';
import { resized } from '../../../sim/render/view.ts';
import { generated } from '../../laws/generated-dataset.ts';

const TALL = 2048;
const FLAT = 500;
const folder = mkdtempSync(join(tmpdir(), 'matinee-seer-'));
let [tall, flat]: RenderSource[] = [];

/** The same screening, the cameras' frames of one height or the other. */
async function screening(height: number): Promise<RenderSource> {
  const scenario = loadScenario('scenarios/short-v1.yaml', [
    'film.duration=10',
    'film.events=[]',
    'theater.riser=0.15',
  ]);
  const cameras = scenario.cameras.map((camera) => ({ ...camera, height }));
  return openSource(await generated(folder, { ...scenario, cameras }, String(height)));
}

beforeAll(async () => {
  [tall, flat] = [await screening(TALL), await screening(FLAT)];
});
afterAll(() => rmSync(folder, { recursive: true }));

it('sees in a picture taller than its camera what a camera as tall sees, and with the frame’s own height the bits', () => {
  const all = flat.stage.cameras.map((_, c) => c);
  const finder = new FaceFinder(flat);
  const seen = new Uint8Array(68);
  let [beyond, hidden] = [0, 0];
  for (const [height, from] of [
    [TALL, tall],
    [FLAT, flat],
  ] as const) {
    const models = flat.stage.cameras.map((camera) => resized(camera, camera.width / 2, height / 2));
    const seer = new Seer(flat, finder, all, models);
    for (const t of [3, 8]) {
      const sample = sampleAt(flat, t);
      const { visible } = sampleAt(from, t);
      for (const { index } of flat.stage.viewers) {
        finder.findIn(sample, index, all, models).forEach((face, c) => {
          if (face === null) return;
          seer.see(sample, face, c, seen);
          for (let l = 0; l < 68; l++) {
            const [x, y] = [face.points[2 * l], face.points[2 * l + 1]];
            if (x < 0 || y < 0 || x > models[c].width || y > models[c].height) continue;
            const expected = seenBit(visible, index, all.length, c, l) ? 1 : 0;
            expect(seen[l], `viewer ${index}, camera ${c}, landmark ${l}`).toBe(expected);
            if (expected > 0 && !seenBit(sample.visible, index, all.length, c, l)) beyond++;
            if (expected === 0) hidden++;
          }
        });
      }
    }
  }
  expect(beyond).toBeGreaterThan(2000);
  expect(hidden).toBeGreaterThan(200);
});
