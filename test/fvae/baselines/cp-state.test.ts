import { describe, expect, it } from 'vitest';
import { type CpOptions, cp } from '../../../fvae/baselines/cp.ts';
import { cpRestored, fitCpState } from '../../../fvae/baselines/cp-state.ts';
import { ModelFault } from '../../../fvae/model.ts';
import { synthetic } from './synthetic.ts';

const { tensor } = synthetic({ seed: 5, viewers: 12, samples: 40 });

describe('the state of a CP model', () => {
  const variants: CpOptions[] = [
    { rank: 2, starts: 3 },
    { rank: 2, starts: 3, nonNegative: true, weighed: false },
  ];
  it.each(variants)('%j: says to the bit what the fitted model says', async (options) => {
    const fitted = await cp(options).fit(tensor, { seed: 1 });
    const state = await fitCpState(tensor, options, { seed: 1 });
    const restored = cpRestored({ ...state, attributes: JSON.parse(JSON.stringify(state.attributes)) }, tensor);
    expect(restored.name).toBe(fitted.name);
    expect(restored.factors()).toEqual(fitted.factors());
    expect(restored.impute(4)).toEqual(fitted.impute(4));
    const [values, mask] = [tensor.values.slice(0, 40 * 8), tensor.mask.slice(0, 40).fill(0, 10)];
    expect(restored.foldIn(values, mask)).toEqual(fitted.foldIn(values, mask));
  });

  it('is refused with another tensor or an array missing', async () => {
    const state = await fitCpState(tensor, variants[0], { seed: 1 });
    const { time: _, ...arrays } = state.arrays;
    expect(() => cpRestored({ ...state, arrays }, tensor)).toThrow(/time: found nothing, expected 40 x 2/);
    const other = synthetic({ seed: 5, viewers: 13, samples: 40 }).tensor;
    expect(() => cpRestored(state, other)).toThrow(ModelFault);
    await expect(fitCpState(tensor, { rank: 9 }, { seed: 1 })).rejects.toThrow(ModelFault);
  });
});
