import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../../fvae/tensor.ts';
import { PLANTED, plantedContender, UNCHANGED } from '../../../../harness/regress/study/planted.ts';
import { meanRow, spoilt } from '../../../../harness/regress/study/spoil.ts';

const tensor = fc
  .record({ viewers: fc.integer({ min: 1, max: 3 }), samples: fc.integer({ min: 1, max: 5 }) })
  .chain(({ viewers, samples }) =>
    fc.record({
      viewers: fc.constant(viewers),
      samples: fc.constant(samples),
      features: fc.constant(4),
      values: fc
        .array(fc.integer({ min: -50, max: 50 }), {
          minLength: viewers * samples * 4,
          maxLength: viewers * samples * 4,
        })
        .map((values) => Float32Array.from(values)),
      mask: fc
        .array(fc.integer({ min: 0, max: 1 }), { minLength: viewers * samples, maxLength: viewers * samples })
        .map((mask) => Uint8Array.from(mask)),
    }),
  );

describe('spoiling a tensor', () => {
  it('spoils each viewer by itself and leaves the tensor as it is', () => {
    fc.assert(
      fc.property(tensor, (given: Tensor) => {
        const before = given.values.slice();
        const out = spoilt(given, (values, mask) => values.map((value, at) => value + 1000 * mask[Math.floor(at / 4)]));
        expect(given.values).toEqual(before);
        for (const [at, value] of out.entries()) expect(value).toBe(before[at] + 1000 * given.mask[Math.floor(at / 4)]);
      }),
    );
  });

  it('takes means over what is seen alone', () => {
    const values = Float32Array.from([1, 10, 3, 30, Number.NaN, Number.NaN]);
    expect([...meanRow(values, Uint8Array.from([1, 1, 0]), 2)]).toEqual([2, 20]);
    expect([...meanRow(values, new Uint8Array(3), 2)]).toEqual([0, 0]);
  });
});

describe('planted losses', () => {
  it('are models of different names and identities', () => {
    const contenders = [UNCHANGED, ...PLANTED].map((planted) => plantedContender(planted, { factors: 3 }));
    expect(new Set(contenders.map(({ name }) => name)).size).toBe(6);
    expect(new Set(contenders.map(({ identity }) => JSON.stringify(identity))).size).toBe(6);
    expect(contenders[0].identity).toMatchObject({ factors: 3 });
  });
});
