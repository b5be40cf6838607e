import { describe, expect, it } from 'vitest';
import { FVAE_DEFAULTS, type FvaeOptions } from '../../../fvae/fvae.ts';
import { ModelFault } from '../../../fvae/model.ts';
import { fitPaper } from '../../../fvae/published/paper.ts';
import { paperFitted } from '../../../fvae/published/paper-fitted.ts';
import type { State } from '../../../fvae/state.ts';
import { selectViewers } from '../../../fvae/tensor.ts';
import { planted } from '../start/planted.ts';
import { withoutWaiting } from '../without-waiting.ts';

const options: FvaeOptions = {
  ...FVAE_DEFAULTS,
  factors: 3,
  epochs: 10,
  batch: 128,
  backend: 'wasm',
  workers: 0,
  seed: 0,
};
const { tensor } = planted({ viewers: 30, samples: 120, noise: 0.2 });
const { samples: T, features: D } = tensor;
const kept: State[] = [];
const objectives: number[] = [];
const state = await fitPaper(tensor, {
  ...options,
  onEpoch: ({ unfinished, objective }) => {
    kept.push(unfinished());
    objectives.push(objective);
  },
});
const fitted = paperFitted(state, tensor);

describe('the model as published', () => {
  it('learns, and keeps U, V of either sign, one noise and numbers for everything', () => {
    expect(objectives).toHaveLength(10);
    expect(objectives.at(-1)).toBeLessThan(0.8 * objectives[0]);
    expect(state.arrays['log-noise'].shape).toEqual([1]);
    const { viewer, time, count } = fitted.factors()!;
    expect([count, viewer.length, time.length]).toEqual([3, 90, 360]);
    for (const numbers of [viewer, time])
      expect([numbers.some((x) => x < 0), numbers.some((x) => x > 0)]).toEqual([true, true]);
    for (const { values } of Object.values(state.arrays)) expect(values.every(Number.isFinite)).toBe(true);
  });

  it('is the same again, on two threads again, and gone on with after any epoch', async () => {
    const short = { ...options, epochs: 2 };
    const two = await fitPaper(tensor, { ...short, workers: 2 });
    expect(await fitPaper(tensor, { ...short, workers: 2 })).toEqual(two);
    expect(await fitPaper(tensor, options)).toEqual(state);
    for (const resume of [kept[3], kept[9]]) expect(await fitPaper(tensor, { ...options, resume })).toEqual(state);
    await expect(fitPaper(tensor, { ...options, seed: 1, resume: kept[3] })).rejects.toThrow(
      /^seed: found 1, expected 0/,
    );
  });

  it('is trained without waiting for what a GPU computes', async () => {
    const short = { ...options, epochs: 2 };
    expect(await withoutWaiting(() => fitPaper(tensor, short))).toEqual(await fitPaper(tensor, short));
  });

  it('reads nothing that the mask leaves out, in fitting or in folding in', async () => {
    const poison = (values: Float32Array, mask: Uint8Array): Float32Array =>
      values.map((value, at) => (mask[Math.floor(at / D)] === 1 ? value : 1e30));
    const short = { ...options, epochs: 1 };
    const poisoned = { ...tensor, values: poison(tensor.values, tensor.mask) };
    expect(await fitPaper(poisoned, short)).toEqual(await fitPaper(tensor, short));
    const values = tensor.values.slice(0, T * D);
    const start = tensor.mask.slice(0, T).map((seen, t) => (t < 30 ? seen : 0));
    expect(fitted.foldIn(poison(values, start), start)).toEqual(fitted.foldIn(values, start));
    expect(paperFitted(state, poisoned).impute(2)).toEqual(fitted.impute(2));
  });

  it('tells unseen samples of a viewer better than the viewer’s mean does', () => {
    let [own, flat] = [0, 0];
    for (let i = 0; i < tensor.viewers; i += 1) {
      const values = tensor.values.subarray(i * T * D, (i + 1) * T * D);
      const seen = tensor.mask.subarray(i * T, (i + 1) * T);
      const hidden = (t: number): boolean => t % 20 < 5;
      const mask = seen.map((one, t) => (hidden(t) ? 0 : one));
      const { mean } = fitted.foldIn(values, mask);
      const face = new Float64Array(D);
      const count = mask.reduce((a, b) => a + b);
      for (let t = 0; t < T; t += 1)
        if (mask[t] === 1) for (let d = 0; d < D; d += 1) face[d] += values[t * D + d] / count;
      for (let t = 0; t < T; t += 1) {
        if (!hidden(t) || seen[t] === 0) continue;
        for (let d = 0; d < D; d += 1) {
          own += (mean[t * D + d] - values[t * D + d]) ** 2;
          flat += (face[d] - values[t * D + d]) ** 2;
        }
      }
    }
    expect(own).toBeLessThan(0.9 * flat);
  });

  it('says what a factor alone does: nothing at 0', () => {
    for (let k = 0; k < 3; k += 1) {
      expect(fitted.alone!(k, 0).every((move) => move === 0)).toBe(true);
      expect(fitted.alone!(k, 2).some((move) => Math.abs(move) > 1e-3)).toBe(true);
    }
  });

  it('answers a viewer never seen, and refuses what does not fit in one line', async () => {
    const { mean, deviation } = fitted.foldIn(new Float32Array(T * D).fill(Number.NaN), new Uint8Array(T));
    expect(mean.every(Number.isFinite)).toBe(true);
    expect(deviation.every((s) => s > 0 && s < 1e3)).toBe(true);
    expect(() => paperFitted(state, selectViewers(tensor, [0]))).toThrow(/1 x 120 x 12, expected 30 x 120 x 12/);
    for (const name of ['encoder.0.weight', 'encoder.1.bias', 'decoder.2.weight']) {
      const { [name]: _, ...arrays } = state.arrays;
      expect(() => paperFitted({ ...state, arrays }, tensor)).toThrow(`${name}: found nothing, expected `);
    }
    expect(() => fitted.impute(30)).toThrow(ModelFault);
    expect(() => fitted.foldIn(new Float32Array(1), new Uint8Array(T))).toThrow(ModelFault);
    await expect(fitPaper(tensor, { ...options, factors: 13 })).rejects.toThrow(ModelFault);
    await expect(fitPaper(selectViewers(tensor, [0]), options)).rejects.toThrow(/1 viewer/);
  });
});
