import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { groundOf } from '../../../harness/patterns/ground.ts';
import { clearScenario } from '../../../harness/patterns/hiding.ts';
import type { PatternGround } from '../../../harness/patterns/pattern.ts';
import { PATTERNS } from '../../../harness/patterns/patterns.ts';
import { type Dataset, readArray } from '../../../sim/dataset/reader.ts';
import { generated } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const SIZE = { rows: 3, seats: 4, samples: 160 };
const scenario = tinyScenario(SIZE, ['behavior.leaving.rate=10', 'behavior.reactionHiding=0.3']);

let folder = '';
let whole: Dataset;
let usual: Dataset;
let ground: PatternGround;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-test-'));
  usual = await generated(folder, scenario, 'usual');
  whole = await generated(folder, clearScenario(scenario), 'clear');
  ground = groundOf(whole, [0, 1, 2], scenario);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const shareOf = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0) / mask.length;

describe('a scenario without occlusion', () => {
  it('loses nothing, and is otherwise the same', () => {
    expect(shareOf(ground.observed)).toBe(1);
    for (const name of ['factors/latent', 'action_units', 'landmarks/truth']) {
      expect(readArray(whole, name), name).toEqual(readArray(usual, name));
    }
  });
});

describe('occlusion', () => {
  it('is what the screening itself has where its acts are as frequent', () => {
    const observed = readArray(usual, 'observed');
    expect(ground.hidden(1, 1)).toEqual(Uint8Array.from(observed, (seen) => 1 - seen));
    expect(shareOf(ground.hidden(1, 1))).toBeGreaterThan(0.02);
  });

  it.each([0.2, 0.6])('has about the share %d', (rate) => {
    const lost = PATTERNS.occlusion.lose(ground, rate, 0);
    expect(Math.abs(shareOf(lost) - rate)).toBeLessThan(0.06);
  });

  it('is nothing at 0, and no less than what no act causes otherwise', () => {
    expect(shareOf(PATTERNS.occlusion.lose(ground, 0, 0))).toBe(0);
    const least = PATTERNS.occlusion.lose(ground, 1e-9, 0);
    expect(least).toEqual(ground.hidden(0, 1));
  });
});

describe('what patterns look at', () => {
  it('expression is the RMS distance from the viewer’s mean face', () => {
    const values = readArray(whole, 'landmarks/observed', { viewers: [2, 3] });
    const mean = Array.from({ length: 136 }, (_, d) => {
      let sum = 0;
      for (let t = 0; t < 160; t += 1) sum += values[t * 136 + d];
      return sum / 160;
    });
    const rms = Math.sqrt(mean.reduce((sum, m, d) => sum + (values[7 * 136 + d] - m) ** 2, 0) / 136);
    expect(ground.expression()[2 * 160 + 7]).toBeCloseTo(rms, 5);
  });

  it('a camera that is used sees, and seats are those of the room', () => {
    const camera = ground.camera();
    const sees = ground.sees();
    expect(sees).toHaveLength(4);
    const used = camera.reduce((sum, c, at) => sum + sees[c][at], 0);
    expect(used / camera.length).toBeGreaterThan(0.95);
    expect(ground.seats().map(({ row }) => row)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
  });
});
