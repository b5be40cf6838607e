import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitViewers } from '../../../harness/evaluation/split.ts';
import {
  HIDDEN_SHARE,
  hiddenBlock,
  hideBlocks,
  prefixRow,
  visibleOf,
  visibleTensor,
} from '../../../harness/evaluation/visible.ts';
import { type Dataset, openDataset, readArray } from '../../../sim/dataset/reader.ts';
import { generated, IDEAL } from '../../laws/generated-dataset.ts';
import { tinyScenario } from '../../laws/tiny-scenario.ts';

const SIZE = { rows: 2, seats: 4, samples: 240 };
let folder = '';
let holed: Dataset;
let whole: Dataset;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'matinee-test-'));
  holed = await generated(folder, tinyScenario(SIZE, ['sensing.detector.failure=0.2']), 'holed');
  whole = await generated(folder, tinyScenario(SIZE, IDEAL), 'whole');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const split = splitViewers(8, 0.25, 3);

describe('what models see', () => {
  it('is the observed landmarks of the training viewers, NaN where missing', () => {
    const visible = visibleOf(holed, split);
    expect(visible.hiding).toBe(false);
    const tensor = visibleTensor(visible, split.training);
    expect(tensor).toMatchObject({ viewers: 6, samples: 240, features: 136 });
    split.training.forEach((viewer, place) => {
      const range = { viewers: [viewer, viewer + 1] } as const;
      const part = tensor.values.subarray(place * 240 * 136, (place + 1) * 240 * 136);
      expect(part).toEqual(readArray(holed, 'landmarks/observed', range));
      expect(tensor.mask.subarray(place * 240, (place + 1) * 240)).toEqual(readArray(holed, 'observed', range));
    });
  });

  it('does not depend on truth, factors, causes or events: they may as well not exist', () => {
    const before = visibleTensor(visibleOf(holed, split), split.training);
    const blind = {
      ...openDataset(holed.dir),
      attributes: { rate: holed.attributes.rate },
    };
    const hidden = ['landmarks/truth', 'landmarks/clean', 'landmarks/visible', 'factors/viewer', 'factors/time'];
    for (const name of [...hidden, 'factors/latent', 'cause', 'camera', 'pose', 'action_units', 'stimulus']) {
      rmSync(join(holed.dir, name, 'c'), { recursive: true });
      expect(readdirSync(join(holed.dir, name))).toEqual(['zarr.json']);
    }
    expect(visibleTensor(visibleOf(blind, split), split.training)).toEqual(before);
  });

  it('leaves out a tenth in blocks of 6 s where nothing is missing, of training viewers only', () => {
    const visible = visibleOf(whole, split);
    expect(visible.hiding).toBe(true);
    for (const viewer of split.training) {
      const { values, mask } = visible.row(viewer);
      const hidden = mask.filter((seen) => seen === 0).length;
      // 24 of 240 samples at 2 Hz, in two blocks of 12.
      expect(hidden).toBe(24);
      for (let t = 0; t < 240; t += 1) expect(Number.isNaN(values[t * 136])).toBe(mask[t] === 0);
    }
    for (const viewer of split.heldOut) expect(visible.row(viewer).mask.includes(0)).toBe(false);
    expect(visibleOf(whole, split).row(0)).toEqual(visible.row(0));
    const other = splitViewers(8, 0.25, 4);
    expect(visibleOf(whole, other).row(other.training[0]).mask).not.toEqual(visible.row(other.training[0]).mask);
  });

  it('never hides more than the share, and one sample at least, however short the film', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(0.5, 1, 2, 5),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (length, rate, place) => {
          const samples = hiddenBlock(length, rate);
          if (length >= 60 * rate) expect(samples).toBe(Math.round(6 * rate));
          const mask = new Uint8Array(length).fill(1);
          hideBlocks(mask, { share: HIDDEN_SHARE, samples }, () => place);
          const hidden = mask.filter((seen) => seen === 0).length;
          expect(hidden).toBeGreaterThanOrEqual(1);
          // Blocks are whole: half of one more or less.
          expect(Math.abs(hidden - HIDDEN_SHARE * length)).toBeLessThanOrEqual(Math.max(1, samples / 2));
        },
      ),
    );
  });

  it('ends with a prefix', () => {
    const row = visibleOf(whole, split).row(split.heldOut[0]);
    const { values, mask } = prefixRow(row, 12);
    expect(mask.reduce((sum, value) => sum + value, 0)).toBe(12);
    expect(values.subarray(0, 12 * 136)).toEqual(row.values.subarray(0, 12 * 136));
    expect(values.subarray(12 * 136).every((value) => Number.isNaN(value))).toBe(true);
    expect(row.mask.includes(0)).toBe(false);
  });
});
