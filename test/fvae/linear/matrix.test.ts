import { describe, expect, it } from 'vitest';
import { identity, multiply, transpose } from '../../../fvae/linear/matrix.ts';

describe('multiply, transpose, identity', () => {
  it('are the textbook operations in C order', () => {
    const a = Float64Array.of(1, 2, 3, 4, 5, 6);
    expect([...transpose(a, 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
    expect([...multiply(a, transpose(a, 2, 3), 2, 3, 2)]).toEqual([14, 32, 32, 77]);
    expect(multiply(a, identity(3), 2, 3, 3)).toEqual(a);
  });
});
