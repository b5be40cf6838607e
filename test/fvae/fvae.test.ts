import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { FVAE_DEFAULTS, type FvaeOptions, fitFvae } from '../../fvae/fvae.ts';
import { ModelFault } from '../../fvae/model.ts';
import { fvaeFitted } from '../../fvae/predictive.ts';
import { createRandom } from '../../fvae/random.ts';
import type { State } from '../../fvae/state.ts';
import { selectViewers, type Tensor } from '../../fvae/tensor.ts';
import { pearson } from '../../harness/metrics/correlation.ts';
import { factorMatch } from '../../harness/metrics/factor-match.ts';
import { planted } from './start/planted.ts';
import { withoutWaiting } from './without-waiting.ts';

const options: FvaeOptions = {
  ...FVAE_DEFAULTS,
  factors: 3,
  epochs: 12,
  batch: 256,
  backend: 'wasm',
  workers: 0,
  seed: 0,
};
const { tensor, truth } = planted();
const state = await fitFvae(tensor, options);
const fitted = fvaeFitted(state, tensor);
const row = tensor.samples * tensor.features;

/** [D], the mean of what is observed of a viewer. */
function meanOf(i: number): Float64Array {
  const mean = new Float64Array(tensor.features);
  const seen = Array.from(tensor.mask.subarray(i * tensor.samples, (i + 1) * tensor.samples).keys()).filter(
    (t) => tensor.mask[i * tensor.samples + t] === 1,
  );
  for (const t of seen) {
    for (let d = 0; d < mean.length; d += 1) mean[d] += tensor.values[i * row + t * mean.length + d] / seen.length;
  }
  return mean;
}

function sameArrays(a: State, b: State): void {
  expect(Object.keys(a.arrays)).toEqual(Object.keys(b.arrays));
  for (const [name, { values }] of Object.entries(a.arrays)) {
    expect([...b.arrays[name].values], name).toEqual([...values]);
  }
}

/** Viewers of whom one factor builds up, seen from sample `from` on alone. */
function buildingUp(from: number): { readonly tensor: Tensor; readonly course: Float64Array } {
  const [N, T, D] = [30, 200, 6];
  const random = createRandom(2, 'building up');
  const course = Float64Array.from({ length: T }, (_, t) => 1 - Math.exp((-3 * t) / T));
  const direction = Float64Array.from({ length: D }, () => random.normal());
  const values = new Float32Array(N * T * D);
  for (let i = 0; i < N; i += 1) {
    const u = Math.exp(0.5 * random.normal());
    const neutral = Float64Array.from({ length: D }, () => random.normal());
    for (let n = 0; n < T * D; n += 1) {
      const [t, d] = [Math.floor(n / D), n % D];
      values[i * T * D + n] = neutral[d] + u * course[t] * direction[d] + 0.1 * random.normal();
    }
  }
  const mask = Uint8Array.from({ length: N * T }, (_, entry) => (entry % T >= from ? 1 : 0));
  return { tensor: { viewers: N, samples: T, features: D, values, mask }, course };
}

describe('a fitted model', () => {
  it.each([0, 10, 30])('begins with faces at rest, whether or not the first %d samples are seen', async (from) => {
    const { tensor: building, course } = buildingUp(from);
    const { arrays } = await fitFvae(building, { ...options, factors: 1, epochs: 4 });
    expect(pearson(Float64Array.from(arrays['time'].values).subarray(from), course.subarray(from))).toBeGreaterThan(
      0.9,
    );
  });

  it('is trained without waiting for what a GPU computes', async () => {
    const small = planted({ viewers: 12, samples: 60 }).tensor;
    const short = { ...options, epochs: 2 };
    const { numTensors } = memory();
    expect(await withoutWaiting(() => fitFvae(small, short))).toEqual(await fitFvae(small, short));
    // A GPU gives its memory back for what is disposed of alone.
    expect(memory().numTensors).toBe(numTensors);
  });

  it('finds the factors of a planted tensor, and a number for everything', () => {
    expect(factorMatch(fitted.factors()!, truth).score).toBeGreaterThan(0.97);
    for (const { values } of Object.values(state.arrays)) expect(values.every(Number.isFinite)).toBe(true);
  });

  it('has intervals that hold what they say of viewers that it was not fitted to', async () => {
    // Other viewers of the same film, half of it hidden from the model.
    const { tensor: all } = planted({ viewers: 80 });
    const { samples: T, features: D } = all;
    const others = selectViewers(
      all,
      Array.from({ length: 40 }, (_, i) => 2 * i + 1),
    );
    const first = selectViewers(
      all,
      Array.from({ length: 40 }, (_, i) => 2 * i),
    );
    const model = fvaeFitted(await fitFvae(first, options), first);
    let [half, most, count] = [0, 0, 0];
    for (let i = 0; i < 40; i += 1) {
      const values = others.values.subarray(i * T * D, (i + 1) * T * D);
      const mask = others.mask.subarray(i * T, (i + 1) * T);
      const { mean, deviation, quantile } = model.foldIn(
        values,
        mask.map((seen, t) => (Math.floor(t / 10) % 2 === 0 ? seen : 0)),
      );
      mask.forEach((seen, t) => {
        if (seen !== 1 || Math.floor(t / 10) % 2 === 0) return;
        for (let d = t * D; d < (t + 1) * D; d += 1) {
          // What is measured has noise of 0.5 besides.
          const size = Math.abs(values[d] - mean[d]) / Math.hypot(deviation[d], 0.5);
          if (size < quantile!(0.75)) half += 1;
          if (size < quantile!(0.95)) most += 1;
          count += 1;
        }
      });
    }
    expect(Math.abs(half / count - 0.5)).toBeLessThan(0.05);
    expect(most / count).toBeGreaterThan(0.88);
  });

  it('is the same for the same seed, with one thread or told to use two', async () => {
    sameArrays(state, await fitFvae(tensor, options));
    const two = await fitFvae(tensor, { ...options, workers: 2 });
    sameArrays(two, await fitFvae(tensor, { ...options, workers: 2 }));
  });

  it('has no more threads than a batch has samples', async () => {
    const small = planted({ viewers: 6, samples: 20 }).tensor;
    const short = { ...options, epochs: 2, batch: 1 };
    sameArrays(await fitFvae(small, { ...short, workers: 2 }), await fitFvae(small, { ...short, workers: 1 }));
  });

  it('reads nothing that the mask leaves out', async () => {
    const values = tensor.values.map((value, at) =>
      tensor.mask[Math.floor(at / tensor.features)] === 1 ? value : 1e30,
    );
    sameArrays(state, await fitFvae({ ...tensor, values }, options));
    const clean = fitted.impute(3);
    expect([...fvaeFitted(state, { ...tensor, values }).impute(3).mean]).toEqual([...clean.mean]);
    expect(clean.mean.every(Number.isFinite)).toBe(true);
    expect(clean.deviation.every((s) => s > 0)).toBe(true);
  });

  it('imputes better than each viewer’s mean', () => {
    let [own, flat] = [0, 0];
    for (let i = 0; i < tensor.viewers; i += 1) {
      const { mean } = fitted.impute(i);
      const neutral = meanOf(i);
      for (let t = 0; t < tensor.samples; t += 1) {
        if (tensor.mask[i * tensor.samples + t] === 0) continue;
        for (let d = 0; d < tensor.features; d += 1) {
          const value = tensor.values[i * row + t * tensor.features + d];
          own += (mean[t * tensor.features + d] - value) ** 2;
          flat += (neutral[d] - value) ** 2;
        }
      }
    }
    expect(own).toBeLessThan(0.5 * flat);
  });
});

