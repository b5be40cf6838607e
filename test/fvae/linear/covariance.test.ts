import { describe, expect, it } from 'vitest';
import { addRow, addRows, covarianceOf, createMoments, meanOf } from '../../../fvae/linear/covariance.ts';

describe('moments', () => {
  it('are the weighted mean and covariance of the rows', () => {
    const moments = createMoments(2);
    addRow(moments, Float64Array.of(9, 1, 2), 1);
    addRow(moments, Float32Array.of(3, 6), 0, 3);
    expect([...meanOf(moments)]).toEqual([2.5, 5]);
    expect([...covarianceOf(moments)]).toEqual([0.75, 1.5, 1.5, 3]);
    expect([...covarianceOf(moments, false)]).toEqual([7, 14, 14, 28]);
  });

  it('are the same whether rows come one by one or many at a time', () => {
    const rows = new Float64Array(1 + 7 * 3).map((_, at) => Math.sin(at));
    const [single, many] = [createMoments(3), createMoments(3)];
    for (let row = 0; row < 7; row++) addRow(single, rows, 1 + row * 3);
    addRows(many, rows, 7, 1);
    const [expected, found] = [covarianceOf(single), covarianceOf(many)];
    for (let at = 0; at < 9; at++) expect(found[at]).toBeCloseTo(expected[at]!, 12);
    expect(many.weight).toBe(7);
  });

  it('are zero without rows', () => {
    expect([...meanOf(createMoments(1)), ...covarianceOf(createMoments(1))]).toEqual([0, 0]);
  });
});
