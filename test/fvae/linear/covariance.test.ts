import { describe, expect, it } from 'vitest';
import { addRow, covarianceOf, createMoments, meanOf } from '../../../fvae/linear/covariance.ts';

describe('moments', () => {
  it('are the weighted mean and covariance of the rows', () => {
    const moments = createMoments(2);
    addRow(moments, Float64Array.of(9, 1, 2), 1);
    addRow(moments, Float32Array.of(3, 6), 0, 3);
    expect([...meanOf(moments)]).toEqual([2.5, 5]);
    expect([...covarianceOf(moments)]).toEqual([0.75, 1.5, 1.5, 3]);
    expect([...covarianceOf(moments, false)]).toEqual([7, 14, 14, 28]);
  });

  it('are zero without rows', () => {
    expect([...meanOf(createMoments(1)), ...covarianceOf(createMoments(1))]).toEqual([0, 0]);
  });
});