describe('an unseen viewer', () => {
  const values = tensor.values.slice(0, row);
  const upTo = (t: number): Uint8Array => tensor.mask.slice(0, tensor.samples).map((seen, at) => (at < t ? seen : 0));

  it('is forecast the same whatever the future holds', () => {
    const poisoned = values.map((value, at) => (at < 60 * tensor.features ? value : 1e30));
    const [a, b] = [fitted.foldIn(values, upTo(60)), fitted.foldIn(poisoned, upTo(60))];
    expect([...a.mean]).toEqual([...b.mean]);
    expect([...a.deviation]).toEqual([...b.deviation]);
  });

  it('is known better, and said with less doubt, the more is seen', () => {
    const error = (t: number): { square: number; doubt: number } => {
      const { mean, deviation } = fitted.foldIn(values, upTo(t));
      let [square, doubt] = [0, 0];
      for (let s = 120; s < tensor.samples; s += 1) {
        if (tensor.mask[s] === 0) continue;
        for (let d = 0; d < tensor.features; d += 1) {
          square += (mean[s * tensor.features + d] - values[s * tensor.features + d]) ** 2;
          doubt += deviation[s * tensor.features + d];
        }
      }
      return { square, doubt };
    };
    const [nothing, some] = [error(0), error(120)];
    expect(some.square).toBeLessThan(nothing.square);
    expect(some.doubt).toBeLessThan(nothing.doubt);
  });
});

describe('data and options that cannot carry a model', () => {
  const without = (change: Partial<Tensor>): Tensor => ({ ...tensor, ...change });
  const constant = without({ values: tensor.values.map(() => 1) });
  const infinite = without({ values: tensor.values.map(() => Number.POSITIVE_INFINITY) });
  const oneSample = without({
    samples: 1,
    values: tensor.values.slice(0, tensor.viewers * tensor.features),
    mask: new Uint8Array(tensor.viewers).fill(1),
  });
  const cases: [string, Tensor, Partial<FvaeOptions>, RegExp][] = [
    ['nothing observed', without({ mask: new Uint8Array(tensor.mask.length) }), {}, /0 viewer\(s\) are observed/],
    ['sizes that do not fit', without({ viewers: 1 }), {}, /expected 1 x 200 x 12/],
    ['one viewer', selectViewers(tensor, [0]), {}, /1 viewer\(s\), expected 2/],
    ['one sample', oneSample, {}, /1 sample\(s\), expected 2/],
    ['constant landmarks', constant, {}, /vary in time/],
    ['infinities', infinite, {}, /Infinity/],
    ['more factors than features', tensor, { factors: 13 }, /13 factors/],
    ['an unknown backend', tensor, { backend: 'abacus' }, /abacus/],
  ];
  it.each(cases)('%s', async (_, data, change, line) => {
    const fault = await fitFvae(data, { ...options, ...change }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ModelFault);
    expect((fault as ModelFault).message).toMatch(line);
    expect((fault as ModelFault).message).not.toContain('\n');
  });

  it('a tensor of other sizes than the model was fitted to', () => {
    expect(() => fvaeFitted(state, selectViewers(tensor, [0, 1]))).toThrow(/2 x 200 x 12, expected 40 x 200 x 12/);
  });

  it('an array of another shape', () => {
    const short = { ...state, arrays: { ...state.arrays, time: { shape: [1, 3], values: new Float32Array(3) } } };
    expect(() => fvaeFitted(short, tensor)).toThrow(/time: found 1 x 3, expected 200 x 3/);
    for (const name of ['encoder.0.weight', 'encoder.1.weight', 'encoder.2.bias', 'encoder.skip']) {
      const { [name]: _, ...arrays } = state.arrays;
      expect(() => fvaeFitted({ ...state, arrays }, tensor)).toThrow(`${name}: found nothing, expected `);
    }
  });
});
