import { describe, expect, it } from 'vitest';
import { samplesWhere } from '../../../harness/evaluation/entries.ts';
import { OFFSET_SHRINKAGE, shifted, viewerOffset } from '../../../harness/evaluation/offset.ts';

describe('entries', () => {
  it('are told apart by the mask', () => {
    expect([...samplesWhere(Uint8Array.of(1, 0, 1), 1)]).toEqual([0, 2]);
    expect([...samplesWhere(Uint8Array.of(1, 0, 1), 0)]).toEqual([1]);
  });
});

describe('the viewer offset', () => {
  it('is the shrunken mean residual of seen entries alone', () => {
    const values = Float32Array.of(3, 1, Number.NaN, Number.NaN, 5, 3);
    const prediction = Float32Array.of(1, 1, 9, 9, 1, 1);
    const offset = viewerOffset({ values, mask: Uint8Array.of(1, 0, 1) }, prediction);
    expect(offset[0]).toBeCloseTo(6 / (2 + OFFSET_SHRINKAGE), 12);
    expect(offset[1]).toBeCloseTo(2 / (2 + OFFSET_SHRINKAGE), 12);
    expect([...shifted(prediction, Float64Array.of(1, 2), [1])]).toEqual([0, 0, 10, 11, 0, 0]);
  });

  it('is zero for a viewer of whom nothing is seen', () => {
    const values = new Float32Array(4).fill(Number.NaN);
    expect([...viewerOffset({ values, mask: new Uint8Array(2) }, new Float32Array(4))]).toEqual([0, 0]);
  });
});
