import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  arraySpecs,
  chunkBytes,
  chunkCounts,
  chunkGrid,
  chunkIndices,
  datasetBytes,
  sizesOf,
} from '../../../sim/dataset/layout.ts';
import { ALL_EXTRAS, NO_EXTRAS } from '../../laws/tiny-dataset.ts';

const sizes = fc.record({
  viewers: fc.integer({ min: 1, max: 10_000 }),
  samples: fc.integer({ min: 1, max: 200_000 }),
  cameras: fc.integer({ min: 1, max: 8 }),
  actionUnits: fc.integer({ min: 1, max: 20 }),
  factors: fc.integer({ min: 1, max: 6 }),
});

describe('the chunk grid', () => {
  it('covers the screening with as few chunks as the limits allow, and little padding', () => {
    fc.assert(
      fc.property(sizes, ({ viewers, samples }) => {
        const grid = chunkGrid(viewers, samples);
        expect(grid.viewers).toBeLessThanOrEqual(64);
        expect(grid.samples).toBeLessThanOrEqual(128);
        expect(grid.rows).toBe(Math.ceil(viewers / 64));
        expect(grid.columns).toBe(Math.ceil(samples / 128));
        const [paddedViewers, paddedSamples] = [grid.rows * grid.viewers, grid.columns * grid.samples];
        expect(paddedViewers).toBeGreaterThanOrEqual(viewers);
        expect(paddedViewers - viewers).toBeLessThan(grid.rows);
        expect(paddedSamples).toBeGreaterThanOrEqual(samples);
        expect(paddedSamples - samples).toBeLessThan(grid.columns);
      }),
    );
  });

  it('is that of the reference screening and the full house', () => {
    expect(chunkGrid(353, 5040)).toEqual({ viewers: 59, samples: 126, rows: 6, columns: 40 });
    expect(chunkGrid(400, 5400)).toEqual({ viewers: 58, samples: 126, rows: 7, columns: 43 });
  });
});

describe('the arrays', () => {
  it('follow the sizes, which can be told from them again', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.boolean(), (given, position, projected) => {
        const specs = arraySpecs(given, { position, projected });
        expect(sizesOf(specs)).toEqual(given);
        expect(new Set(specs.map((spec) => spec.name)).size).toBe(13 + Number(position) + Number(projected));
        for (const spec of specs) {
          expect(spec.chunk).toHaveLength(spec.shape.length);
          expect(spec.dimensions).toHaveLength(spec.shape.length);
          const grid = chunkGrid(given.viewers, given.samples);
          const shared = spec.dimensions[0] === 'viewer' && spec.dimensions[1] === 'sample';
          const counts = shared ? [grid.rows, grid.columns] : [1, 1];
          expect(chunkCounts(spec)).toEqual([...counts, ...spec.shape.slice(2).map(() => 1)]);
        }
      }),
    );
  });

  it('have the documented shapes and types', () => {
    const given = { viewers: 3, samples: 5, cameras: 2, actionUnits: 11, factors: 4 };
    const lines = arraySpecs(given, ALL_EXTRAS).map((spec) => `${spec.name} ${spec.shape} ${spec.dtype}`);
    expect(lines).toEqual([
      'landmarks/truth 3,5,136 float32',
      'landmarks/clean 3,5,136 float32',
      'landmarks/observed 3,5,136 float32',
      'observed 3,5 uint8',
      'camera 3,5 int8',
      'landmarks/visible 3,5,2,9 uint8',
      'cause 3,5 uint8',
      'landmarks/position 3,5,68,3 float32',
      'landmarks/projected 3,5,2,68,2 float32',
      'pose 3,5,6 float32',
      'action_units 3,5,11 float32',
      'stimulus 5,2 float32',
      'factors/viewer 3,4 float32',
      'factors/time 5,4 float32',
      'factors/latent 3,5,4 float32',
    ]);
  });

  it('take the bytes of their padded chunks, as linear in viewers x samples as the grid is', () => {
    const given = { viewers: 128, samples: 256, cameras: 4, actionUnits: 11, factors: 4 };
    const specs = arraySpecs(given, NO_EXTRAS);
    const sum = specs.reduce((total, spec) => total + chunkIndices(spec).length * chunkBytes(spec), 0);
    expect(datasetBytes(specs)).toBe(sum);
    const entry = 3 * 136 * 4 + 1 + 1 + 4 * 9 + 1 + 6 * 4 + 11 * 4 + 4 * 4;
    expect(sum).toBe(128 * 256 * entry + 256 * 2 * 4 + 128 * 4 * 4 + 256 * 4 * 4);
    const double = datasetBytes(arraySpecs({ ...given, samples: 512 }, NO_EXTRAS));
    expect(double / sum).toBeCloseTo(2, 3);
  });
});
