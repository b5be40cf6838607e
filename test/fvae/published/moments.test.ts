import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputMoments } from '../../../fvae/published/moments.ts';

const number = fc.double({ min: -3, max: 3, noNaN: true });

describe('moments of a network’s output', () => {
  it('are exact for a straight network: A m + b and A diag(v) A’', () =>
    fc.assert(
      fc.property(fc.array(number, { minLength: 16, maxLength: 16 }), (drawn) => {
        const [weight, bias] = [Float64Array.from(drawn.slice(0, 6)), Float64Array.from(drawn.slice(6, 9))];
        const [mean, variance] = [
          Float64Array.from(drawn.slice(9, 11)),
          Float64Array.from(drawn.slice(11, 13), Math.abs),
        ];
        const named: Record<string, Float64Array> = { '0.weight': weight, '0.bias': bias };
        const found = outputMoments({ widths: [2, 3], activation: 'silu' }, (name) => named[name])(mean, variance);
        for (let d = 0; d < 3; d += 1) {
          const [a, b] = [weight[d], weight[3 + d]];
          expect(found.mean[d]).toBeCloseTo(a * mean[0] + b * mean[1] + bias[d], 9);
          expect(found.variance[d]).toBeCloseTo(a * a * variance[0] + b * b * variance[1], 8);
        }
      }),
    ));
});
